"""One line for one event."""

import logging
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

from gunicorn.config import Config
from gunicorn.glogging import Logger, SafeAtoms

from leqing.environment import BASE_DIR
from leqing.logs import LineFormatter


def record(message, *arguments, **more):
    return logging.LogRecord("a.b", logging.WARNING, __file__, 1, message, arguments, None, **more)


def test_what_a_visitor_typed_cannot_make_a_second_line():
    line = LineFormatter().format(record("name %s", "a\nb\r\x1b[31m\u2028c\u202e"))
    assert line.endswith(r"WARNING a.b: name a\nb\r\x1b[31m\u2028c\u202e")


def test_chinese_stays_readable():
    assert LineFormatter().format(record("乐清")).endswith("乐清")


def test_the_time_is_that_of_shanghai():
    event = record("x")
    event.created = 0
    assert LineFormatter().format(event).startswith("1970-01-01T08:00:00.000+08:00 ")


def test_a_trace_is_indented_below_its_line():
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        event = record("failed")
        event.exc_info = sys.exc_info()
    head, *trace = LineFormatter().format(event).split("\n")
    assert head.endswith("failed")
    assert trace
    assert all(line.startswith("    ") for line in trace)


def test_what_somebody_searches_for_is_not_in_the_access_log():
    """By the settings that gunicorn finds when it is started as the Procfile starts it."""
    command = [sys.executable, "-m", "gunicorn", "leqing.wsgi", "--print-config"]
    printed = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True)
    (line,) = [each for each in printed.stdout.splitlines() if "access_log_format" in each]
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/programmes/?q=330382190001010348",
        "PATH_INFO": "/programmes/",
        "QUERY_STRING": "q=330382190001010348",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": "https://leqing.example/programmes/?q=330382190001010348",
    }
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    asked = SimpleNamespace(headers=[])
    logger = Logger(Config())
    atoms = logger.atoms(answer, asked, environ, timedelta(seconds=1))
    logged = line.partition("=")[2].strip() % SafeAtoms(atoms)
    assert '"GET /programmes/ HTTP/1.1" 200' in logged
    assert "330382190001010348" not in logged
