"""Conversations with the bot as chat bubbles, made by the real bot against the Bot API double of the tests."""
