"""The worked examples as journeys: a founder, a firm and an expert, with and without scripts."""

import pytest

from policies.views import asking
from tests.browser.visiting import answer_what_is_asked
from tests.worked_examples import ENTERPRISE, EXPERT, FOUNDER, ON

VISITORS = {"founder": FOUNDER, "enterprise": ENTERPRISE, "expert": EXPERT}


@pytest.fixture
def site(shipped, monkeypatch, live_server):
    """The shipped catalogue on the day of the examples."""
    monkeypatch.setattr(asking, "today", lambda: ON)
    return live_server.url


@pytest.mark.parametrize("who", VISITORS)
def test_the_way_with_scripts(page, site, who):
    order = answer_what_is_asked(page, site, VISITORS[who])
    assert order[0] == "audience"
