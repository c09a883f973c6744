"""Every page of every role: a strict policy, and nothing in the page that needs a laxer one.

Django's administration is no exception: its scripts and styles are files, and what it writes into
a page for them stands in ``data-`` attributes and in scripts of type ``application/json``.
"""

from html.parser import HTMLParser
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client

from tests.applicants.access import ROLES, City, addresses
from tests.policies.pages.founder import answer

pytestmark = pytest.mark.django_db
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
LEAST = 150  # pages that the crawl must have read, or it reads too few


class Inline(HTMLParser):
    """What of a page a strict policy would stop."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append("<script> without src")
        if tag in ("style", "base", "object", "embed", "iframe"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on") or name.startswith("hx-on"):
                self.found.append(f'<{tag} {name}="{value}">')
            names = ("src", "href", "action", "formaction")
            canonical = ("rel", "canonical") in attrs  # a name of the page; nothing is fetched
            if name in names and not canonical and elsewhere(tag, value or ""):
                self.found.append(f'<{tag} {name}="{value}">')


def elsewhere(tag, address):
    """Whether it is a script, or something of another host that the page would load by itself."""
    if address.lower().strip().startswith(("javascript:", "data:", "vbscript:")):
        return True
    return tag != "a" and address.startswith(("http:", "https:", "//"))


def policy_of(response):
    parts = response["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts if " " in part.strip())


def inline_of(response):
    reader = Inline()
    reader.feed(response.content.decode())
    return reader.found


def get(city, role, path):
    """Its answer; what it changed, as signing out does, is undone."""
    with transaction.atomic():
        client = city.clients[role]
        client.cookies = SimpleCookie(city.cookies[role])
        response = client.get(path)
        transaction.set_rollback(True)
    return response


@pytest.mark.usefixtures("city")
def test_every_address_of_every_role_is_strict():
    """Files that were handed in have a stricter one still: they may not even be shown."""
    city, read, wrong = City(), 0, []
    for name, route in addresses():
        for role in ROLES:
            response = get(city, role, city.path(name, route))
            if response.streaming:
                assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
                assert b"".join(response.streaming_content)  # to its end, which closes the file
                continue
            if policy_of(response) != STRICT:
                wrong.append((name, role, response["Content-Security-Policy"]))
            if response["Content-Type"].startswith("text/html"):
                read += response.status_code == 200
                wrong += [(name, role, what) for what in inline_of(response)]
    assert not wrong
    assert read >= LEAST


@pytest.mark.parametrize(
    "page",
    [
        "<script>x()</script>",
        "<p style='margin:0'>",
        "<p onclick='x'>",
        "<style>p { margin: 0 }</style>",
        "<script src='https://elsewhere.example/x.js'></script>",
        "<a href='javascript:x()'>",
    ],
)
def test_the_crawl_sees_what_a_strict_policy_would_stop(page):
    reader = Inline()
    reader.feed(page)
    assert len(reader.found) == 1


def test_pages_with_answers_are_strict(shipped):
    """With the whole catalogue and a founder's answers: what the small one may not have."""
    client = Client()
    answer(client)
    paths = ["/", "/results/", "/answers/", "/programmes/", "/questions/founder.key_groups/"]
    for path in paths + [f"/programmes/{slug}/" for slug in shipped.rulebook.editions]:
        response = client.get(path)
        assert response.status_code == 200, path
        assert policy_of(response) == STRICT
        assert not inline_of(response), path
