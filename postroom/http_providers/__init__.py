"""Providers that are reached by HTTP and need no code: a description each (docs/providers.md).

A description is a file in TOML: one of those in presets/, or one of the operator's own. What is
different from one installation to the next, credentials above all, is in HTTP_PROVIDERS.
"""
