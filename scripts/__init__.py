"""Thin command lines: each reads its arguments and calls the room that does the work."""
