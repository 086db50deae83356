"""Text messages and emails, from the queue to a provider."""
