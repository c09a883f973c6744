"""Fixtures that all tests share.

`admin_client` and `htmx_client`, and a browser with `page`, `live_server`, `axe`.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.accounts import staff_login
from tests.chromium import CHROMIUM, QUIET


def pytest_configure():
    """No strong hash for accounts of tests; no list of static files for each of their clients.

    No budgets either: all tests come from one address.
    """
    settings.BUDGETS = 0
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items):
    """Tests with a browser get a real database that both threads see, and the mark `browser`."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.fail("No Chromium: scripts/packages.sh says how to get one.")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A phone of 375 px that asks for Chinese; a test may set its own size and language."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 375, "height": 812},
    }


@pytest.fixture
def page(page):
    """A page that fails the test on a script error, a breach of the policy, a file not found."""
    cache.clear()  # counters of tries outlive a test that commits
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    page.on(
        "response",
        lambda response: (
            troubles.append(f"{response.status} {response.url}")
            if "/static/" in response.url and response.status >= 400
            else None
        ),
    )
    yield page
    assert not troubles


@pytest.fixture
def axe():
    """Checks a page for accessibility: `axe(page)` raises with what is wrong."""

    def check(page):
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture
def admin_client(admin_user):
    """A client of a superuser who gave password and code."""
    client = Client()
    staff_login(client, admin_user)
    return client


@pytest.fixture
def htmx_client():
    """A client whose requests say that htmx makes them."""
    return Client(headers={"HX-Request": "true"})
