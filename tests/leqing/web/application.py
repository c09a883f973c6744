"""An application for tests: it says what it was told, sleeps, or reads a body."""

import json
import time


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/sleep"):
        time.sleep(float(path.rpartition("/")[2]))
    body = b""
    if path.startswith("/read"):
        try:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        except OSError:
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    answer = json.dumps({"told": told, "octets": len(body)}).encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
