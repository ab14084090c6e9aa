# Everything goes through a virtual environment in .venv; PYTHON picks the interpreter that makes it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.set-up
# An environment of the lowest versions that pyproject.toml declares.
LOWEST := .venv-lowest
PYTEST := $(BIN)/pytest --numprocesses=auto --dist=worksteal
REFERENCE := -I . docs/reference/*.md
# Material for MkDocs says at each build how long it will be maintained.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help demo test test-all test-unit test-lowest test-wheel coverage lint check docs docs-reference docs-media bench lock clean

help:  ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*##/\1/p' $(firstword $(MAKEFILE_LIST)) | while read -r name text; do printf '%-15s %s\n' "$$name" "$$text"; done

demo: $(SETUP)  ## Create the client of GeoPrism Registry in a stand-in DHIS2 on this machine
	$(BIN)/python -m automation demo

test: $(SETUP)  ## Run the tests that need nothing but this machine, of like cases the telling ones
	$(PYTEST) -m "not thorough and not packaging"

test-all: $(SETUP)  ## Run all tests that need nothing but this machine
	$(PYTEST) -m "not packaging"

test-unit: $(SETUP)  ## Run the tests that need no browser
	$(PYTEST) tests/unit

test-lowest:  ## Run the unit tests and a scenario with the lowest versions that are declared (needs uv)
	uv venv --quiet --clear --seed --python $(PYTHON) $(LOWEST)
	uv pip install --quiet --python $(LOWEST) --resolution lowest-direct --editable ".[sandbox,record,test]" --group dev
	$(LOWEST)/bin/pytest --numprocesses=auto --dist=worksteal -m "not thorough" tests/unit
	$(LOWEST)/bin/pytest -m "not thorough" tests/sandbox/test_scenarios.py -k test_creating_stores_exactly_what_was_asked
	$(LOWEST)/bin/dhis2-oauth test --sandbox 2.41.9 -k "create or looks"

test-wheel: $(SETUP)  ## Build the wheel, install it elsewhere, and use it without the source
	$(BIN)/pytest -m packaging tests/packaging/test_wheel.py

coverage: $(SETUP)  ## Say which lines the tests run
	$(BIN)/coverage erase
	$(PYTEST) -m "not thorough and not packaging" --cov --cov-report=
	$(BIN)/coverage report
	$(BIN)/coverage html --quiet

lint: $(SETUP)  ## Style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint docs test  ## All that CI looks at

docs: $(SETUP)  ## Build the documentation into site/, without a warning
	$(BIN)/python -m cogapp --check --diff --verbosity=1 --check-fail-msg="Run make docs-reference." $(REFERENCE)
	$(BIN)/mkdocs build --strict --quiet
	@echo "Built site/index.html."

docs-reference: $(SETUP)  ## Write what the reference pages say of the code
	$(BIN)/python -m cogapp -r -U --verbosity=1 $(REFERENCE)
	$(BIN)/python -m docs.generated

docs-media: $(SETUP)  ## Make the film and the guide that the documents show
	$(BIN)/python docs/media/make.py

bench: $(SETUP)  ## Speed, as ratios measured side by side
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.breakdown
	$(BIN)/python -m benchmarks.recording
	$(BIN)/python -m benchmarks.redacting

lock:  ## Write uv.lock anew (needs uv)
	uv lock --upgrade

clean:  ## Take away all that was made here
	rm -rf $(VENV) $(LOWEST) .demo site htmlcov .coverage .coverage.*

$(SETUP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[sandbox,record,test]" --group dev
	$(BIN)/dhis2-oauth install-browser
	touch $@
