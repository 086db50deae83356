"""Files and where they are kept."""
