"""What the environment may say: how a setting is declared, read, checked and shown."""
