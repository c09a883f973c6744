"""Results, days and sets in Chromium at 375 px, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import SMALL, answer_all

pytestmark = pytest.mark.usefixtures("shipped")
PLACES = ("/results/", "/results/?sort=effort&open=1", "/plan/", "/bundle/", "/results/share/")


@pytest.fixture
def site(live_server, settings):
    """Where the pages are, for links as well that they give away."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def founder(page, site):
    """A page in whose session answers lie."""
    answer_all(page, site)
    return page


def test_a_box_swaps_the_list_and_the_address_follows(founder, site):
    founder.goto(f"{site}/results/")
    founder.get_by_text("排序和筛选").click()
    before = founder.locator("#board .card").count()
    founder.locator("input[value=talent]").check()
    founder.wait_for_url("**category=talent**")
    expect(founder.locator("#status")).to_contain_text("个项目里有")
    assert 0 < founder.locator("#board .card").count() < before
    assert founder.locator("input[value=talent]").is_checked()
    founder.reload()
    assert founder.locator("input[value=talent]").is_checked()
    founder.locator("#board").get_by_role("link", name="全部清除").click()
    expect(founder.locator("#board .card")).to_have_count(before)


def test_what_would_change_a_no_comes_when_it_is_opened(founder, site):
    founder.goto(f"{site}/results/")
    details = founder.locator("details.change").first
    expect(details.locator("a")).to_have_count(1)
    details.locator("summary").click()
    expect(details.locator("a")).to_have_count(0)
    expect(details.locator("p").first).to_be_visible()


def test_a_link_is_copied_with_one_touch(founder, site):
    founder.context.grant_permissions(["clipboard-read", "clipboard-write"])
    founder.goto(f"{site}/results/share/")
    founder.get_by_role("button", name="复制", exact=True).click()
    expect(founder.get_by_role("button", name="已复制")).to_be_visible()
    copied = founder.evaluate("navigator.clipboard.readText()")
    assert copied == founder.locator("#link").input_value()
    founder.goto(copied)
    expect(founder.get_by_role("heading", name="一份分享的清单")).to_be_visible()


@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(founder, site):
    founder.goto(f"{site}/results/")
    founder.get_by_text("排序和筛选").click()
    founder.locator("input[value=talent]").check()
    founder.get_by_role("button", name="查看").click()
    assert "category=talent" in founder.url
    founder.goto(f"{site}/results/")
    details = founder.locator("details.change").first
    details.locator("summary").click()
    details.get_by_role("link").click()
    assert founder.url.endswith("?changes=1#change")
    section = founder.locator("section", has=founder.locator("#change"))
    expect(section.locator("li, p")).not_to_have_count(0)
    founder.goto(f"{site}/plan/")
    with founder.expect_download() as download:
        founder.get_by_role("link", name="加入日历").first.click()
    assert download.value.suggested_filename.endswith(".ics")
    founder.goto(f"{site}/results/share/")
    assert not founder.get_by_role("button", name="复制", exact=True).is_visible()
    founder.locator("input[value=now]").uncheck()
    founder.get_by_role("button", name="重新生成链接").click()
    assert "group=later" in founder.url


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_wider_than_the_phone_and_all_can_be_touched(founder, site, place):
    founder.set_viewport_size({"width": 375, "height": 812})
    founder.goto(site + place)
    assert founder.evaluate("document.documentElement.scrollWidth") <= 375
    assert founder.evaluate(SMALL) == []
