"""Letters, from the queue to a printable file."""
