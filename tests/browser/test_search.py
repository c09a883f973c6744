"""Searching in a real browser: typing, filters, the keyboard."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("shipped")


def test_typing_searches_and_keeps_the_focus(page, live_server, axe):
    page.goto(f"{live_server.url}/programmes/")
    field = page.get_by_role("searchbox")
    field.press_sequentially("qczj", delay=30)
    expect(page.locator("#found mark").first).to_have_text("青创之家")
    expect(page).to_have_url(re.compile(r"/programmes/\?q=qczj$"))
    expect(field).to_be_focused()
    expect(page.locator("#count")).to_contain_text("qczj")
    axe(page)


def test_a_filter_stays_while_one_types_and_back_leads_back(page, live_server):
    page.goto(f"{live_server.url}/programmes/")
    page.locator(".facets > summary").click()
    page.locator("#facet-audience-person").click()
    expect(page).to_have_url(re.compile(r"\?audience=person$"))
    page.get_by_role("searchbox").press_sequentially("租房")
    expect(page).to_have_url(re.compile(r"q=.*&audience=person$"))
    expect(page.locator("#found .card").first).to_contain_text("租房")
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?audience=person$"))


@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_button_searches(page, live_server):
    page.goto(f"{live_server.url}/programmes/?audience=person")
    page.get_by_role("searchbox").fill("zufang")
    page.locator("#search button").click()
    expect(page).to_have_url(re.compile(r"q=zufang"))
    assert "audience=person" in page.url
    expect(page.locator("#found mark").first).to_be_visible()


def test_at_a_desk_the_filters_are_at_the_side_and_open(page, live_server):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}/programmes/")
    expect(page.locator("#facet-audience-person")).to_be_visible()
    facets, cards = (
        page.locator(".facets").bounding_box(),
        page.locator(".browse-list").bounding_box(),
    )
    assert facets["x"] > cards["x"] + cards["width"]
