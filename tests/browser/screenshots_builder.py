"""Pictures of the pages of a policy officer, in both languages and widths.

Not collected by itself: ``pytest tests/browser/screenshots_builder.py`` writes them.
"""

import re

import pytest

from tests.accounts import browser_login
from tests.applicants.factories import UserFactory
from tests.browser.pages import OFFICER, SIZES
from tests.browser.screenshots import FOLDER


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", SIZES)
def test_take(page, live_server, shipped, width, language):
    FOLDER.mkdir(parents=True, exist_ok=True)
    browser_login(page, live_server, UserFactory(staff=True, is_superuser=True))
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    for kind in OFFICER:
        page.goto(live_server.url + kind.path)
        name = re.sub(r"\W+", "-", kind.path).strip("-")
        page.screenshot(path=FOLDER / f"{name}-{width}-{language}.png", full_page=True)
