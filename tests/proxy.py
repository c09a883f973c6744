"""The proxy of tests: nginx with the configuration that is shipped, on a port of its own."""

import os
import shutil
import socket
import time
from contextlib import contextmanager, suppress

from leqing.embedded.process import end, free_port, spawn
from leqing.environment import BASE_DIR

NGINX = os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
MISSING = "No nginx: scripts/packages.sh says how to get one."
SHIPPED = BASE_DIR / "deploy" / "nginx"
# What stands around the shipped files: on Debian /etc/nginx/nginx.conf.
AROUND = """
{user}
daemon off;
worker_processes 1;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    {inside}
}}
"""
SERVER = """
    include {shipped}/limits.conf;
    upstream leqing {{ server 127.0.0.1:{behind} max_fails=0; }}
    server {{
        listen 127.0.0.1:{port};
        access_log {home}/access.log leqing;
        include {shipped}/site.conf;
    }}
"""


def configure(home, inside):
    """Write a whole configuration into a folder; its path."""
    if not NGINX:
        raise RuntimeError(MISSING)
    path = home / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers cannot read the folder
    path.write_text(AROUND.format(home=home, user=user, inside=inside))
    return path


@contextmanager
def proxy(home, behind):
    """Nginx before what listens at a port of this machine; the port that it listens at."""
    port = free_port()
    path = configure(home, SERVER.format(shipped=SHIPPED, behind=behind, port=port, home=home))
    command = [NGINX, "-c", str(path), "-e", str(home / "error.log"), "-p", str(home)]
    process = spawn(command, log=home / "nginx.log")
    try:
        _wait_for(port, process)
        yield port
    finally:
        end(process)


def _wait_for(port, process):
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise RuntimeError("nginx does not answer")
