# The two commands are `make run` and `make test`; both install what they need.
PY := .venv/bin/python
UV ?= uv
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

.PHONY: run test lint format bench lock clean

lock:
	$(COMPILE) --group local -o requirements.txt
	$(COMPILE) --group local --group test --group lint -c requirements.txt -o requirements-dev.txt
