# Needs only make and a CPython >= 3.11. Everything else lands in ./.venv
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3.14 python3,$(shell command -v $(p) 2>/dev/null)))
BIN := .venv/bin
RUN := $(BIN)/python
PORT ?= 8000
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Some images set it. Without compiled files each start of the program takes two seconds more, and tests start it often.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: install run serve test test-postgres test-stack check bench bench-page screenshots format messages sbom lock clean

install: .venv/.synced

run: .venv/.synced
	@exec $(RUN) manage.py serve --demo --port $(PORT)

serve: .venv/.synced
	@exec $(RUN) manage.py serve --port $(PORT)

test: .venv/.synced
	@$(RUN) -m tests.chromium
	$(RUN) -m pytest -q -n auto --dist loadgroup -m "not stack"

test-postgres: .venv/.synced
	$(RUN) -m tests.postgres -q -n auto --dist loadgroup -m "not browser and not stack"

test-stack: .venv/.synced
	$(RUN) -m pytest -q -n0 -p no:randomly -m stack tests/stack

check: .venv/.synced
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) manage.py check --fail-level WARNING
	$(RUN) -m tests.licences

format: .venv/.synced
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

messages: .venv/.synced
	@$(RUN) -m tests.catalogues

bench: .venv/.synced
	@$(RUN) -m tests.bench

bench-page: .venv/.synced
	@$(RUN) -m tests.bench.page

screenshots: .venv/.synced
	SCREENSHOTS=docs/images/desk $(RUN) -m pytest -q -n0 tests/browser/test_handbook.py

# The parts that the site runs with, by name, version and digest: CycloneDX 1.5.
sbom: .venv/.synced
	@$(BIN)/uv export --quiet --frozen --offline --all-extras --no-dev --format cyclonedx1.5 --preview-features sbom-export

lock: .venv/.uv
	$(BIN)/uv lock

clean:
	rm -rf .venv

.venv/.uv: bootstrap.txt
	@test -n "$(PYTHON)" || { echo "CPython >= 3.11 is needed and no python3 was found: install it (Debian: apt-get install python3 python3-venv)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "CPython >= 3.11 is needed, this is $$($(PYTHON) -V): make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "this Python has no venv module: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment in .venv (once)"
	@$(PYTHON) -m venv --clear .venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.txt
	@touch $@

.venv/.synced: .venv/.uv pyproject.toml uv.lock
	@$(BIN)/uv sync --quiet --locked --python $(RUN)
	@touch $@
