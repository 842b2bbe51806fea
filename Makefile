# Everything a person does with a checkout. Each target can be run twice. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup dev run test check test-postgres bench bench-large lock licences vendor clean

BIN := .venv/bin
# How many records the benchmarks work with; `make bench SIZES=10000` for a quick look.
SIZES ?= 10000,100000

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv with the command fingerpost (needs Python 3.11 or newer)
	@sh tools/setup.sh run

run: setup ## Start Fingerpost with the demonstration; PORT=9000 make run for another port
	@$(BIN)/fingerpost run

dev: ## Make .venv with what tests and checks need too
	@sh tools/setup.sh dev

test: dev ## Every test that needs no server, no browser and little time
	$(BIN)/pytest -n auto -m "not slow and not browser and not server"

check: dev ## Lint, types, import contracts, then browser, accessibility and slow tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@sh tools/chromium.sh
	$(BIN)/pytest -n auto -m "slow or browser or server"

test-postgres: dev ## The suite on PostgreSQL, from a wheel or Debian's
	$(BIN)/python tools/postgres.py -- $(BIN)/pytest -n auto -m "not slow and not browser"

bench: dev ## Print every benchmark's table, at 10,000 and 100,000 records
	$(BIN)/python tools/bench.py --sizes $(SIZES)

bench-large: dev ## The same for what depends on size, at a million records
	$(BIN)/python tools/bench.py --sizes 1000000 --only-sized

lock: dev ## Write requirements/*.txt from pyproject.toml, and the list of licences
	$(BIN)/python tools/lock.py
	@sh tools/setup.sh dev
	$(BIN)/python tools/licences.py > docs/licences.md

licences: dev ## Write docs/licences.md from what is installed
	$(BIN)/python tools/licences.py > docs/licences.md

vendor: dev ## Fetch the design system's files anew (maintainers; needs npm)
	$(BIN)/python tools/vendor.py

clean: ## Remove the environment and caches; var/ and what is in it stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build src/*.egg-info *.egg-info
	find src tests demo benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
