# Everything goes through these targets; `make demo` and `make test` are all that a newcomer needs.
.PHONY: help setup demo run test lint bench bench-hub bench-rtc bench-loop soak fuzz lock translations
PY = .venv/bin/python

help:
	@echo "make demo    the desktop on the demo district (sets everything up first)"
	@echo "make test    every test (sets everything up first)"
	@echo "make run     the desktop     make setup  set-up alone     make lint  style, types, imports"
	@echo "make bench   the figures beside the peers     make bench-hub  the hub's     make bench-rtc  conferences' (root)"
	@echo "make bench-loop  from a report to the picture on the wall and everybody in the conference"
	@echo "make soak    ten minutes of reconnects"
	@echo "make fuzz    hundreds of made-up requests to every operation of the hub (FUZZ_EXAMPLES=300 each)"

setup:
	@packaging/setup.sh run
	@$(MAKE) --silent --no-print-directory .venv/.demo-pictures

# Kept in the user's cache; made again where another simulator or district would ask for others.
.venv/.demo-pictures: resources/demo/cameras.csv $(wildcard streams/simulator/*.py)
	@$(PY) packaging/demo_pictures.py
	@touch $@

demo: setup
	@$(PY) main.py demo

run:
	@packaging/setup.sh run
	@$(PY) main.py

# First what must work without Qt, where Qt cannot be imported; then everything else. Whole stories are played on the
# demo district: while its pictures are still being coded, its cameras stutter and the hall rightly replaces them.
test: lint
	@$(PY) -m pytest -p tests.without_qt tests/app tests/streams
	@$(PY) packaging/demo_pictures.py
	@$(PY) -m pytest --ignore=tests/app --ignore=tests/streams

lint:
	@packaging/setup.sh run test
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo

bench:
	@packaging/setup.sh run test bench
	@$(PY) -m tests.bench.compare

bench-hub:
	@packaging/setup.sh run test bench
	@$(PY) -m tests.bench.hub

# Beside Janus, in network namespaces of its own: needs root.
bench-rtc:
	@packaging/setup.sh run test bench
	@$(PY) -m tests.bench.rtc.compare

bench-loop:
	@packaging/setup.sh run test bench
	@$(PY) -m tests.bench.loop.compare

soak:
	@packaging/setup.sh run test
	@$(PY) -m tests.bench.soak

# The same as in `make test`, where there are a few of each; other ones each time.
fuzz:
	@packaging/setup.sh run test
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-300} $(PY) -m pytest tests/app/hub/test_schemathesis.py -o timeout=7200

# After a change of pyproject.toml; needs uv on the PATH.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-annotate -o packaging/requirements.lock

translations:
	@$(PY) packaging/translations.py
