#!/bin/sh
# What `make lighthouse` needs beside the browser: Node with npm; its one package npm keeps by itself.
set -eu
cd "$(dirname "$0")/.."
scripts/packages.sh
if ! command -v npm >/dev/null 2>&1; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Lighthouse needs Node 18 or newer with npm: sudo apt-get install -y nodejs npm" >&2
    exit 1
  fi
  echo "Installing nodejs and npm …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi
exec .venv/bin/python -m tests.lighthouse.run
