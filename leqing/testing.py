"""Pytest plugin: real PostgreSQL and Valkey, started before pytest-django reads the settings.

Named by ``-p leqing.testing`` in pyproject.toml, because a conftest.py comes too late. The servers
live in a temporary folder on free ports, so tests can run beside ``make run``. The workers of
pytest-xdist inherit the addresses, so there is one of each. ``DATABASE_URL`` and ``REDIS_URL`` win.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from leqing.embedded.postgres import Postgres
from leqing.embedded.valkey import Valkey
from leqing.translations import compile_catalogues

# Playwright's synchronous interface keeps an event loop in the thread that also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# Own defaults, whatever the shell of the tester has.
OWN = ["DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "EMAIL_HOST", "SITE_URL", "DEFAULT_FROM_EMAIL"]
for name in [*OWN, "PROXY_COUNT", "MAILS_ARE_KEPT"]:
    os.environ.pop(name, None)
os.environ["DJANGO_DEBUG"] = "local"


def start() -> None:
    """Set both addresses; what was started ends, and is removed, with this process."""
    compile_catalogues()
    home = Path(tempfile.mkdtemp(prefix="leqing-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["LEQING_VAR"] = str(home)
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(home, durable=False)
        atexit.register(postgres.destroy)
        os.environ["DATABASE_URL"] = postgres.start()
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(home, durable=False)
        atexit.register(valkey.destroy)
        os.environ["REDIS_URL"] = valkey.start()


if "PYTEST_XDIST_WORKER" not in os.environ:
    start()
