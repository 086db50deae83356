"""Benchmarks: one command per figure, each on a throw-away cluster of its own (fsync on)."""
