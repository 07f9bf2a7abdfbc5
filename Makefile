# Every target does its own set-up, on a machine with Python 3.11 and make and nothing else prepared.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
PYTEST_ARGS ?=

export PORT
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONUNBUFFERED := 1

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
STATIC_FILES := $(shell find static $(filter-out var/static,$(wildcard */static)) -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench lighthouse quality-tools soak messages lock clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

setup: .venv/.installed node_modules/.installed $(CATALOGUES) ## Install everything that is pinned

.venv/.installed: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 is needed: make PYTHON=/path/to/python3.11 ...")'
	@echo "Installing Python packages"
	@$(PYTHON) -m venv .venv
	@python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --no-deps --requirement constraints.txt
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc scripts/node-requirements.txt | .venv/.installed
	@scripts/install-node-packages
	@touch $@

# What judges the portal from outside: 200 MB that nobody needs to run it.
quality/node_modules/.installed: quality/package.json quality/package-lock.json quality/.npmrc scripts/node-requirements.txt | .venv/.installed
	@scripts/install-node-packages quality
	@touch $@

locale/%.mo: locale/%.po | .venv/.installed
	@python scripts/translations.py compile $<

.env: | .venv/.installed
	@python scripts/write_env.py

var/static/.collected: $(STATIC_FILES) goclusterportal/settings.py node_modules/.installed | .env
	@echo "Collecting static files"
	@python manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@

run: setup .env var/static/.collected ## Start the portal with demo data at http://127.0.0.1:8000 (PORT=8001 changes it)
	@python scripts/serve.py

test: setup ## Run the whole suite (PYTEST_ARGS="-k name" narrows it)
	@python -m pytest --numprocesses auto $(PYTEST_ARGS)

soak: setup ## Run the slow tests: kills, load, generated input, 100,000 rows
	@python -m pytest -m slow $(PYTEST_ARGS)

check: setup ## Run every check that needs no running portal
	@scripts/check

bench: setup ## Time the main pages and commands over seeded data
	@python scripts/bench.py

quality-tools: quality/node_modules/.installed ## Install the W3C checker (for make test) and Lighthouse

lighthouse: setup quality-tools ## Have Lighthouse judge the main pages of a portal with demo data
	@python -m scripts.lighthouse

messages: setup ## Bring locale/ up to date with the source texts
	@python scripts/translations.py update

lock: ## Write constraints.txt anew from requirements.txt
	@scripts/lock

clean: ## Remove what was built (never .env nor the data in var/)
	rm -rf .venv node_modules quality/node_modules var/static var/static-debug .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find locale -name '*.mo' -delete
