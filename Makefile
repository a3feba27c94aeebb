# `make demo` shows it, `make test` proves it; both install into .venv first. Only Python 3.11+ and make are assumed.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

# What Python has compiled is kept: else each worker of the tests, and each program they start, compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

DOCS_INSTALLED := .venv/.installed-docs

.PHONY: demo install test check fix bench docs reference screenshots lock cassettes clean help

help: ## What there is to make
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: $(INSTALLED) ## A year of mail and meetings into a CRM, on this machine only
	$(BIN)/crmsync demo

install: $(INSTALLED) ## What the other targets need, into .venv: afterwards .venv/bin/crmsync is there

test: $(INSTALLED) ## All tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(INSTALLED) ## Lint, format, types, import direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(INSTALLED) ## Mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED) ## How fast it is, on this machine
	$(BIN)/python bench

docs: $(DOCS_INSTALLED) ## The pages of docs as a site in .site; whatever is wrong with a page or a link ends it
	$(BIN)/python -m sphinx --builder html --fail-on-warning --nitpicky --quiet --keep-going --doctree-dir .site/.doctrees docs .site

reference: $(INSTALLED) ## The page docs/command-reference.md, from what each command's help says
	$(BIN)/python docs/reference

screenshots: $(INSTALLED) ## The pictures in docs/pictures, from the demo; needs Chromium
	$(BIN)/python docs/pictures

lock: ## Compile the locked requirements anew
	test -d .lock || $(PYTHON) -m venv .lock
	.lock/bin/pip install --quiet --disable-pip-version-check pip-tools
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --extra docs --constraint requirements-dev.txt --output-file requirements-docs.txt pyproject.toml

COMPILE := CUSTOM_COMPILE_COMMAND="make lock" .lock/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

cassettes: $(INSTALLED) ## Record the conversations with the services anew, from the sandbox
	$(BIN)/python -m pytest tests/wire --record

clean: ## Remove what the targets made
	rm -rf .venv .lock .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .site dist

$(INSTALLED): requirements-dev.txt pyproject.toml
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(DOCS_INSTALLED): requirements-docs.txt $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	touch $@
