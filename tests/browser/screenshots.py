"""Pictures of every kind of page without an account, in both languages, themes and widths.

Not collected by itself: ``pytest tests/browser/screenshots.py`` writes to ``var/screenshots``. The
pages are those of the table that all of them are checked by, first empty, then with answers.
"""

import re
from pathlib import Path

import pytest

from tests.browser.pages import NEW, OPEN, SIZES
from tests.browser.test_journey import answer_all

FOLDER = Path(__file__).parents[2] / "var" / "screenshots"


def take(page, site, kinds, prefix, suffix):
    """One picture for each kind of page."""
    for kind in kinds:
        path = kind.path.replace("{system}", "tech-deputies")
        page.goto(site + path)
        if kind.step:
            kind.step(page)
        step = f"-{kind.step.__name__}" if kind.step else ""
        name = re.sub(r"\W+", "-", path).strip("-") or "start"
        page.screenshot(
            path=FOLDER / f"{prefix}{name}{step}-{suffix}.png", full_page=True, caret="initial"
        )


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", SIZES)
def test_take(page, live_server, settings, width, language, scheme):
    settings.SITE_URL = live_server.url
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    suffix = f"{width}-{language}-{scheme}"
    take(page, live_server.url, NEW, "empty-", suffix)
    answer_all(page, live_server.url)
    take(page, live_server.url, OPEN, "", suffix)
