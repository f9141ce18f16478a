"""Conversations with the bot as chat bubbles: the real bot talks to the Bot API double of the tests."""
