# Everything one does with Grono. `make` alone lists it.
# Paths are relative and programs are run as modules, so that any folder will do, however long or with spaces.

PYTHON ?= python3
PORT ?= 8000
INSTANCES ?= ../shared/data/instances/b2b
TESTS ?= tests
N ?= 100000

python := .venv/bin/python
# Grono stops, with all that it started, when the make that started it is killed.
grono := exec env GRONO_FOLLOW_PARENT=1 $(python) -m grono

.DEFAULT_GOAL := help
.PHONY: help demo demo-data test browser check format-check lint types contracts migrations-check \
  messages-check api-check format messages bench-meetings bench-consortia bench-matching bench-hidden-partners bench-eligibility bench-timetable bench-reviewing bench-programme bench-pages bench-search bench-cross-language \
  bench-encoding wheel clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

# --- Run ---

demo: .venv/.stamp-run ## Plan and serve the demonstration congress on http://127.0.0.1:8000 (PORT=… changes it)
	@$(grono) demo --port '$(PORT)'

demo-data: .venv/.stamp-run ## Do the same without serving: database, edition, programme, meeting plan
	@$(grono) demo --data-only

# --- Test ---

test: .venv/.stamp-dev ## Run the whole suite on a PostgreSQL of its own (TESTS=… narrows it)
	@$(python) -m pytest -n auto $(TESTS)

browser: ## Install the browser that the journeys drive (Debian's Chromium)
	@sh scripts/install_browser.sh

check: format-check lint types contracts migrations-check messages-check api-check test ## Check everything

format-check: .venv/.stamp-dev
	@$(python) -m ruff format --check .

lint: .venv/.stamp-dev
	@$(python) -m ruff check .

types: .venv/.stamp-dev
	@$(python) -m mypy

contracts: .venv/.stamp-dev
	@$(python) -c 'from importlinter.cli import lint_imports_command as main; main()'

migrations-check: .venv/.stamp-dev
	@$(python) -m grono manage makemigrations --check --dry-run

messages-check: .venv/.stamp-dev
	@$(python) scripts/messages.py --check

api-check: .venv/.stamp-dev
	@$(python) scripts/openapi.py --check

# --- Write ---

format: .venv/.stamp-dev ## Format the code and mend what can be mended
	@$(python) -m ruff format .
	@$(python) -m ruff check --fix .

messages: .venv/.stamp-dev ## Collect the texts of the interface for translation and compile them
	@$(python) scripts/messages.py

# --- Measure ---

bench-meetings: .venv/.stamp-dev ## Solve a folder of meeting days (INSTANCES=…) and print status, bound, seconds
	@$(python) -m benchmarks.meetings '$(INSTANCES)'

bench-matching: .venv/.stamp-dev ## Hide one partner of a project and look for it (TRAIN=…, TEST=…, EVERY=1)
	@$(python) -m benchmarks.matching $(if $(TRAIN),--train '$(TRAIN)') $(if $(TEST),--test '$(TEST)') $(if $(EVERY),--every)

bench-eligibility: .venv/.stamp-dev ## Count assessments of eligibility a second, by scheme and size
	@$(python) -m benchmarks.eligibility

bench-consortia: .venv/.stamp-dev ## Propose consortia out of a real pool (DATA=…) and of synthetic ones, with proof
	@$(python) -m benchmarks.consortia $(if $(DATA),--data '$(DATA)')

bench-hidden-partners: .venv/.stamp-dev ## Hide one partner of each real consortium: at which place is it proposed?
	@$(python) -m benchmarks.hidden_partners

bench-timetable: .venv/.stamp-bench ## Plan conferences (INSTANCES=… a folder of workbooks) beside peers, and large generated ones
	@$(python) -m benchmarks.timetable $(if $(filter command line,$(origin INSTANCES)),'$(INSTANCES)')

bench-reviewing: .venv/.stamp-dev ## Give 500 proposals to 100 reviewers, with proof
	@$(python) -m benchmarks.reviewing

bench-programme: .venv/.stamp-dev ## Programmes of 300 and 1,000 sessions: pages, exports, editor, release
	@$(python) -m benchmarks.programme

bench-pages: .venv/.stamp-dev ## Measure the public pages: time, requests per second, queries, bytes
	@$(python) -m benchmarks.pages

bench-search: .venv/.stamp-dev ## Search among N=100000 organisations: latency, recall of the index, sizes
	@$(python) -m benchmarks.search '$(N)'

bench-cross-language: .venv/.stamp-dev ## Find documents in another language: MRR lexical, semantic, hybrid
	@$(python) -m benchmarks.cross_language

bench-encoding: .venv/.stamp-dev ## Measure how many texts a second become vectors, before and after
	@$(python) -m benchmarks.encoding

# --- Build ---

wheel: .venv/.stamp-dev ## Build the wheel into dist/
	@.uv/bin/uv build --wheel

clean: ## Remove the environment, caches and build results; your data in var/ stay
	rm -rf .venv .uv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are touched by the script. Whoever has the tools for development has what the site needs too.
.venv/.stamp-run: pyproject.toml uv.lock scripts/bootstrap.py
	@$(PYTHON) scripts/bootstrap.py

.venv/.stamp-dev: pyproject.toml uv.lock scripts/bootstrap.py
	@$(PYTHON) scripts/bootstrap.py --dev

# The bench group holds peers that only benchmarks import.
.venv/.stamp-bench: pyproject.toml uv.lock scripts/bootstrap.py
	@$(PYTHON) scripts/bootstrap.py --bench
