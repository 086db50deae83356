"""What every answer and every request has in common, whichever API it belongs to."""
