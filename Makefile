# The two commands are `make run` and `make test`; both install what they need.
PY := .venv/bin/python
UV ?= uv
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

.PHONY: run test lint format bench lighthouse reliability lock clean

run:
	@scripts/bootstrap.sh
	@$(PY) manage.py up

test:
	@scripts/bootstrap.sh dev
	@scripts/check.sh lint test

lint:
	@scripts/bootstrap.sh dev
	@scripts/check.sh lint

format:
	@scripts/bootstrap.sh dev
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .
	@$(PY) -m djlint --quiet --reformat templates

bench:
	@scripts/bootstrap.sh dev
	@$(PY) tests/benchmarks/run.py

# Scores of the main pages on a phone; installs Node where it is missing.
lighthouse:
	@scripts/bootstrap.sh dev
	@scripts/lighthouse.sh

# Kills, freezes and races, about two minutes each; `$(PY) tests/reliability/run.py R01` runs one.
# R18, who sees what, is in `make test` as well.
reliability:
	@scripts/bootstrap.sh dev
	@scripts/packages.sh
	@$(PY) -m pytest -q -s tests/applicants/test_access.py
	@$(PY) tests/reliability/run.py

# Needs uv; the files name no host.
lock:
	$(COMPILE) --group local -o requirements.txt
	$(COMPILE) --extra s3 -c requirements.txt -o requirements-s3.txt
	$(COMPILE) --group local --group test --group lint -c requirements.txt -o requirements-dev.txt

# Removes what can be made again; the data in var/ stays.
clean:
	rm -rf .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find leqing/locale -name '*.mo' -delete
