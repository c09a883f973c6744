"""Pictures of the main pages in both languages, themes and widths, to be looked at.

Not collected by itself: ``pytest tests/browser/screenshots.py`` writes to ``var/screenshots``.
"""

from pathlib import Path

import pytest

from tests.browser.test_journey import answer_all

FOLDER = Path(__file__).parents[2] / "var" / "screenshots"
PAGES = {
    "start": "/",
    "question-audience": "/questions/audience/",
    "question-town": "/questions/enterprise.town/",
    "question-date": "/questions/enterprise.registered_on/",
    "question-choice": "/questions/founder.degree/",
    "question-choices": "/questions/founder.key_groups/",
    "question-money": "/questions/enterprise.revenue_last_year/",
    "results": "/results/",
    "programme": "/programmes/job-creation-grant/",
    "programme-score": "/programmes/national-tech-sme/",
    "programme-space": "/programmes/youth-home/",
    "programme-land": "/programmes/data-for-land/",
    "list": "/programmes/",
    "answers": "/answers/",
    "erase": "/answers/erase/",
}


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [375, 1280])
def test_take(page, live_server, width, language, scheme):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 812})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    page.goto(live_server.url)
    page.screenshot(path=FOLDER / f"first-{width}-{language}-{scheme}.png", full_page=True)
    answer_all(page, live_server.url)
    for name, path in PAGES.items():
        page.goto(live_server.url + path)
        page.screenshot(path=FOLDER / f"{name}-{width}-{language}-{scheme}.png", full_page=True)
