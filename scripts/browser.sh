#!/bin/sh
# What the browser tests need from the system: Chromium, a Chinese font, and libatomic1, to which the
# driver of Playwright links. CHROMIUM=/path/to/chromium takes another browser.
set -eu
NEEDED="chromium fonts-noto-cjk fontconfig libatomic1"
[ -n "${CHROMIUM:-}" ] && NEEDED="fonts-noto-cjk fontconfig libatomic1"
if ! command -v dpkg-query >/dev/null 2>&1; then
  command -v "${CHROMIUM:-chromium}" >/dev/null 2>&1 && exit 0
  echo "The browser tests need Chromium and a Chinese font: install both, or name one in CHROMIUM." >&2
  exit 1
fi
MISSING=
for package in $NEEDED; do
  [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || MISSING="$MISSING $package"
done
[ -z "$MISSING" ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "The browser tests need: sudo apt-get install -y --no-install-recommends$MISSING" >&2
  exit 1
fi
echo "Installing$MISSING …"
apt-get update -qq
# shellcheck disable=SC2086 – one word for each package
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $MISSING >/dev/null
