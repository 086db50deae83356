"""What the API and the workers share: configuration, the database, content."""
