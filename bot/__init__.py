"""The Telegram bot. Knows only retrieval's `Answer`."""
