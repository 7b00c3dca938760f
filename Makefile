# Two commands: `make run` sets up and analyses the sample article, `make test` sets up and tests.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := evals/fixtures/istanbul-talks/article.txt
# Tests run side by side, as many as there are cores.
WORKERS := auto
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test coverage lint docs lock web clean

run: $(VENV)/.run
	$(BIN)/keyquestions analyze $(SAMPLE)

test: lint
	$(BIN)/python -m pytest -q -n $(WORKERS)

coverage: $(VENV)/.test
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage report

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Those parts of the documentation that are found out by trying.
docs: $(VENV)/.test
	KEYQUESTIONS_WRITE_DOCS=1 $(BIN)/python -m pytest -q tests/test_failure_table.py tests/rest/test_examples.py \
	  tests/rest/test_page.py

# The editor's page, for whoever changes it (Node.js 20 or later): what is built is committed, and the
# same sources give the same files.
web: web/node_modules/.package-lock.json
	cd web && npm run build && npm test

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci
	@touch $@

# Both lock files hold hashes for every platform and no addresses.
lock: $(VENV)/.test
	$(BIN)/uv pip compile pyproject.toml --group build --universal --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --upgrade -c requirements.lock \
	  -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .coverage

$(VENV)/.python:
	@found=; for python in python3 python3.13 python3.12 python3.11; do \
	  if command -v $$python >/dev/null && \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or later is needed, and none was found on the PATH." >&2; exit 1; fi; \
	$$found -m venv $(VENV) || { \
	  echo "python3 -m venv does not work; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
