# Everything one does with the project, in one word. `make` alone lists the words.
#
# Respected from the environment: DATA_DIR, PORT, DATABASE_URL and every other setting of docs/settings.md;
# PYTHON (the interpreter of the virtual environment), VENV (its folder), ARGS (more arguments for pytest and bench).

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV ?= .venv
PORT ?= 5000
BIN := $(VENV)/bin
PY := $(BIN)/python
FLASK := $(BIN)/flask --app wsgi
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard consult/translations/*/LC_MESSAGES/messages.po))
SOURCES = $(wildcard consult templates static migrations tests docs *.py *.cfg *.toml *.lock)
export PORT
# Starting in seconds needs compiled modules, whatever the machine says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- Set-up -----------------------------------------------------------------------------------------------------------

.PHONY: setup runtime
setup: $(VENV)/.development $(CATALOGUES) ## Install everything for development, locked with hashes, in .venv

runtime: $(VENV)/.runtime $(CATALOGUES) ## Install what running needs, and no more

# Installs with uv where there is one, else with pip; refuses whatever does not have the hash of the lock file.
define install
	@echo "Installing $(1)…"
	@if uv --version >/dev/null 2>&1; \
	then uv pip install --quiet --compile-bytecode --require-hashes --python $(PY) -r $(1); \
	else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
endef

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and was not found. Name one: make PYTHON=/…/python3" >&2; exit 1; }
	@if uv --version >/dev/null 2>&1; then uv venv --quiet --allow-existing --python "$(PYTHON)" $(VENV); \
	elif $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	else echo "$(PYTHON) cannot make a virtual environment: its modules venv and ensurepip are missing." >&2; \
	echo "On Debian or Ubuntu: sudo apt-get install python3-venv; or install uv. Then start again." >&2; exit 1; fi

$(VENV)/.runtime: requirements.lock | $(PY)
	$(call install,requirements.lock)
	@touch $@

# The development lock holds all of the other one.
$(VENV)/.development: requirements-dev.lock requirements.lock | $(PY)
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.runtime $@

%/messages.mo: %/messages.po | $(VENV)/.runtime
	@$(BIN)/pybabel --quiet compile -i $< -o $@

# --- Run --------------------------------------------------------------------------------------------------------------

.PHONY: demo demo-reset serve
demo: export DEMO := 1
demo: runtime ## Start the demonstration on http://127.0.0.1:$PORT (5000); what was entered stays
	@exec $(FLASK) serve --demo

demo-reset: runtime ## Empty the demonstration's database and DATA_DIR; `make demo` then starts afresh
	@.ci/forget-demo "$(FLASK)"

serve: runtime ## Start the instance as it is, without demonstration
	@$(FLASK) db upgrade
	@exec $(FLASK) serve

# --- Test -------------------------------------------------------------------------------------------------------------

.PHONY: test check quick lint proof bench test-tools
test-tools: setup
	@.ci/test-tools

test: test-tools ## Run all tests (installs what they need first); ARGS="tests/votes -x" for some of them
	@$(PY) -m pytest -n 2 $(ARGS)
	@test -n "$(ARGS)" || $(fingerprint) > $(VENV)/.tested

# What was tested: `make check` does not run the suite again on a tree that has just passed it.
fingerprint = find $(SOURCES) -type f ! -name '*.pyc' ! -name '*.mo' -exec cksum {} + | LC_ALL=C sort | cksum

check: lint ## Everything that must hold before a commit: ruff, mypy, imports, templates, translations, tests
	@if test "$$($(fingerprint))" = "$$(cat $(VENV)/.tested 2>/dev/null)"; \
	then echo "tests: this very tree has passed them already"; else $(MAKE) test ARGS=; fi

lint: setup ## The part of `make check` that reads the code without running the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(PY) -m tests.catalogues

quick: setup ## The tests of the house's own rules, in seconds
	@$(PY) -m pytest -q tests/architecture $(ARGS)

proof: test-tools ## The long proofs whole: thousands of votes, kills, malformed inputs
	@PROOF=1 $(PY) -m pytest -m slow $(ARGS)

BENCHES ?= pages votes counting themes programme
bench: setup ## What pages, votes, counts, suggested themes and programmes cost; BENCHES=pages ARGS="--strict --proposals 200000"
	@for one in $(BENCHES); do echo "== $$one"; $(PY) -m tests.bench.$$one $(ARGS) || exit 1; done

# --- Tend -------------------------------------------------------------------------------------------------------------

.PHONY: format translations docs migration-initial screenshots lock clean
format: setup ## Mend what ruff can mend, and format
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

translations: setup ## Gather all sentences into consult/translations, and say which lack an English translation
	@$(PY) -m tests.catalogues --update
	@$(MAKE) $(CATALOGUES)
	@$(PY) -m tests.catalogues

docs: setup ## Write the tables of docs/ again from the code
	@$(PY) -m tests.architecture.tables

migration-initial: setup ## Before the first release only: write the first migration again from the models
	@$(PY) -m migrations.initial && $(BIN)/ruff format --quiet migrations

screenshots: test-tools ## Take the pictures of the README from the demonstration
	@$(PY) -m tests.browser.screenshots

lock: ## Resolve the dependencies of pyproject.toml again into the two lock files (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove what tools left behind (neither .venv nor var)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find consult tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f $(CATALOGUES)
