#!/bin/sh
# What the tests need from the system: Chromium, a Chinese font, libatomic1, to which the driver of
# Playwright links, and nginx, for the configuration that is shipped. CHROMIUM=/path/to/chromium and
# NGINX=/path/to/nginx take others.
set -eu
NEEDED="fonts-noto-cjk fontconfig libatomic1"
[ -n "${CHROMIUM:-}" ] || NEEDED="chromium $NEEDED"
[ -n "${NGINX:-}" ] || NEEDED="$NEEDED nginx"
if ! command -v dpkg-query >/dev/null 2>&1; then
  command -v "${CHROMIUM:-chromium}" >/dev/null 2>&1 && command -v "${NGINX:-nginx}" >/dev/null 2>&1 && exit 0
  echo "The tests need Chromium, a Chinese font and nginx: install them, or name one in CHROMIUM or NGINX." >&2
  exit 1
fi
MISSING=
for package in $NEEDED; do
  [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || MISSING="$MISSING $package"
done
[ -z "$MISSING" ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "The tests need: sudo apt-get install -y --no-install-recommends$MISSING" >&2
  exit 1
fi
echo "Installing$MISSING …"
# Debian starts a server that it installs; the tests start their own.
POLICY=/usr/sbin/policy-rc.d
if [ ! -e $POLICY ]; then
  trap 'rm -f $POLICY' EXIT
  printf '#!/bin/sh\nexit 101\n' >$POLICY
  chmod +x $POLICY
fi
apt-get update -qq
# shellcheck disable=SC2086 – one word for each package
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $MISSING >/dev/null
