"""What an article is and how one is read. Knows nothing of vectors or Telegram."""
