"""A web server of one process, as gunicorn.conf.py makes it, before the application of tests."""

import os
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

from leqing.embedded.process import end, free_port, spawn
from leqing.environment import BASE_DIR


@contextmanager
def serving(home, *, threads):
    """Answer behind one proxy that is ours; the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.leqing.web.application:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", str(threads)]
    command += ["--no-control-socket", "--worker-tmp-dir", str(home)]
    env = {**os.environ, "PROXY_COUNT": "1", "DJANGO_SETTINGS_MODULE": "leqing.settings"}
    process = spawn(command, log=home / "web.log", env=env, cwd=BASE_DIR)
    try:
        _wait_for(port)
        yield port
    finally:
        end(process)


def _wait_for(port):
    """Until it answers; the first request reads the settings."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
            return
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")
