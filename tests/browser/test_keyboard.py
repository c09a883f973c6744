"""The whole way with the keyboard alone: no pointer, focus always seen and never lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import answer_all
from tests.browser.visiting import allow_sensitive

pytestmark = pytest.mark.usefixtures("shipped")
MOST_TABS = 120
# What has the focus, and whether one sees it: a ring around itself or what stands for it.
FOCUSED = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const seen = (one) => one && getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const box = each.getBoundingClientRect();
  return {
    name: (each.innerText || each.getAttribute("aria-label") || each.id || each.name || "").trim(),
    ring: seen(each) || seen(each.closest("label")),
    shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


IN_QUESTION = "#question:focus, #question :focus"
SHOWN = f"() => {{ const stop = ({FOCUSED})(); return !stop || stop.shown; }}"


@pytest.fixture(autouse=True)
def allowed(page, live_server):
    """The consent is not what these are about."""
    allow_sensitive(page, live_server.url)


def tab_to(page, locator):
    """Press Tab until an element has the focus; each stop on the way must be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is not None:
            assert stop["ring"], stop
            page.wait_for_function(SHOWN)
        if locator.evaluate("(each) => each === document.activeElement"):
            return
    raise AssertionError(f"Tab never came to {locator}")


def test_from_the_start_to_a_programme(page, live_server):
    page.goto(live_server.url)
    tab_to(page, page.locator("main a.button").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/questions/audience/"))
    tab_to(page, page.locator("#question input[name=answer]").first)
    page.keyboard.press("Space")
    expect(page.locator("#question input[name=answer]").first).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(r"/questions/audience/"))
    expect(page.locator("#question-title")).to_be_focused()  # comes after the address
    tab_to(page, page.locator(".site-nav a", has_text="结果"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/results/"))
    programme = page.locator("main a[href^='/programmes/']:visible").first
    tab_to(page, programme)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/programmes/[\w-]+/"))


def test_the_skip_link_is_first_and_leads_past_the_navigation(page, live_server):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    assert page.evaluate(FOCUSED)["shown"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main a.button").first).to_be_focused()


def test_the_focus_comes_along_to_the_next_question(page, live_server):
    page.goto(f"{live_server.url}/questions/founder.born_on/")
    field = page.locator("#question form input[name=answer]")
    tab_to(page, field)
    page.keyboard.type("1999-03-02")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(r"founder\.born_on"))
    expect(page.locator(IN_QUESTION)).to_have_count(1)


def test_an_error_is_announced_and_belongs_to_its_field(page, live_server):
    page.goto(f"{live_server.url}/questions/founder.born_on/")
    field = page.locator("#question form input[name=answer]")
    tab_to(page, field)
    page.keyboard.type("昨天")
    page.keyboard.press("Enter")
    error = page.locator("#id_answer_error")
    expect(error).to_be_visible()
    assert "id_answer_error" in field.get_attribute("aria-describedby").split()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(IN_QUESTION)).to_have_count(1)


def test_a_filter_of_the_results_keeps_the_focus(page, live_server):
    answer_all(page, live_server.url)
    page.goto(f"{live_server.url}/results/")
    tab_to(page, page.locator(".filters > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".filters input[name=open]"))
    with page.expect_response(re.compile(r"open=1")):
        page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"open=1"))
    expect(page.locator(".filters input[name=open]")).to_be_focused()


def test_a_changed_figure_keeps_the_focus(page, live_server):
    page.goto(f"{live_server.url}/land-score/")
    field = page.locator("#what-if input:visible").first
    tab_to(page, field)
    name = field.get_attribute("name")
    with page.expect_response(re.compile(r"/(land-)?score/$")):
        page.keyboard.type("1")
    expect(page.locator(f"#what-if [name='{name}']").first).to_be_focused()
