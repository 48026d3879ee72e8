# The same words on a desk and in CI. Everything lives in this folder: .venv, .venv-qgis, demo-output.
#
#   PYTHON=...           the Python >= 3.10 that .venv is made from (default: the first fitting one found)
#   TORCH_INDEX_URL=...  another index for torch, for a build of your choice (CPU only, one CUDA version)
#   QGIS_PYTHON=...      the Python that can import QGIS (default: /usr/bin/python3)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help install install-dev demo test test-full test-qgis test-engine check lint format types train bench package locks clean force

# What a shell has set for another Python must not reach this one.
unexport PYTHONPATH PYTHONHOME

PYTHON ?=
TORCH_INDEX_URL ?=
VENV := .venv
PY := $(VENV)/bin/python
# The published models whose numbers ours must match.
PARITY ?= rsrefseg refersam/bert refersam/clip lora_merge metrics
PIP := $(PY) -m pip --disable-pip-version-check

help: ## Shows this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

# --- Environment ---------------------------------------------------------------------------------

# An editable install points at one folder: a checkout that was moved or copied is installed anew.
ifneq ($(shell cat $(VENV)/.engine 2>/dev/null),$(shell pwd -P))
$(VENV)/.engine: force
endif

install: $(VENV)/.engine ## Makes .venv with the engine and its pinned needs

install-dev: $(VENV)/.dev ## ... and what training, tests and checks need

$(VENV)/.made:
	@chosen=; \
	if [ -n "$(PYTHON)" ]; then set -- "$(PYTHON)"; \
	else set -- python3.12 python3.11 python3.10 python3.13 python3 python /usr/bin/python3; fi; \
	for candidate; do \
		if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; \
		then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		echo "No Python >= 3.10 with venv and ensurepip was found (tried: $$*). Install one (Debian, Ubuntu: apt install python3-venv) or name it: make PYTHON=/path/to/python" >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$chosen ($$("$$chosen" -V))"; \
	"$$chosen" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.engine: $(VENV)/.made requirements.lock pyproject.toml setup.py metadata.txt
	@echo "Installing the engine and its pinned needs"
	@if [ -n "$(TORCH_INDEX_URL)" ]; then \
		$(PIP) install --quiet --index-url "$(TORCH_INDEX_URL)" "$$(grep '^torch==' requirements.lock)"; \
	fi
	@$(PIP) install --quiet --requirement requirements.lock
	@$(PIP) install --quiet --no-deps --editable .
	@pwd -P > $@

$(VENV)/.dev: $(VENV)/.engine requirements-dev.lock
	@echo "Installing what training, tests and checks need"
	@$(PIP) install --quiet --requirement requirements-dev.lock
	@touch $@

# --- Use -----------------------------------------------------------------------------------------

demo: $(VENV)/.engine ## Finds a phrase in a drawn scene and writes demo-output/
	@$(PY) -m georefer.inference.demo demo-output

train: $(VENV)/.dev ## Trains the bundled model (TRAIN_ARGS="--real ../shared/data" and the like)
	@$(PY) -m georefer.inference.training.train $(TRAIN_ARGS)

bench: $(VENV)/.dev ## Runs every benchmark: the figures in the docs come from here
	@for kind in $(PARITY); do \
		folder="$${GEOREFER_SHARED_PARITY:-../shared/parity}/$$kind"; \
		if [ -d "$$folder" ]; then $(PY) benchmarks/parity.py "$$folder" || exit 1; \
		else echo "Parity with $$kind was not measured: no folder $$folder"; fi; \
	done
	@for script in benchmarks/*.py; do \
		case "$$script" in benchmarks/parity.py|benchmarks/write_table.py) ;; *) $(PY) "$$script" || exit 1;; esac; \
	done
	@$(PY) benchmarks/write_table.py

# --- Checks --------------------------------------------------------------------------------------

test: check test-qgis test-engine ## Runs every check and every test but the slow ones

test-full: check test-qgis $(VENV)/.dev ## ... and the slow ones
	@$(PY) -m pytest

test-engine: $(VENV)/.dev ## Runs the tests that need no QGIS
	@$(PY) -m pytest -m "not slow"

test-qgis: $(VENV)/.engine ## Runs the tests of the QGIS side with QGIS's own Python
	@.ci/test-qgis

check: lint types ## Runs ruff and mypy

lint: $(VENV)/.dev ## Runs ruff: rules and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(VENV)/.dev ## Mends what ruff can mend
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(VENV)/.dev ## Runs mypy --strict on the engine
	@$(PY) -m mypy

# --- House ---------------------------------------------------------------------------------------

package: ## Packs the last commit into dist/georefer.zip, with the top folder that QGIS wants
	@mkdir -p dist
	@git archive --format=zip --prefix=georefer/ --output=dist/georefer.zip HEAD \
		__init__.py metadata.txt LICENSE README.md CHANGELOG.md requirements.lock plugin inference
	@echo "dist/georefer.zip"

locks: ## Resolves the pinned needs anew (needs uv)
	@.ci/make-locks

clean: ## Removes what make made, but for trained models
	@rm -rf $(VENV) .venv-qgis build dist demo-output georefer.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .qgis-settings
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
