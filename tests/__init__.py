"""The tests mirror the tree: tests/sql for functions, tests/api for routes, and so on."""
