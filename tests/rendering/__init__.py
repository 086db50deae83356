"""Runs files of rendering cases against postroom.content."""
