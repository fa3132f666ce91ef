# One name per task. Each installs what it needs into .venv, from requirements.lock.

.DEFAULT_GOAL := help
.PHONY: help install run demo worker test lint clean

BIN := .venv/bin

# Tests run on this many processes: make test JOBS=4
JOBS ?= 2
# More for pytest: make test ARGS='-k sign_off'
ARGS ?=

# Settings that leak in from outside would change what the tests and the demo do.
CLEAN_ENV := env -u ITEMBANK_DATABASE_URL -u ITEMBANK_DATA_DIR -u ITEMBANK_MODE

help:
	@echo 'make run     start with a demo bank: the application on http://127.0.0.1:8000'
	@echo 'make demo    run the main job without serving; results in build/demo'
	@echo 'make worker  do background jobs for the bank that make run serves'
	@echo 'make test    run all tests, on SQLite and PostgreSQL, with a browser'
	@echo 'make lint    check style, types and import contracts'
	@echo 'make clean   remove build, caches and the virtual environment; never var/'

install:
	@scripts/install.sh

run: install
	@ITEMBANK_DATA_DIR=$${ITEMBANK_DATA_DIR:-var/demo} ITEMBANK_MODE=$${ITEMBANK_MODE:-demo} $(BIN)/itembank demo
	@ITEMBANK_DATA_DIR=$${ITEMBANK_DATA_DIR:-var/demo} ITEMBANK_MODE=$${ITEMBANK_MODE:-demo} $(BIN)/itembank serve

demo: install
	@rm -rf build/demo build/demo-data
	@$(CLEAN_ENV) ITEMBANK_DATA_DIR=build/demo-data ITEMBANK_MODE=demo $(BIN)/itembank demo --out build/demo

worker: install
	@ITEMBANK_DATA_DIR=$${ITEMBANK_DATA_DIR:-var/demo} ITEMBANK_MODE=$${ITEMBANK_MODE:-demo} $(BIN)/itembank worker

test: install
	@scripts/test-needs.sh
	@$(CLEAN_ENV) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

clean:
	rm -rf build .venv *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
