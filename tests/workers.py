"""A worker process on the database of a test."""

import os
import sys

from django.db import connection

from leqing.embedded.process import spawn
from leqing.environment import BASE_DIR

QUIET = ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]


def spawn_worker(*options, log, **env):
    """A worker that takes one task at a time; what ``env`` names wins over the environment."""
    command = [sys.executable, "-m", "celery", "-A", "leqing", "worker", *QUIET, *options]
    env = {**os.environ, "DATABASE_URL": database_url(), **env}
    return spawn([*command, "--concurrency", "1"], log=log, cwd=BASE_DIR, env=env)


def database_url():
    """The address of the database that this test has."""
    where = connection.settings_dict
    return (
        f"postgresql://{where['USER']}:{where['PASSWORD']}@{where['HOST']}:{where['PORT']}"
        f"/{where['NAME']}"
    )
