# Everything on a machine that has nothing but make and a Python of 3.11 or later with venv.
# One virtual environment, filled from the locks: .venv is brought up to date whenever a lock changes.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TESTS ?=
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))
DEMO_ARGS ?= --exit
BENCH ?=
CHAOS ?=
CHAOS_SEEDS ?= 1-40

.DEFAULT_GOAL := help
.PHONY: help demo test lint browser bench chaos audit licences fuzz mutants lock schema clean

help:
	@echo "make demo   the main job on embedded parts, narrated (DEMO_ARGS= stays up for the browser)"
	@echo "make test   lint, types, import contracts and all tests"
	@echo "make lint   lint, types and import contracts"
	@echo "make bench  the benchmarks, each beside a peer or a limit in the same run (BENCH= chooses, as --only calls)"
	@echo "make chaos  seeded worlds on virtual time, then real processes that are killed, starved and flooded (CHAOS= chooses)"
	@echo "make audit  known weaknesses of what the locks pin (asks pypi.org); make licences writes THIRD_PARTY.md"
	@echo "make fuzz   the receiver against its OpenAPI document, and what is parsed, for FUZZ_SECONDS each"
	@echo "make mutants whether a test fails when a line of workflows/ is made wrong (MODULES=\"clocks statuses\" chooses)"
	@echo "make schema the JSON Schemas of app.yaml and the field maps, anew from the code and the comments"
	@echo "make lock   resolve the dependencies anew; make clean removes what make made"

demo: $(VENV)/.runs
	$(BIN)/careflow demo $(DEMO_ARGS)

# Many tests start processes of ours: each would compile all of it anew where Python may not keep what it compiled.
test: export PYTHONDONTWRITEBYTECODE :=
test: lint browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# For the tests of the pages: Debian's, installed where that can be done; else they are skipped, and say so.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing Debian's chromium for the tests of the pages"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fonts-dejavu-core >/dev/null; \
	else echo "no chromium, and no right to install it: the tests of the pages will be skipped"; fi

bench: $(VENV)/.tests $(VENV)-peers/.installed .peers-node/.tried
	$(BIN)/python -m benchmarks $(BENCH)

# Both are run, and the one that fails fails it.
chaos: $(VENV)/.tests
	@failed=0; \
	$(BIN)/careflow simulate --seeds $(CHAOS_SEEDS) || failed=1; \
	$(BIN)/python -m tests.chaos $(CHAOS) || failed=1; \
	exit $$failed

# --strict: a package of which the service knows nothing, or a service that does not answer, is a failure, not a pass.
audit: $(VENV)-audit/.installed
	for lock in requirements.lock requirements-dev.lock; do \
		$(VENV)-audit/bin/pip-audit --strict --disable-pip --require-hashes -r $$lock || exit 1; done

licences: $(VENV)/.tests
	$(BIN)/python -m tests.third_party

FUZZ_SECONDS ?= 120
FUZZ := $(VENV)-fuzz/bin/python

fuzz: $(VENV)-fuzz/.installed
	$(FUZZ) -m tests.fuzz.http
	for target in delivery comment app_file; do \
		$(FUZZ) -m tests.fuzz.$$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 || exit 1; done

MODULES ?=
AT_ONCE ?= 1
MUTANTS := $(VENV)-mutants/bin/python

mutants: $(VENV)-mutants/.installed
	TESTS="$(TESTS)" AT_ONCE=$(AT_ONCE) $(MUTANTS) -m tests.mutants $(MODULES)

schema: $(VENV)/.runs
	$(BIN)/careflow schema --out field_maps/schema

# --no-build-isolation: the build backend is in the lock too, so that nothing unpinned is fetched.
$(VENV)/.runs: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.runs
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "careflow needs Python 3.11 or later; none found (or: make PYTHON=/path/to/python)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)-peers/.installed: benchmarks/peers.txt
	$(PYTHON) -m venv $(VENV)-peers
	$(VENV)-peers/bin/python -m pip --disable-pip-version-check --quiet install -r benchmarks/peers.txt
	@touch $@

# Probot, where there is a Node to run it; without, the table does without it.
.peers-node/.tried: benchmarks/peers.json
	@mkdir -p .peers-node && cp benchmarks/peers.json .peers-node/package.json
	@if ! command -v npm >/dev/null; then echo "no npm here: Probot will not be measured"; else \
		npm install --prefix .peers-node --no-audit --no-fund --silent || echo "npm failed: Probot will not be measured"; fi
	@touch $@

$(VENV)-audit/.installed: | $(BIN)/python
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip --disable-pip-version-check --quiet install "pip-audit>=2.9"
	@touch $@

# A venv of its own: schemathesis and atheris (a wheel for Linux on x86-64) are nothing that the tests need.
$(VENV)-fuzz/.installed: requirements.lock tests/fuzz/requirements.txt | $(BIN)/python
	$(PYTHON) -m venv $(VENV)-fuzz
	$(FUZZ) -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements.lock
	$(FUZZ) -m pip --disable-pip-version-check --quiet install -r tests/fuzz/requirements.txt
	@touch $@

# A venv of its own: mutmut changes nothing that the project runs on.
$(VENV)-mutants/.installed: requirements.lock tests/mutants/requirements.txt | $(BIN)/python
	$(PYTHON) -m venv $(VENV)-mutants
	$(MUTANTS) -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements.lock
	$(MUTANTS) -m pip --disable-pip-version-check --quiet install -r tests/mutants/requirements.txt
	@touch $@

UV := $(VENV)-lock/bin/uv
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

lock: $(UV)
	$(LOCK) pyproject.toml --extra build --upgrade -o requirements.lock
	$(LOCK) pyproject.toml --extra dev --upgrade -c requirements.lock -o requirements-dev.lock

$(UV):
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip --disable-pip-version-check --quiet install uv

clean:
	rm -rf $(VENV) .peers-node $(VENV)-peers $(VENV)-lock $(VENV)-audit $(VENV)-fuzz $(VENV)-mutants mutants .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
