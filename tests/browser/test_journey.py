"""The founder's way in Chromium at 375 px: with scripts, without, by keyboard, for everybody."""

import re

import pytest
from playwright.sync_api import expect

from leqing.budgets import middleware
from leqing.budgets.buckets import Bucket
from tests.browser.pages import OPEN
from tests.browser.visiting import allow_sensitive
from tests.policies.pages.founder import FOUNDER

pytestmark = pytest.mark.usefixtures("shipped")
PATHS = [kind.path for kind in OPEN if kind.step is None and "{" not in kind.path]


@pytest.fixture
def site(live_server):
    return live_server.url


@pytest.fixture(autouse=True)
def allowed(page, site):
    """These walks are not about the consent; tests of pages and of the worked examples are."""
    allow_sensitive(page, site)


def answer_all(page, site):
    """The founder's answers, posted in the session of this browser."""
    page.goto(f"{site}/questions/founder.degree/")
    token = page.locator("#question input[name=csrfmiddlewaretoken]").input_value()
    for name, typed in FOUNDER.items():  # `back` spares the search for the next question
        chosen = typed if isinstance(typed, list) else [typed]
        body = "&".join(["back=answers", "sensitive=on", *(f"answer={each}" for each in chosen)])
        response = page.request.post(
            f"{site}/questions/{name}/",
            data=f"csrfmiddlewaretoken={token}&{body}".encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            max_redirects=0,
        )
        assert response.status == 302, name


def walk(page, site, *, scripted):
    """From the first page through some questions to a programme, as a person would."""
    page.goto(site)
    page.get_by_role("link", name="开始").click()
    expect(page.get_by_role("heading", name="你是哪一种情况？")).to_be_visible()
    page.get_by_label("准备创业").check()
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", name="你是哪一种情况？")).not_to_be_visible()
    expect(page.locator("#status")).to_contain_text("已判定" if scripted else "")
    assert bool(page.locator("#status").inner_text()) is scripted
    skipped = page.url
    page.get_by_role("button", name="不清楚，先跳过").click()
    page.wait_for_url(lambda url: url != skipped)
    page.goto(f"{site}/questions/founder.born_on/")
    page.get_by_label("你是哪一天出生的？").fill("昨天")
    page.get_by_role("button", name="继续").click()
    expect(page.locator("#id_answer_error")).to_contain_text("看不懂这个日期")
    expect(page.get_by_label("你是哪一天出生的？")).to_have_value("昨天")
    page.get_by_label("你是哪一天出生的？").fill("1999年3月2日")
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".last")).to_contain_text("1999 年 3 月 2 日")
    page.get_by_role("link", name="看目前的结果").click()
    expect(page.get_by_role("heading", name="你的结果")).to_be_visible()
    page.locator(".card a").first.click()
    expect(page.get_by_role("heading", name="我符合吗")).to_be_visible()


def test_the_way_with_scripts(page, site):
    walk(page, site, scripted=True)


@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}], indirect=True)
def test_the_way_without_scripts(page, site):
    walk(page, site, scripted=False)


def test_an_answer_swaps_the_question_and_moves_the_reader(page, site):
    page.goto(f"{site}/questions/audience/")
    page.evaluate("window.stayed = true")
    page.get_by_label("已经有公司或个体户").check()
    page.get_by_role("button", name="继续").click()
    page.wait_for_url(re.compile(r"/questions/(?!audience)"))
    assert page.evaluate("window.stayed")  # the page itself was not loaded again
    expect(page.locator("#question-title")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("已判定")
    assert page.title().startswith(page.locator("#question-title").inner_text().strip())


def test_back_leads_to_the_question_before(page, site):
    page.goto(f"{site}/questions/audience/")
    page.get_by_label("已经有公司或个体户").check()
    page.get_by_role("button", name="继续").click()
    page.wait_for_url(re.compile(r"/questions/(?!audience)"))
    page.go_back()
    expect(page.get_by_role("heading", name="你是哪一种情况？")).to_be_visible()
    expect(page.locator(".site-header")).to_be_visible()
    expect(page.get_by_label("已经有公司或个体户")).to_be_checked()


def test_an_error_is_where_the_reader_is_put(page, site):
    page.goto(f"{site}/questions/founder.born_on/")
    page.get_by_role("textbox").fill("昨天")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(page.get_by_role("textbox")).to_have_value("昨天")
    expect(page.get_by_role("textbox")).to_have_accessible_description(re.compile("看不懂这个日期"))


def test_a_lost_connection_is_told_and_the_answer_kept(page, site):
    page.goto(f"{site}/questions/founder.born_on/")
    page.get_by_role("textbox").fill("1999-03-02")
    page.context.set_offline(True)
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("没有连上网络")
    expect(page.get_by_role("textbox")).to_have_value("1999-03-02")
    page.context.set_offline(False)
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".last")).to_contain_text("1999 年 3 月 2 日")


def test_a_used_up_budget_is_told_and_the_answer_kept(page, site, settings, monkeypatch):
    monkeypatch.setattr(middleware, "OF_ADDRESS", Bucket(size=1, refill=0.001))
    settings.BUDGETS = 100
    page.goto(f"{site}/questions/founder.born_on/")
    page.get_by_role("textbox").fill("1999-03-02")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("现在请求较多")
    expect(page.get_by_role("textbox")).to_have_value("1999-03-02")
    settings.BUDGETS = 0
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".last")).to_contain_text("1999 年 3 月 2 日")


def test_the_language_changes_in_place(page, site):
    page.goto(f"{site}/questions/audience/")
    page.get_by_role("button", name="不清楚，先跳过").click()
    page.wait_for_url(re.compile(r"/questions/(?!audience)"))
    place = page.url
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="中文")).to_be_visible()
    assert page.url == place
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("back", ["", "?back=answers"])
@pytest.mark.parametrize(
    "browser_context_args",
    [{}, {"java_script_enabled": False}],
    ids=["", "without scripts"],
    indirect=True,
)
def test_what_is_half_typed_stays_in_the_other_language(page, site, back):
    place = f"{site}/questions/founder.born_on/{back}"
    page.goto(place)
    page.get_by_role("textbox").fill("1999年3")
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == place
    expect(page.get_by_role("textbox")).to_have_value("1999年3")
    expect(page.locator("[aria-invalid]")).to_have_count(0)
    page.get_by_role("textbox").press("Enter")  # answers; it does not change the language again
    page.wait_for_url(lambda url: "born_on" not in url)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_keyboard_alone_is_enough(page, site):
    page.goto(site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="开始")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="你是哪一种情况？")).to_be_visible()
    box = page.get_by_label("已经有公司或个体户")
    tab_to(page, box)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="继续"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/questions/(?!audience)"))
    tab_to(page, page.get_by_role("button", name="不清楚，先跳过"))
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"


def tab_to(page, target):
    for _ in range(30):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached by Tab")


def open_all_details(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_wider_than_a_small_phone(page, site, language):
    page.set_viewport_size({"width": 320, "height": 640})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    answer_all(page, site)
    for path in PATHS:
        page.goto(site + path)
        open_all_details(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_what_is_touched_is_large_enough(page, site):
    answer_all(page, site)
    for path in PATHS:
        page.goto(site + path)
        assert not page.evaluate(SMALL), path


# Controls and links less than 44 px high, but links within a sentence, which WCAG excepts.
SMALL = """
[...document.querySelectorAll("button, summary, select, input[type=text], label:has(input), a")]
  .filter((each) => each.checkVisibility() && !each.matches(".skip-link, .hidden-visually"))
  .filter((each) => !(each.tagName === "A" && getComputedStyle(each).display === "inline"))
  .filter((each) => each.getBoundingClientRect().height < 43.5)
  .map((each) => each.outerHTML.slice(0, 80))
"""


def test_a_programme_prints_without_the_site_around_it(page, site):
    answer_all(page, site)
    page.goto(f"{site}/programmes/national-tech-sme/")
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".citation p").first).to_be_visible()
