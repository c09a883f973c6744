"""Every page of staff on a phone: nothing is wider than the screen, and buttons can be reached."""

import pytest

from applicants.services.reviewing import request_supplement
from tests.accounts import browser_login
from tests.applicants.access import City, addresses
from tests.applicants.factories import DAY

pytestmark = pytest.mark.usefixtures("city")
WIDTH = 375
NO_PAGE = (
    "admin:applicants_application_file",
    "admin:jsi18n",
    "admin:autocomplete",
    "admin:logout",
)
# What is pressed, outside of boxes that scroll by themselves.
OUT_OF_REACH = """width => {
  const scrolls = (part) => part.scrollWidth > part.clientWidth + 1
    && /auto|scroll/.test(getComputedStyle(part).overflowX);
  const isHidden = (each) => !each.checkVisibility({visibilityProperty: true})
    || each.getBoundingClientRect().width < 2
    || each.closest(".hidden-visually, .visually-hidden, .skip-link, .skip-to-content-link");
  const isOut = (each) => {
    for (let part = each.parentElement; part; part = part.parentElement)
      if (scrolls(part)) return false;
    const {left, right} = each.getBoundingClientRect();
    return left < -1 || right > width + 1;
  };
  return [...document.querySelectorAll("button, [type=submit], a.button")]
    .filter((each) => !isHidden(each) && isOut(each))
    .map((each) => each.outerHTML.slice(0, 120));
}"""
LONG = "W" * 58  # without a place at which a line could break


def faults(page, name):
    """What is wider than the screen, and what cannot be pressed."""
    width = page.evaluate("document.documentElement.scrollWidth")
    wide = [(name, f"{width} px wide")] if width > WIDTH else []
    return wide + [(name, each) for each in page.evaluate(OUT_OF_REACH, WIDTH)]


def with_long_words(city):
    """Names, addresses and opinions as long as they may be."""
    owner = city.people["owner"]
    owner.username, owner.email = LONG, f"{LONG}@{LONG}.example"
    owner.save()
    city.owner.name = LONG
    city.owner.save()
    step = city.application
    request_supplement(
        application_id=step.pk,
        version=step.version,
        wanted=LONG * 3,
        working_days=5,
        actor=city.people["reviewer"],
        on=DAY,
    )


def test_every_page_fits_and_its_buttons_can_be_reached(page, live_server):
    city, found, looked_at = City(), [], 0
    with_long_words(city)
    browser_login(page, live_server, city.people["superuser"])
    page.set_viewport_size({"width": WIDTH, "height": 812})
    for name, route in addresses():
        if not name.startswith(("admin:", "mfa")) or name in NO_PAGE:
            continue
        answer = page.goto(live_server.url + city.path(name, route))
        if answer.status == 200:
            looked_at += 1
            found += faults(page, name)
    assert not found, "\n".join(map(str, found))
    assert looked_at > 70


def test_what_does_not_fit_is_found(page):
    page.set_viewport_size({"width": WIDTH, "height": 812})
    page.set_content("<button id=wide>here</button>")
    assert not faults(page, "page")
    page.evaluate("document.getElementById('wide').style.marginLeft = '400px'")
    assert len(faults(page, "page")) == 2
