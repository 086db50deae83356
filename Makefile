# Everything starts here: `make help` lists the targets. PYTHON=… chooses the Python for .venv.

.DEFAULT_GOAL := help
.PHONY: help run test lint format venv lock clean

python := .venv/bin/python

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv:
	@PYTHON="$(PYTHON)" postroom/venv.sh

test: venv ## lint, then run the whole test suite on a cluster of its own (ARGS='-k …' for pytest)
	@$(python) -m tests.run $(ARGS)

lint: venv ## ruff on Python, sqlfluff and squawk on SQL
	@$(python) -m tests.lint

format: venv ## put Python and SQL into the house format
	@.venv/bin/ruff check --quiet --fix && .venv/bin/ruff format --quiet
	@.venv/bin/sqlfluff fix --quiet --processes 0 sql

# Hashes of every file of every release, so the lock serves all platforms; no index address.
lock: venv ## pin the dependencies of pyproject.toml in requirements.lock
	@$(python) -m venv var/lock && var/lock/bin/pip install --quiet uv
	@var/lock/bin/uv --no-config pip compile --quiet --universal --upgrade --generate-hashes \
		--default-index https://pypi.org/simple --extra dev --python-version 3.11 \
		--custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml
	@rm -r var/lock
