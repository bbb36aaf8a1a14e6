# `make help` lists the targets. Everything runs from a fresh clone with Python 3.11+ and make.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
THREADS ?= 4
SITE_URL ?= http://$(if $(findstring :,$(HOST)),[$(HOST)],$(HOST)):$(PORT)
export SITE_URL HOST PORT WORKERS THREADS

VENV := .venv
BIN := $(VENV)/bin
NEW_TYPE := manage.py new_content_type

.DEFAULT_GOAL := help
.PHONY: help run dev setup serve test test-sqlite test-postgresql test-slow check format \
	messages lock new-page new-record bench schemathesis screenshots clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements/runtime.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: setup ## Set up what is missing and serve the site on HOST and PORT
	@exec $(MAKE) --no-print-directory serve

setup: $(VENV)/.runtime ## Database, static files, content and administrator, where missing
	@$(BIN)/python manage.py setup

serve: ## Serve an installation that is set up
	@exec env MALLOC_ARENA_MAX=2 $(BIN)/python -m cms_site.server

dev: export DEBUG = true
dev: $(VENV)/.dev ## Serve with reload and debug pages
	@$(BIN)/python manage.py setup --no-static
	@exec $(BIN)/python manage.py runserver $(HOST):$(PORT)

test: test-sqlite test-postgresql ## Run the whole suite, on SQLite and on PostgreSQL

test-sqlite: $(VENV)/.dev ## Run the suite on SQLite
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-postgresql: $(VENV)/.dev ## Run the suite on the PostgreSQL server of this machine
	$(BIN)/python -m tests.postgresql

schemathesis: $(VENV)/.dev ## Try the API against its own description, with generated requests
	$(BIN)/python -m tests.openapi.trial

test-slow: $(VENV)/.dev ## Run what starts processes, builds packages and follows the documents
	$(BIN)/python -m pytest -n 2 -m slow

check: $(VENV)/.dev ## Linters, types, imports, catalogues, pending migrations, deployment checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html' ':!cms_site/content/scaffold')
	$(BIN)/djlint --quiet --lint templates home pages snippets
	$(BIN)/ty check --quiet
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py catalogues --check
	SITE_URL=https://cms.example.org ALLOWED_HOSTS=cms.example.org \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev ## Format Python and templates
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files '*.html' ':!cms_site/content/scaffold') || true

messages: $(VENV)/.dev ## Bring the translation catalogues up to date and compile them
	$(BIN)/python manage.py catalogues

new-page: $(VENV)/.dev ## Write a page type: make new-page NAME=calls
	@$(BIN)/python $(NEW_TYPE) page "$(NAME)" --singular "$(SINGULAR)" --fr "$(NAME_FR)" --ar "$(NAME_AR)"

new-record: $(VENV)/.dev ## Write a record type: make new-record NAME=equipment
	@$(BIN)/python $(NEW_TYPE) record "$(NAME)" --singular "$(SINGULAR)" --fr "$(NAME_FR)" --ar "$(NAME_AR)"

bench: $(VENV)/.dev ## Measure answers a second, beside Wagtail's own API (needs wrk)
	$(BIN)/python -m tests.load.bench

screenshots: $(VENV)/.dev ## Take screenshots of each page type into screenshots/
	$(BIN)/python -m tests.screenshots

lock: $(VENV)/.dev ## Lock the requirements anew, with hashes
	$(BIN)/pip install --quiet uv
	for set in runtime dev; do $(BIN)/uv pip compile --quiet --upgrade --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command 'make lock' requirements/$$set.in -o requirements/$$set.txt; done

clean: ## Remove the environment and everything this machine made; the media stay
	rm -rf $(VENV) var screenshots
