"""What a recipient gets: pure functions from templates and values to messages, without I/O."""
