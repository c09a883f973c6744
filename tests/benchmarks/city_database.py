"""A private PostgreSQL for the city: durable, with ``jit = off``, gone at the end."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from leqing.embedded.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]


def start() -> None:
    """Start it, and let this process and its children use it; before Django reads its settings."""
    home = Path(tempfile.mkdtemp(prefix="leqing-city-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    server = Postgres(home)
    atexit.register(server.destroy)
    address = server.start()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER DATABASE leqing SET jit = off")
    os.environ |= {
        "DATABASE_URL": address,
        "DATABASE_STATEMENT_TIMEOUT": "0",
        "DJANGO_SETTINGS_MODULE": "leqing.settings",
        "LEQING_VAR": str(home),
        "LOG_LEVEL": "WARNING",
    }
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")  # nobody is called here
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True
    )
