# Jarvis: two commands for everybody, `make run` and `make test`. `make help` lists the rest.
# Another Python than the system's: make run PYTHON=/path/to/python3.12
# More words for the program:       make run ARGS="--set painter.steps=4"

SHELL := /bin/bash
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON ?=
ARGS ?=
JARVIS := .venv/bin/jarvis
PY := .venv/bin/python
SETUP := PYTHON="$(PYTHON)" scripts/setup

.PHONY: help setup run test check format bench screenshots diffusion wheel deb test-install clean

help: ## this list
	@echo "Jarvis listens, and paints what you say. Everything runs on this machine."
	@echo
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/p' Makefile | while IFS='|' read -r goal words; do printf '%-20s %s\n' "$$goal" "$$words"; done
	@echo
	@echo '  ARGS="…" hands words on: make run ARGS="--help", make test ARGS="tests/integration/test_walk.py -x"'

run: ## install what is missing, then start listening (no microphone: hear a recording)
	@$(SETUP) run
	@exec $(JARVIS) run --or-demo $(ARGS)

test: ## install what the tests need, then run all of them
	@$(SETUP) test
	@exec $(PY) -m pytest $(ARGS)

setup: ## only install: system packages, .venv, Python packages
	@$(SETUP) run --again

diffusion: ## try again to add the diffusion painter (PyTorch)
	@$(SETUP) diffusion --again

check: ## what a change must pass: format, lint, types, layers, tests
	@$(SETUP) test
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@PYTHONPATH=. .venv/bin/lint-imports --no-logo
	@exec $(PY) -m pytest $(ARGS)

format: ## format the code
	@$(SETUP) test
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: ## time each stage of the walk; ARGS=FOLDER of recordings, else the bundled one
	@$(SETUP) test
	@exec $(PY) bench/walk.py $(if $(ARGS),$(ARGS),models/demo)

screenshots: ## picture overlay, windows and sketches into docs, on a virtual screen
	@$(SETUP) test
	@$(PY) tests/desktop/screenshots.py $(ARGS)
	@$(PY) -m tests.desktop.gallery_screenshots docs/screenshots
	@$(PY) -m tests.desktop.settings_screenshots docs/screenshots
	@$(PY) bench/sketch_sheet.py

wheel: ## build dist/*.whl, for pipx and `uv tool install`
	@$(SETUP) test
	@exec $(PY) -m hatchling build -t wheel -d dist

deb: ## build dist/*.deb for this Debian or Ubuntu release
	@$(SETUP) test
	@exec $(PY) scripts/build_deb $(ARGS)

test-install: ## build the .deb, install it on this machine, try it, and remove it (needs root)
	@$(SETUP) test
	@exec $(PY) -m pytest -s tests/integration/install_for_real.py $(ARGS)

clean: ## remove .venv and everything that can be made again
	rm -rf .venv .setup .mypy_cache .ruff_cache .pytest_cache build dist
	find assistant tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
