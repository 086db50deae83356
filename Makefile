# Everything starts here: `make help` lists the targets. PYTHON=… chooses the Python for .venv.

.DEFAULT_GOAL := help
.PHONY: docs help venv run stop test test-fast coverage lint format soak conformance rendering test-pg17 test-pgbouncer \
	test-retention test-restore test-faults psql provider-check schedule config admin-env migrate restore \
	api worker bench plots bench-send bench-read bench-size bench-deliver bench-door bench-fair bench-life bench-horizon bench-receipts \
	bench-memory bench-upload bench-retention bench-facts bench-usage bench-content bench-letters bench-many lock clean

python := .venv/bin/python
postroom := $(python) -m postroom
SCENARIOS = ../shared/conformance
PASSING = tests/conformance/passing.txt
CASES = $(wildcard ../shared/contract/rendering-cases*.jsonl)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv:
	@PYTHON="$(PYTHON)" postroom/launch/venv.sh

run: venv ## set everything up and run it (PORT=6011 HOST=127.0.0.1 BASE_URL=… DATABASE_URL=…)
	@$(postroom) run

stop: venv ## stop what `make run` started, and its PostgreSQL
	@$(postroom) stop

test: venv ## the linters and the whole test suite, on a new cluster (ARGS='-k …' for pytest)
	@$(python) -m tests.run $(ARGS)

test-fast: venv ## in a minute, what a change usually needs: rendering, SQL, architecture
	@$(python) -m tests.run --fast

coverage: venv ## the same, and which statements no test reaches that is quick; fails below the floor
	@$(python) -m tests.run --coverage

test-pg17: venv ## the test suite on Debian 13's PostgreSQL 17 and pg_partman 5; needs root
	@$(python) -m tests.tools.pg17 $(ARGS)

test-pgbouncer: venv ## the test suite with PgBouncer before PostgreSQL; installs its package
	@$(python) -m tests.tools.pgbouncer $(ARGS)

test-retention: venv ## kill PostgreSQL during retention, again and again (ROUNDS=20)
	@ROUNDS=$${ROUNDS:-20} $(python) -m tests.run -rP tests/jobs/test_retention_obstacles.py

test-restore: venv ## restore dumps and base backups, of today and of 120 days ago, and go on with them
	@$(python) -m tests.run -rP tests/restore

test-faults: venv ## a full disk, a restart, a wrong clock, no DNS …: what clients hear; needs root, installs faketime
	@$(python) -m tests.faults -rP tests/faults

lint: venv ## ruff and mypy on Python, sqlfluff and squawk on SQL
	@$(python) -m tests.lint

format: venv ## put Python and SQL into the house format
	@.venv/bin/ruff check --quiet --fix && .venv/bin/ruff format --quiet
	@.venv/bin/sqlfluff fix --quiet --processes 0 sql

soak: venv ## a day in the life: failing providers, kills, restarts (MESSAGES=5000 SERVICES=50)
	@$(python) -m tests.soak.run

conformance: venv ## replay recorded conversations on a new stack; needs ../shared (SCENARIOS='files or folders')
	@$(python) -m tests.conformance.run --passing $(PASSING) $(SCENARIOS)

rendering: venv ## check the rendering of messages; needs ../shared (CASES='files')
	@$(python) -m tests.rendering.run $(CASES)

psql: venv ## look into the database (ROLE=dba, or api, worker, readonly, admin; ARGS='-c …')
	@$(postroom) psql $(ARGS)

provider-check: venv ## one real message through a provider, and what came back (PROVIDER=twilio TO=+447…)
	@$(postroom) provider-check --provider='$(PROVIDER)' --to='$(TO)'

schedule: venv ## show the periodic tasks and when they run (UTC)
	@$(postroom) schedule

config: venv ## show the settings in force, without secrets
	@$(postroom) config

admin-env: venv ## print the variables of an admin app beside this Postroom
	@$(postroom) admin-env

migrate: venv ## bring the database up to date
	@$(postroom) migrate

restore: venv ## an empty database out of a dump (DUMP=file QUEUE=keep or empty)
	@$(postroom) restore $(DUMP) --queue=$(QUEUE)

api: venv ## the API alone
	@$(postroom) api

worker: venv ## the worker alone
	@$(postroom) worker

# One of them in another form, recorded: make bench FORM='retention ROWS=10000000 SERVICES=17000'
bench: venv ## all benchmarks in short forms, under 15 minutes, into docs/performance.md (FORM='…' for one)
	@$(python) -m bench $(FORM)

plots: venv ## draw docs/plots/*.png from the data that benchmarks left there
	@[ -x var/plots/bin/python ] || $(python) -m venv var/plots
	@var/plots/bin/pip install -qq --disable-pip-version-check matplotlib
	@var/plots/bin/python -m bench.plot

bench-send: venv ## requests a second, next to the raw ceiling (SECONDS=10 RUNS=1 CLIENTS=1,8,32 SERVICES=1000)
	@$(python) -m bench.send

bench-read: venv ## one message and lists of 250 read a second (SECONDS=10 RUNS=1 CLIENTS=8,32)
	@$(python) -m bench.read

bench-size: venv ## sending and reading with months of messages stored (ROWS=3000000 SERVICES=17000)
	@$(python) -m bench.size

bench-deliver: venv ## messages a second through a worker (MESSAGES=20000 DELAY_MS=0)
	@$(python) -m bench.deliver

bench-upload: venv ## rows of a CSV file stored and queued a second (ROWS=20000 DELAY_MS=0)
	@$(python) -m bench.upload

bench-many: venv ## bulk, batch, look-up and Idempotency-Key (ROWS=50000 MESSAGES=20000 SECONDS=5 RUNS=5)
	@$(python) -m bench.many

bench-door: venv ## a CSV file through the S3 door, and the memory of large objects (MEGABYTES=5 RUNS=20)
	@$(python) -m bench.door

bench-fair: venv ## how long messages wait, alone and beside an upload (RATE=500 SECONDS=30 ROWS=100000)
	@$(python) -m bench.fair

bench-life: venv ## whole lives of text messages a second, receipts applied (SECONDS=60 CLIENTS=16 SERVICES=12)
	@$(python) -m bench.life

bench-horizon: venv ## delivery beside a snapshot that is held (RATE=250 SECONDS=600)
	@$(python) -m bench.horizon

bench-receipts: venv ## delivery receipts a second (SECONDS=10 CLIENTS=8,32)
	@$(python) -m bench.receipts

bench-memory: venv ## what the idle stack takes
	@$(python) -m bench.memory

bench-retention: venv ## dropping partitions against deleting rows (ROWS=1000000 SERVICES=1700 CLASSES=5 RATE=500)
	@$(python) -m bench.retention

bench-facts: venv ## counting a day's messages (ROWS=1000000 SERVICES=1700)
	@$(python) -m bench.facts

bench-usage: venv ## bills and reports of a year, over HTTP (SERVICES=17000 MESSAGES=5000)
	@$(python) -m bench.usage

bench-content: venv ## messages rendered a second
	@$(python) -m bench.content

bench-letters: venv ## letters made a second by one core, and the memory for it (LETTERS=100)
	@$(python) -m bench.letters

docs: venv ## write docs/reference.md, docs/settings.md and tests/sql/schema.txt anew
	@$(python) -m postroom.launch.reference
	@$(python) -m postroom.launch.settings_page
	@$(python) -m tests.sql.schema

# Hashes of every file of every release, so that the lock serves all platforms.
lock: venv ## pin the newest dependencies of pyproject.toml in requirements.lock
	@$(python) -m venv var/lock && var/lock/bin/pip install -qq uv
	@var/lock/bin/uv --no-config pip compile --quiet --universal --upgrade --generate-hashes \
		--extra dev --python-version 3.11 \
		--custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml
	@rm -r var/lock

clean: ## stop everything, delete .venv and caches; DATA=yes deletes var/ with its data too
	@[ ! -x $(python) ] || $(postroom) stop
	@if [ "$(DATA)" = yes ]; then [ ! -x $(python) ] || $(postroom) destroy; rm -rf var; fi
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
