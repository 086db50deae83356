"""Tests of postroom.content: one file per subject, and what must hold for any text."""
