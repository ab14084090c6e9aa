# Everything goes through a virtual environment in .venv; PYTHON picks the interpreter that makes it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.set-up

.PHONY: demo test test-all test-unit lint check bench docs-media clean

demo: $(SETUP)  ## Create the GeoPrism Registry client in the embedded sandbox, through a real browser
	$(BIN)/python -m automation demo

test: $(SETUP)  ## Run the tests that need nothing but this machine, of like cases the telling ones
	$(BIN)/pytest --numprocesses=auto --dist=worksteal -m "not thorough"

test-all: $(SETUP)  ## Run all tests that need nothing but this machine
	$(BIN)/pytest --numprocesses=auto --dist=worksteal

test-unit: $(SETUP)  ## Run the tests that need no browser
	$(BIN)/pytest tests/unit

lint: $(SETUP)  ## Style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test

bench: $(SETUP)  ## Speed, as ratios measured side by side
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.breakdown
	$(BIN)/python -m benchmarks.recording
	$(BIN)/python -m benchmarks.redacting

docs-media: $(SETUP)  ## Make the film and the guide that the documents show
	$(BIN)/python docs/media/make.py

clean:
	rm -rf $(VENV) .demo

$(SETUP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[sandbox,record,test]" --group dev
	$(BIN)/dhis2-oauth install-browser
	touch $@
