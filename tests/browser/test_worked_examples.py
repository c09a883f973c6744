"""The worked examples as journeys: a founder, a firm and an expert, with and without scripts."""

import pytest
from playwright.sync_api import expect

from policies.views import asking
from tests.browser.visiting import answer_what_is_asked, groups, volunteer
from tests.worked_examples import ENTERPRISE, EXPERT, FOUNDER, ON

VISITORS = {"founder": FOUNDER, "enterprise": ENTERPRISE, "expert": EXPERT}


@pytest.fixture
def site(shipped, monkeypatch, live_server):
    """The shipped catalogue on the day of the examples."""
    monkeypatch.setattr(asking, "today", lambda: ON)
    return live_server.url


def walk(page, site, visitor):
    """Through all questions to the results, and to the pages behind them."""
    order = answer_what_is_asked(page, site, visitor)
    assert order[0] == "audience"
    volunteer(page, site, visitor, order)
    found = groups(page, site)
    assert {slug: found.get(slug) for slug in visitor.stands} == visitor.stands
    for path, words in visitor.pages.items():
        # what would change a no is searched when it is asked for
        page.goto(f"{site}{path}?changes=1" if path.startswith("/programmes/") else site + path)
        for each in words:
            expect(page.locator("main")).to_contain_text(each)


@pytest.mark.parametrize("who", VISITORS)
def test_the_way_with_scripts(page, site, who):
    walk(page, site, VISITORS[who])


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}], indirect=True)
def test_the_way_without_scripts(page, site, who):
    walk(page, site, VISITORS[who])
