"""Calls to the addresses of services."""
