"""What the web tier and the workers share."""
