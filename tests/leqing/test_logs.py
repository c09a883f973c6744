"""One line for one event."""

import logging
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from gunicorn.config import Config
from gunicorn.glogging import Logger, SafeAtoms

from applicants.tracing import Trace, traced
from leqing.addresses import client_address
from leqing.environment import BASE_DIR
from leqing.logs import LineFormatter, refusal_in_one_line
from leqing.tracing import TraceMiddleware


def record(message, *arguments, exc_info=None):
    return logging.LogRecord("a.b", logging.WARNING, __file__, 1, message, arguments, exc_info)


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


def access_format():
    """As gunicorn finds it when it is started as the Procfile starts it."""
    command = [sys.executable, "-m", "gunicorn", "leqing.wsgi", "--print-config"]
    printed = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True)
    (line,) = [each for each in printed.stdout.splitlines() if "access_log_format" in each]
    return line.partition("=")[2].strip()


def in_access_log(path, **more):
    """The line of one request: what Django leaves of it, as gunicorn writes it."""
    request = RequestFactory(**more).get(path, REMOTE_ADDR="192.0.2.7")
    answer = TraceMiddleware(lambda asked: resolved(asked))(request)
    environ = {"RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1", **request.META}
    told = SimpleNamespace(status="200 OK", sent=1, headers=[])
    atoms = Logger(Config()).atoms(told, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
    return access_format() % SafeAtoms(atoms), answer


def resolved(request):
    try:
        request.resolver_match = resolve(request.path)
    except Resolver404:
        return HttpResponse(status=404)
    return HttpResponse()


@pytest.mark.parametrize(
    ("path", "secret", "route"),
    [
        ("/programmes/?q=330382190001010348", "330382190001010348", "/programmes/"),
        ("/land-score/?enterprise.tax_last_year=987654321", "987654321", "/land-score/"),
        ("/calendar/secret-key.ics", "secret-key", "/calendar/<str:token>.ics"),
        ("/shared/secret-key/", "secret-key", "/shared/<str:token>/"),
        ("/unsubscribe/secret-key/", "secret-key", "/unsubscribe/<str:token>/"),
        ("/nowhere/secret-key/", "secret-key", "-"),
        ("/static/leqing/site.css?secret-key", "secret-key", "/static/"),
    ],
)
def test_figures_search_words_and_keys_are_not_in_the_access_log(path, secret, route):
    line, answer = in_access_log(path, HTTP_REFERER=f"https://leqing.example{path}")
    assert line.startswith("192.0.2.7 [")
    assert f'"GET {route}" 200 1 ' in line
    assert line.endswith(f" ms [{answer['X-Request-ID']}]")
    assert secret not in line


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, "198.51.100.9", "192.0.2.7"),
        (1, "203.0.113.66, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.66, 198.51.100.9", "203.0.113.66"),
        (2, "198.51.100.9", "192.0.2.7"),
        (1, "a\nb", ""),
    ],
)
def test_an_address_is_what_our_own_proxies_say(settings, count, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    asked = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(asked) == address


def test_a_line_has_the_number_of_its_request():
    with traced(Trace(number="ab12")):
        assert LineFormatter().format(record("x")).endswith("WARNING a.b [ab12]: x")
    assert LineFormatter().format(record("x")).endswith("WARNING a.b: x")


def test_a_key_is_not_in_the_line_of_what_went_wrong():
    request = RequestFactory().get("/calendar/secret-key.ics")
    request.resolver_match = resolve(request.path)
    event = record("Internal Server Error: %s", request.path)
    event.request = request
    assert LineFormatter().format(event).endswith("/calendar/….ics")


def kinds(base):
    """A kind of error with those below it, in the same order in every process."""
    found = {base, *(each for kind in base.__subclasses__() for each in kinds(kind))}
    return sorted(found, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", kinds(SuspiciousOperation), ids=lambda kind: kind.__name__)
def test_a_refused_request_is_one_line_without_a_trace(kind, settings):
    handler = settings.LOGGING["handlers"]["stdout"]
    assert handler["filters"] == ["refusals in one line"]
    try:
        raise kind("x" * 1000)
    except kind:
        event = record("x" * 1000, exc_info=sys.exc_info())
    event.name = f"django.security.{kind.__name__}"
    assert refusal_in_one_line(event)
    line = LineFormatter().format(event)
    assert "\n" not in line
    assert len(line) < 400


def test_other_errors_keep_their_trace():
    try:
        raise RuntimeError
    except RuntimeError:
        event = record("failed", exc_info=sys.exc_info())
    assert refusal_in_one_line(event)
    assert "Traceback" in LineFormatter().format(event)
