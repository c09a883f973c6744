"""Whatever changes something asks for the token of its page; what is exempt stands here."""

import re
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import transaction
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.applicants.access import City, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
TRIED = (
    *(("owner", "post"), ("superuser", "post"), ("anonymous", "post")),
    *(("superuser", "put"), ("superuser", "patch"), ("superuser", "delete")),
)
# A mail program posts to the one, and has no page of ours. The other reads no cookie.
EXEMPT = ("applicants:unsubscribe", "api-1:")


def views(resolver=None, spaces=()):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or "")), pattern.callback
        else:
            deeper = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from views(pattern, deeper)


def send(city, role, method, path, **more):
    """Its answer, with the cookies of a role and without a token; what it changed is undone."""
    with transaction.atomic():
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.cookies = SimpleCookie(city.cookies[role])
        response = getattr(client, method)(path, **more)
        transaction.set_rollback(True)
    return response


def test_every_address_refuses_what_comes_without_a_token():
    city, asked, taken = City(), 0, []
    for name, route in addresses():
        if name.startswith(EXEMPT):
            continue
        path = city.path(name, route)
        for role, method in TRIED:
            asked += 1
            response = send(city, role, method, path)
            if response.status_code != 403:
                taken.append((name, role, method, response.status_code))
    assert not taken
    assert asked > 900


def test_what_htmx_sends_without_a_token_is_refused_too():
    """Its header says who asks, and proves nothing."""
    city = City()
    headers = {"HX-Request": "true"}
    for path in ("/answers/undo/", "/me/", "/questions/founder.born_on/"):
        assert send(city, "owner", "post", path, headers=headers).status_code == 403


def test_the_token_of_a_page_is_taken():
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/questions/founder.born_on/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    in_header = re.search(r"""hx-headers='{"x-csrftoken": "(\w+)"}'""", page)
    assert in_header, "the body gives htmx its token"
    for more in (
        {"data": {"csrfmiddlewaretoken": token}},
        {"headers": {"X-CSRFToken": in_header[1]}},
    ):
        assert strict.post("/answers/undo/", **more).status_code != 403


def test_the_list_of_what_is_exempt_is_whole():
    exempt = {name for name, view in views() if getattr(view, "csrf_exempt", False)}
    assert exempt
    assert {name for name in exempt if not name.startswith(EXEMPT)} == set()
    assert sum(not name.startswith("api-1:") for name in exempt) == 1
    names = f"{CsrfViewMiddleware.__module__}.{CsrfViewMiddleware.__name__}"
    assert settings.MIDDLEWARE.count(names) == 1


def test_the_api_neither_reads_nor_sets_a_cookie():
    city = City()
    body = {"data": {"facts": {}}, "content_type": "application/json"}
    answers = [
        send(city, role, "post", "/api/v1/evaluations", **body) for role in ("anonymous", "owner")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].content == answers[1].content
    for answer in answers:
        assert not answer.cookies
        assert "cookie" not in answer.get("Vary", "").lower()
