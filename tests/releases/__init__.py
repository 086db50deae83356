"""Databases as releases left them, which today's migrations have to bring up to date."""
