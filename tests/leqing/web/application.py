"""An application for tests of the worker: it tells its thread, sleeps, or reads a body."""

import time
from threading import get_ident


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/sleep"):
        time.sleep(1)
    body = b""
    if path.startswith("/read"):
        try:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        except OSError:
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
    answer = b"%d %d" % (get_ident(), len(body))
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
