# Two commands for a newcomer: `make demo` sets up and does the main job, `make test` sets up and passes the tests.
# They need Python 3.11 and a Python package index, nothing else; what they install stays in .venv and .tools.

PYTHON ?= python3
RUN = .venv/bin/
export PATH := $(CURDIR)/.tools/bin:$(PATH)

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.venv/.ready: pyproject.toml uv.lock scripts/find_uv.py
	@uv="$$($(PYTHON) scripts/find_uv.py)" && "$$uv" sync --quiet --locked --all-extras --compile-bytecode
	@touch $@

.PHONY: setup
setup: .venv/.ready ## Install everything into .venv

.PHONY: demo
demo: .venv/.ready ## Judge the three programs of stacks/, with explanations; with LAB=1 deploy one for real
	@LAB="$(LAB)" $(RUN)python -m scripts.demo

.PHONY: lint
lint: .venv/.ready ## Style, types and the direction of imports
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports

.PHONY: test
test: lint ## Everything that must hold: lint, rules in both engines, tests, coverage
	@$(RUN)python scripts/find_opa.py
	$(RUN)python -m pytest -n 2 --cov --cov-report=term

.PHONY: test-lab
test-lab: .venv/.ready ## Ask the lab that REMPART_LAB names, or one of its own, which is removed in the end
	@$(RUN)python scripts/test_lab.py

.PHONY: test-deploy
test-deploy: .venv/.ready ## Deploy for real, with the `pulumi` on PATH, to the lab that REMPART_LAB names or one of its own
	$(RUN)python -m pytest -m deploy

.PHONY: compile
compile: .venv/.ready ## Rebuild what the wheel ships from policies/: the catalogue and the manifest of the rules
	$(RUN)python -m rempart.catalogue.compile
	$(RUN)python -m rempart.judge.compile
	$(RUN)python scripts/rule_pages.py

.PHONY: golden
golden: .venv/.ready ## Rewrite the golden reports after a wanted change; read the diff before you commit
	$(RUN)python -m pytest tests/reports --update-golden

.PHONY: bench
bench: .venv/.ready ## Measure, side by side, what docs/benchmarks.md states
	$(RUN)python -m benchmarks.run

.PHONY: bench-lab
bench-lab: .venv/.ready ## Measure a lab: installation, starts, memory, end
	@$(RUN)python -m benchmarks.lab

.PHONY: bench-deploy
bench-deploy: .venv/.ready ## Measure deployments to the lab, with the `pulumi` on PATH
	$(RUN)python -m benchmarks.deploy

.PHONY: clean
clean: ## Remove what was installed and generated
	rm -rf .venv .tools .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist
