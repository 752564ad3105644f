# Two commands do everything on a machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WHEEL_VENV := .venv-wheel
# Crawls wait for their little servers: more processes than cores keep these busy.
WORKERS := $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) * 3 // 2)")

.PHONY: demo test extras loaders docs lint types floors wheel check clean

demo: $(VENV)/run.stamp
	$(BIN)/tinsach demo

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not spark_engine"

# The tools other than pandas, Polars and DuckDB that README loads the corpus with, and Scrapyd; 500 MB. Where
# they can't be had, their tests skip.
extras: $(VENV)/dev.stamp
	-$(BIN)/python -m pip install --quiet --editable ".[dev,loaders,scrapyd]"

# Their tests alone, and those of the engine spark: eight runs, each with a Spark of its own, eight minutes.
loaders: extras
	$(BIN)/python -m pytest tests/output/test_loading.py tests/output/test_export.py \
		tests/output/test_card.py tests/output/test_croissant.py \
		tests/end_to_end/test_readme.py tests/end_to_end/test_questions.py \
		tests/end_to_end/test_spark.py tests/end_to_end/test_spark_reading.py tests/end_to_end/test_scrapyd.py

# What the docs take from the code.
docs: $(VENV)/dev.stamp
	$(BIN)/python docs/generate.py

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

floors: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.floors

# The wheel is built, installed into an environment of its own and tested from a folder without the source.
# Left out, as they have run before: the benchmarks are no part of it, crawls are made by tests/end_to_end too,
# and what kills, undoes or starves a run at every step takes minutes.
wheel: $(VENV)/dev.stamp
	rm -rf dist $(WHEEL_VENV) .wheel-test
	$(BIN)/python -m build --wheel --outdir dist .
	$(PYTHON) -m venv $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/python -m pip install --quiet "$$(ls $(CURDIR)/dist/tinsach-*.whl)[dev]"
	mkdir .wheel-test
	cp -r tests benchmarks pyproject.toml README.md CHANGELOG.md Makefile .wheel-test/
	cd .wheel-test && ../$(WHEEL_VENV)/bin/python -m pytest -n $(WORKERS) --dist loadgroup -m "not spark_engine" \
		--ignore=tests/benchmarks --ignore=tests/crawler --ignore=tests/output/test_visible.py \
		--ignore=tests/output/test_commit.py --ignore=tests/output/test_full_disk.py \
		--ignore=tests/end_to_end/test_maintained.py --ignore=tests/end_to_end/test_several_machines.py
	rm -rf .wheel-test

check: loaders test lint types floors wheel

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $(VENV)/run.stamp $@

clean:
	rm -rf $(VENV) $(WHEEL_VENV) .wheel-test dist tinsach-demo
