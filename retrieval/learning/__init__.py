"""Learns what depends on the model. Nothing here is needed to answer a question."""
