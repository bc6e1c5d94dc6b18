"""Use cases of tokens, limits, kept answers and webhooks."""
