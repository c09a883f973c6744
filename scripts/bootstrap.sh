#!/bin/sh
# Makes .venv from the pinned, hashed requirements; `bootstrap.sh dev` adds what tests and linters
# need. A stamp holds the checksum of what is installed, so the next run ends at once.
set -eu
cd "$(dirname "$0")/.."
LIST=requirements.txt
[ "${1:-}" = dev ] && LIST=requirements-dev.txt
STAMP=.venv/.$LIST
sum_of() { cat "$1" "$0" | sha256sum | cut -d' ' -f1; }
SUM=$(sum_of "$LIST")
if [ -x .venv/bin/python ] && [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$SUM" ]; then exit 0; fi

usable() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
if [ -z "${PYTHON:-}" ]; then
  for candidate in python3.11 python3 python3.12 python3.13; do
    if usable "$candidate"; then PYTHON=$candidate; break; fi
  done
fi
if [ -z "${PYTHON:-}" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing python3 and python3-venv …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv ca-certificates >/dev/null
    PYTHON=python3
  else
    echo "Python 3.11 or newer with venv is needed: sudo apt-get install -y python3 python3-venv" >&2
    exit 1
  fi
fi
[ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || "$PYTHON" -m venv --clear .venv
echo "Installing $LIST into .venv …"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$LIST"
echo "$SUM" >"$STAMP"
# What tests need contains what a run needs.
[ "$LIST" = requirements.txt ] || sum_of requirements.txt >.venv/.requirements.txt
