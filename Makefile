# The same words on a desk and in CI. Everything lives in this folder: .venv*, .qgis-profiles, demo-output, dist.
#
#   PYTHON=...           the Python >= 3.10 that .venv is made from (default: the first fitting one found)
#   TORCH_INDEX_URL=...  another index for torch, for a build of your choice (CPU only, one CUDA version)
#   QGIS_PYTHON=...      the Python that can import QGIS (default: /usr/bin/python3)
#   QGIS=...             the QGIS that `make qgis` opens (default: the first one found)
#   QGIS_ROOTS=...       folder with other versions of QGIS for `make test-matrix` (CONTRIBUTING.md)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help install install-dev demo qgis train bench test test-full test-qgis test-matrix test-engine \
	check check-qt6 qt6 lint format types i18n package locks clean force

# What a shell has set for another Python must not reach this one.
unexport PYTHONPATH PYTHONHOME

PYTHON ?=
TORCH_INDEX_URL ?=
VENV := .venv
PY := $(VENV)/bin/python
# The published models whose numbers ours must match.
PARITY ?= rsrefseg rsrefseg2_prompter refersam/bert refersam/clip rossam lora_merge metrics
PIP := $(PY) -m pip --disable-pip-version-check
QT6 := .venv-qt6

help: ## Shows this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

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

$(QT6)/.made: $(VENV)/.made requirements-qt6.lock
	@echo "Making $(QT6) with the real Qt 6"
	@$(PY) -m venv --clear $(QT6)
	@$(QT6)/bin/python -m pip --disable-pip-version-check install --quiet --requirement requirements-qt6.lock
	@touch $@

# --- Use -----------------------------------------------------------------------------------------

demo: $(VENV)/.engine ## Finds a phrase in a drawn scene and writes demo-output/
	@$(PY) -m georefer.inference.demo demo-output

demo-output/scene.tif:
	@$(MAKE) --no-print-directory demo

qgis: $(VENV)/.engine demo-output/scene.tif ## Opens QGIS with the plugin, the demo scene and the dock
	@.ci/make-translations release
	@.ci/open-qgis

train: $(VENV)/.dev ## Trains the bundled models (TRAIN_ARGS="--real ../shared/data" and the like)
	@$(PY) -m georefer.inference.training.train $(TRAIN_ARGS)
	@$(PY) -m georefer.inference.training.click_train $(CLICK_TRAIN_ARGS)

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

test-matrix: $(VENV)/.engine ## ... and with every QGIS in QGIS_ROOTS
	@.ci/test-matrix

check: lint types ## Runs ruff and mypy

lint: $(VENV)/.dev ## Runs ruff: rules and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(VENV)/.dev ## Mends what ruff can mend
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(VENV)/.dev ## Runs mypy --strict on the engine
	@$(PY) -m mypy

qt6: $(QT6)/.made

check-qt6: $(QT6)/.made ## Compares plugin and ui with the real Qt 6; runs no QGIS
	@# QGS105 asks for the global iface; QGS405 takes the signal of a completer for that of a combo box.
	@$(QT6)/bin/python -m flake8 --select QGS1,QGS4 --ignore QGS105,QGS405 plugin ui
	@$(QT6)/bin/python .ci/check_qt6.py plugin ui

# --- House ---------------------------------------------------------------------------------------

i18n: $(QT6)/.made ## Takes the texts of the code into i18n/*.ts and builds i18n/*.qm
	@.ci/make-translations update $(QT6)/bin/pylupdate6
	@.ci/make-translations release

package: ## Packs the last commit into dist/georefer.zip, ready for QGIS's own installer
	@.ci/make-package

locks: ## Resolves the pinned needs anew (needs uv)
	@.ci/make-locks

clean: ## Removes what make made, but for trained models
	@rm -rf $(VENV) .venv-* .qgis-profiles build dist demo-output i18n/*.qm georefer.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .qgis-settings
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
