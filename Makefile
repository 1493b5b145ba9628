# Two commands for people: `make demo` and `make test`. Everything else is for those who build it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test check crash format lint types contract cover lock messages bench clean

demo: $(VENV)/runs
	$(BIN)/ombud demo

test: $(VENV)/builds
	$(BIN)/python tests/machine.py
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under=90
	$(BIN)/coverage report --include=handlers/dialogue.py,bot/conversation.py,bot/open_question.py --fail-under=100

# Killed so often in each of three set-ups, from the same chance if SEED is given: `make crash KILLS=20 SEED=7`.
KILLS ?= 200
crash: $(VENV)/builds
	PYTHONPATH=.:tests $(BIN)/python -W ignore -m crash --kills $(KILLS) $(if $(SEED),--seed $(SEED)) $(SETUP)

check: $(VENV)/builds lint types contract test

format: $(VENV)/builds
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/builds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/builds
	$(BIN)/mypy

contract: $(VENV)/builds
	$(BIN)/lint-imports

# The locks name every file by its hash and no index: any mirror serves.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras \
    pyproject.toml
lock:
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group build --group dev -o requirements-dev.lock
	$(LOCK) --group build --group dev --group bench -o requirements-bench.lock

# The bench has an environment of its own: aiogram wants an older pydantic than ours. It takes about a quarter of an hour.
BENCH := .venv-bench
bench: $(BENCH)/runs
	$(BENCH)/bin/python -m bench.programs
	$(BENCH)/bin/python -m bench

$(BENCH)/runs: requirements-bench.lock pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-bench.lock
	$(BENCH)/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
	@touch $@

messages: $(VENV)/builds
	$(BIN)/python -m bot.locales.collect

clean:
	rm -rf $(VENV) $(BENCH) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/runs: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/builds: requirements-dev.lock $(VENV)/runs
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
