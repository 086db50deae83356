"""Everything that starts Postroom: the command line, `make run`, its PostgreSQL, migrations."""
