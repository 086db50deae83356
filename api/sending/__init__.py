"""The rules of a send, whichever door it comes through."""
