#!/bin/sh
# Every check of this project, in order, each with its seconds: check.sh [lint] [test].
# The first that fails ends the run, and what it printed is shown.
set -u
cd "$(dirname "$0")/.."
PY=.venv/bin/python
export DJANGO_DEBUG=local  # mypy reads the settings too
OUT=$(mktemp)
trap 'rm -f "$OUT"' EXIT

step() {
  name=$1; shift
  start=$(date +%s)
  if "$@" >"$OUT" 2>&1; then
    printf '%4ss  ok      %s\n' "$(($(date +%s) - start))" "$name"
  else
    printf '%4ss  FAILED  %s\n' "$(($(date +%s) - start))" "$name"
    cat "$OUT"
    exit 1
  fi
}

random_key() { $PY -c 'import secrets; print(secrets.token_urlsafe(64))'; }

# The settings of a real server, with throw-away values; nothing connects to them.
deployed() {
  DJANGO_DEBUG=0 DATABASE_URL=postgresql://u@127.0.0.1:1/d REDIS_URL=redis://127.0.0.1:1/0 \
    DJANGO_SECRET_KEY="$(random_key)" DATA_KEY="$(random_key)" \
    DJANGO_ALLOWED_HOSTS=leqing.example SITE_URL=https://leqing.example \
    EMAIL_HOST=mail.example DEFAULT_FROM_EMAIL=noreply@leqing.example \
    OPERATOR_NAME=Leqing OPERATOR_CONTACT=privacy@leqing.example "$@"
}

templates_exist() { [ -n "$(find templates -name '*.html' | head -1)" ]; }
has_command() { $PY manage.py help --commands | grep -qx "$1"; }

lint() {
  step "ruff format" $PY -m ruff format --check .
  step "ruff check" $PY -m ruff check .
  step "mypy" $PY -m mypy
  step "import contracts" .venv/bin/lint-imports
  templates_exist && step "djlint" $PY -m djlint --check --lint templates
  step "migrations are complete" $PY manage.py makemigrations --check
  step "check --deploy" deployed $PY manage.py check --deploy --fail-level WARNING
  has_command catalogue && step "catalogue check" $PY manage.py catalogue check
  return 0
}

tests() {
  step "packages" scripts/packages.sh
  start=$(date +%s)
  $PY -m pytest -n "${JOBS:-auto}" --dist worksteal -q --durations=12
  code=$?
  printf '%4ss  %s  pytest\n' "$(($(date +%s) - start))" "$([ $code = 0 ] && echo 'ok    ' || echo FAILED)"
  [ $code = 0 ] || exit $code
}

for part in "${@:-lint}"; do
  case $part in
    lint) lint ;;
    test) tests ;;
    *) echo "check.sh [lint] [test]" >&2; exit 2 ;;
  esac
done
