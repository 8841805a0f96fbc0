# Two commands do everything: `make demo` and `make test`. Both make their own .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test bench torture pictures clients servers clean

demo: $(STAMP)
	$(BIN)/mailflow demo

test: $(STAMP) servers
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# The promise that nothing is lost and nothing goes twice, with its figures; TORTURE=long for all of it.
torture: $(STAMP) servers
	TORTURE=$${TORTURE:-short} $(BIN)/python -m pytest -s tests/test_torture_*.py tests/test_outbox.py tests/test_mutations.py

bench: $(STAMP) servers
	$(BIN)/python tests/bench.py

# The pictures of the README, made of what mailflow writes.
pictures: $(STAMP) servers
	$(BIN)/python tests/pictures.py docs

# Real mail clients answer letters that mailflow sends, into build/clients; no part of `make test`. ONLY="mutt inline": some of them;
# SCORE: the script that scores such a folder.
SCORE ?= ../shared/clients/score.py
clients: $(STAMP)
	@sh tests/clients/install.sh
	PYTHONPATH=tests $(BIN)/python -m clients build/clients --score $(SCORE) --only $(ONLY)

# Dovecot, Postfix and Chromium for the tests against real servers and in a real browser; as root on Debian only.
servers:
	@sh tests/install_servers.sh

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[demo,test,dev]'
	@touch $(STAMP)

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
