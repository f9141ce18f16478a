"""From articles to an answer. Knows nothing of Telegram."""
