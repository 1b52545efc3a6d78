# `make help` lists what there is to type. Nothing here needs more than python3 (3.11 or newer), make and git.

PORT ?= 8000
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate pyproject.toml

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help port run dev test full check browser bench lock messages
.DEFAULT_GOAL := help

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: port .venv/.run var/secret_key ## install, load the record and serve it at http://localhost:PORT (8000)
	@$(LOCAL) $(MANAGE) setup
	@echo "Serving http://localhost:$(PORT) (stop with Ctrl-C)"
	@$(LOCAL) $(BIN)/gunicorn portal.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--no-control-socket --log-level warning

dev: port .venv/.test var/secret_key ## the development server, with tracebacks and reloading
	@$(LOCAL) DEBUG=1 $(MANAGE) setup
	@$(LOCAL) DEBUG=1 $(MANAGE) runserver $(PORT)

test: .venv/.test $(CATALOGUES) ## the quick tests; DATABASE_URL=postgres://... runs them on PostgreSQL, ARGS="-k word" some of them
	@echo "Running the quick tests; the tables and the record are made first, which takes some seconds"
	@$(BIN)/python -m pytest -m "not browser and not slow" $(ARGS)

full: .venv/.test $(CATALOGUES) ## the slow ones too: every page in every language, and at size
	@$(BIN)/python -m pytest -m "not browser" $(ARGS)

browser: .venv/.browser $(CATALOGUES) ## the tests in a browser (they skip where there is no Chromium)
	@$(BIN)/python -m pytest -m browser $(ARGS)

bench: .venv/.test $(CATALOGUES) ## what pages cost at two sizes, on both databases; ARGS="--scales 0.1 --databases sqlite"
	@$(BIN)/python -m tests.bench $(ARGS)

check: .venv/.test ## style, types, the one-way rule, missing migrations, deployment settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html') > /dev/null 2>&1 \
		|| { echo "djade would reformat templates: run $(BIN)/djade --target-version 5.2 on them"; exit 1; }
	@$(BIN)/lint-imports > var/lint-imports.txt 2>&1 || { cat var/lint-imports.txt; exit 1; }
	@$(BIN)/mypy
	@$(DEPLOYED) $(MANAGE) makemigrations --check --dry-run
	@$(DEPLOYED) $(MANAGE) check --deploy --fail-level WARNING

lock: .venv/.run ## the lock files, from pyproject.toml
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) --output-file requirements/run.txt $(ARGS)
	@$(LOCK) --extra production --output-file requirements/production.txt $(ARGS)
	@$(LOCK) --extra production --extra test --output-file requirements/test.txt $(ARGS)
	@$(LOCK) --extra production --extra test --extra browser --output-file requirements/browser.txt $(ARGS)

messages: .venv/.run ## collect the texts to translate into locale/ (needs gettext)
	@mkdir -p locale
	@$(DEPLOYED) $(MANAGE) makemessages --locale ja --locale ru --no-location --ignore '.venv/*' --ignore 'tests/*'

# Settings of the local server, and of a deployment that is only looked at.
LOCAL = PUBLIC_URL=$${PUBLIC_URL:-http://localhost:$(PORT)} SECRET_KEY=$$(cat var/secret_key)
DEPLOYED = env -u DATABASE_URL PUBLIC_URL=https://record.example.org DEBUG=0 \
	SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))")

# Asked first: whoever is told after the installation has waited for nothing.
port:
	@$(PYTHON) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2> /dev/null || { \
		echo "Port $(PORT) is taken: stop what listens there, or choose another (make $(MAKECMDGOALS) PORT=8123)."; \
		exit 1; }

.venv/bin/python:
	@echo "Making .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version)'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "This Python has no venv: install it (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }

.venv/.%: requirements/%.txt .venv/bin/python
	@echo "Installing requirements/$*.txt"
	@$(BIN)/python -m pip install -qq --no-compile --require-hashes -r $< || { \
		echo "The packages were not installed (pip says why above): is there a network, and room on the disk?"; \
		echo "Then run the same command again."; exit 1; }
	@$(BIN)/python -m compileall -qq -j0 .venv/lib || true # on all cores, which pip does on one
	@mkdir -p var && touch $@

%.mo: %.po
	@$(DEPLOYED) $(MANAGE) catalogues

var/secret_key:
	@mkdir -p var && umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))" > $@
