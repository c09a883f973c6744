"""What a real server says about transport: https alone, cookies that no other host can set."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from leqing.environment import BASE_DIR
from tests.leqing.test_settings import SERVER

PERMISSIONS = {"camera", "geolocation", "microphone", "payment", "usb"}
HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "historyCacheSize": 0,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
}
PAGES = ("/", "/questions/founder.born_on/", "/answers/", "/account/sign-in/", "/nowhere")


def say_of_server(code):
    """What a program prints with the settings of a real server."""
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "LEQING_VAR": os.environ["LEQING_VAR"],
            **SERVER,
            "BUDGETS": "0",  # no database counts them
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_every_cookie_of_a_server_is_bound_to_its_host():
    code = """
import json
from django.conf import settings as s
names = [n for n in dir(s) if n.endswith("_COOKIE_NAME")]
keys = ("SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")
print(json.dumps({n: [getattr(s, n), {
    k: getattr(s, n.replace("NAME", k), None) for k in keys}] for n in names}))
"""
    said = say_of_server(code)
    assert {"SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "PERSON_COOKIE_NAME"} <= set(said)
    for setting, (name, how) in said.items():
        assert how["DOMAIN"] is None, setting
        if setting == "LANGUAGE_COOKIE_NAME":  # names a language, and nobody
            assert how["SECURE"], setting
            continue
        assert name.startswith("__Host-"), setting
    for setting in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"):
        how = said[setting][1]
        assert (how["SECURE"], how["HTTPONLY"], how["SAMESITE"]) == (True, True, "Lax")
        assert how["PATH"] == "/"


def test_a_server_sends_cookies_as_their_names_promise():
    code = """
import json
from django.conf import settings
from django.test import Client
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # without `prepare`
settings.STORAGES["staticfiles"]["BACKEND"] = plain
got = Client().get("/account/staff/", secure=True, headers={"host": "leqing.example"})
print(json.dumps([got.status_code, {n: m.OutputString() for n, m in got.cookies.items()},
    got.get("Strict-Transport-Security")]))
"""
    status, cookies, strict = say_of_server(code)
    assert status == 200
    assert "__Host-csrftoken" in cookies
    for name, text in cookies.items():
        assert name.startswith("__Host-")
        parts = {part.strip().lower() for part in text.split(";")}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts, text
        assert not any(part.startswith("domain") for part in parts)
    seconds = int(re.search(r"max-age=(\d+)", strict)[1])
    assert seconds >= 365 * 24 * 3600
    assert "includeSubDomains" in strict


def test_django_itself_believes_no_header_about_https():
    """What a proxy says about https, gunicorn alone reads, and of its own proxies alone."""
    code = """
import json
from django.conf import settings
from django.test import Client
said = {"host": "leqing.example", "X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on",
    "X-Forwarded-Protocol": "ssl", "Forwarded": "proto=https"}
got = Client().get("/", headers=said)
print(json.dumps([settings.SECURE_PROXY_SSL_HEADER, got.status_code, got.get("Location")]))
"""
    assert say_of_server(code) == [None, 301, "https://leqing.example/"]


@pytest.mark.parametrize(
    ("address", "scheme"), [("127.0.0.1", "https"), ("192.0.2.7", "http"), ("10.0.0.1", "http")]
)
def test_gunicorn_believes_its_own_proxy_alone(address, scheme):
    """A visitor who comes without a proxy says in vain that the line is encrypted."""
    from gunicorn.config import Config
    from gunicorn.http.parser import RequestParser

    config = Config()
    raw = b"GET / HTTP/1.1\r\nHost: leqing.example\r\nX-Forwarded-Proto: https\r\n\r\n"
    request = next(RequestParser(config, iter([raw]), (address, 4711)))
    assert request.scheme == scheme
    kept = (BASE_DIR / "gunicorn.conf.py").read_text("utf-8")
    assert "forwarded_allow_ips" not in kept
    assert "secure_scheme_headers" not in kept


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("address", [*PAGES, "/admin/", "/admin/auth/user/", "/admin/nowhere/"])
def test_no_page_shares_its_window_or_asks_for_a_device(admin_client, client, address):
    answer = (admin_client if address.startswith("/admin/") else client).get(address)
    assert answer.status_code == (404 if "nowhere" in address else 200)
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    allowed = dict(part.strip().split("=") for part in answer["Permissions-Policy"].split(","))
    assert allowed.keys() >= PERMISSIONS
    assert set(allowed.values()) == {"()"}
    if address.startswith("/admin/") and answer.status_code == 200:
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_htmx_is_told_to_run_nothing_and_to_keep_nothing(admin_client, client):
    from policies.models import Edition
    from policies.services.drafting import start_draft
    from tests.applicants.factories import UserFactory

    officer = UserFactory(staff=True, is_superuser=True)
    draft = start_draft(by=officer, edition_id=Edition.objects.first().pk)
    build = f"/admin/policies/draft/{draft.pk}/build/"
    for address in (*PAGES[:-1], "/admin/", build):  # an error page has no script
        asker = admin_client if address.startswith("/admin/") else client
        found = re.findall(
            r"""<meta name="htmx-config"\s+content='([^']*)'""", asker.get(address).content.decode()
        )
        assert len(found) == 1, address
        assert json.loads(found[0]).items() >= HTMX.items(), address
    assert settings.SECURE_CROSS_ORIGIN_OPENER_POLICY == "same-origin"
