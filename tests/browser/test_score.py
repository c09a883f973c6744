"""Trying figures of a score in a real browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("shipped")
STAFF = "#what-if-enterprise\\.staff_total"
VALUE_ADDED = "#what-if-enterprise\\.value_added_last_year"


def test_figures_work_out_while_one_types_and_are_not_kept(page, live_server, axe):
    page.goto(f"{live_server.url}/land-score/")
    total = page.locator("#score .verdict")
    before = total.inner_text()
    page.locator(".figures > summary").click()
    page.locator(".figures details > summary").click()
    page.locator(VALUE_ADDED).press_sequentially("5200万")
    page.locator(STAFF).press_sequentially("240")
    expect(total).not_to_have_text(before)
    expect(page.locator(STAFF)).to_be_focused()
    expect(page.locator("#score .bars")).to_contain_text("6.37 / 8")
    axe(page)
    tried = total.inner_text()
    page.goto(f"{live_server.url}/land-score/")
    expect(page.locator("#score .verdict")).to_have_text(before)
    assert tried != before


@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_figures_are_tried_and_then_kept(page, live_server):
    page.goto(f"{live_server.url}/land-score/")
    page.locator(".figures > summary").click()
    page.locator("#what-if-enterprise\\.grade").select_option("A")
    page.locator(".what-if-form button").click()
    expect(page.locator("#score .bars")).to_contain_text("5 / 5")
    expect(page).to_have_url(re.compile("/land-score/$"))
    page.locator("#score form button").click()
    expect(page).to_have_url(re.compile("/land-score/$"))
    expect(page.locator("#score .bars")).to_contain_text("5 / 5")
