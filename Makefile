PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
HOST ?= 127.0.0.1
PORT ?= 8000
.DEFAULT_GOAL := help

# Containers often forbid Python to keep what it has compiled: then each of our many processes compiles all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: requirements.lock | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev-installed: requirements-dev.lock | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run-installed

.PHONY: install
install: $(VENV)/.dev-installed ## Make .venv and install everything, tools for development included
	@$(MANAGE) compile_catalogues

.PHONY: run
run: $(VENV)/.run-installed ## Set up the demo if needed and serve it on http://127.0.0.1:8000
	@$(MANAGE) demo --prepare --address http://$(HOST):$(PORT)/
	@$(MANAGE) serve --host $(HOST) --port $(PORT)

.PHONY: worker
worker: $(VENV)/.run-installed ## Run one more background worker
	$(MANAGE) worker

# Each process takes a row of neighbours, which need the same things, and the quicker ones help out at the end.
# One process more than two cores: a third of the time tests wait for servers, lines and clocks.
SIDE_BY_SIDE := -n 3 --dist worksteal

.PHONY: test
test: install ## Run all tests: SQLite, browser, and PostgreSQL with Redis when they answer
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not e2e" $(LEFT_OUT)
	$(BIN)/pytest $(SIDE_BY_SIDE) -m e2e
	$(BIN)/python -m tests.with_services

.PHONY: e2e
e2e: install ## Run the browser tests only
	$(BIN)/pytest $(SIDE_BY_SIDE) -m e2e

# Two at a time: the types take as long as all the others together.
.PHONY: check check-types check-rest
check: install ## Format, lint, types, import contracts, templates, migrations, translations
	@$(MAKE) --no-print-directory -j 2 --output-sync=target check-types check-rest

check-types:
	$(BIN)/mypy .

check-rest:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint project accounts consultations chatbot
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check
	$(BIN)/pytest -q tests/architecture

.PHONY: format
format: install ## Bring code and templates into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat project accounts consultations chatbot --quiet

.PHONY: messages
messages: install ## Collect the strings to translate (needs the Debian package gettext)
	@for app in project accounts consultations chatbot; do \
		(cd $$app && ../$(BIN)/python ../manage.py makemessages -l ja --no-location) || exit 1; done
	@$(MANAGE) compile_catalogues

.PHONY: bench
bench: install ## Measure quality and speed: make bench DATA=folder
	$(BIN)/python -m benchmarks --data $(DATA)

# For the first 3.11 of all: later ones need fewer packages, and take the others without harm.
COMPILE := $(BIN)/uv pip compile pyproject.toml --python-version 3.11.0 --quiet --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.PHONY: screenshots
screenshots: install ## Take the pictures of the README from the demo that `make run` serves
	$(BIN)/python docs/screenshots/take.py http://$(HOST):$(PORT)

.PHONY: lock
lock: install ## Bring the lock files in line with pyproject.toml (make lock UPGRADE=--upgrade for newer versions)
	$(BIN)/pip install --quiet uv
	$(COMPILE) $(UPGRADE) -o requirements.lock
	$(COMPILE) $(UPGRADE) --group dev -c requirements.lock -o requirements-dev.lock

.PHONY: system-packages
system-packages: ## Install what the system adds: a browser for tests, Japanese fonts, gettext (Debian)
	.ci/system-packages

.PHONY: clean
clean: ## Remove the demo's data and all caches, keep the environment
	rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
