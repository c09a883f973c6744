"""A policy officer writes an edition in the browser; a founder meets it."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from policies.models import Draft, Edition
from policies.rules.reading import read_document_text
from policies.services import load_catalogue
from policies.services.drafting import start_draft
from tests.accounts import browser_login
from tests.applicants.factories import UserFactory
from tests.browser.hands import Hands
from tests.browser.visiting import allow_sensitive
from tests.policies.small import texts

MOST_INTERACTIONS = 40
DESK = {"viewport": {"width": 1280, "height": 900}}
at_a_desk = pytest.mark.parametrize("browser_context_args", [DESK], indirect=True)


@pytest.fixture
def officer(transactional_db):
    load_catalogue(texts())
    return UserFactory(staff=True, is_superuser=True, first_name="示例政策人员")


@pytest.fixture
def open_draft(page, live_server, officer):
    """A draft from nothing in the builder, at a section."""
    browser_login(page, live_server, officer)
    draft = start_draft(by=officer)

    def go(section):
        page.goto(f"{live_server.url}/admin/policies/draft/{draft.pk}/build/?section={section}")
        return draft

    return go


def plain_of(draft):
    draft.refresh_from_db()
    return read_document_text(draft.text)


@at_a_desk
def test_from_an_empty_draft_to_a_programme_that_asks_a_founder(
    page, live_server, officer, browser, capsys
):
    today = timezone.localdate()
    browser_login(page, live_server, officer)
    page.goto(f"{live_server.url}/admin/policies/draft/")
    hands = Hands(page)
    hands.click("从空白写新版本")
    write_basics(hands, today)
    write_source(hands)
    write_fact(hands)
    hands.turn_to("申报条件")
    hands.click("增加条件")
    hands.settled()
    hands.fill("事实", "夜市摊位数 · enterprise.night_stalls")
    hands.choose("怎样比较", "不少于 …")
    hands.fill("比较值", "3")
    expect(page.locator("#aside")).to_contain_text("夜市摊位数不低于 3")
    expect(page.locator("#aside")).to_contain_text("Night stalls: at least 3")
    hands.turn_to("支持内容")
    hands.click("增加：支持内容")
    hands.settled()
    hands.fill("金额或数量", "5万")
    hands.turn_to("示例")
    hands.click("全部采用")
    hands.settled()
    expect(page.locator("#section")).to_contain_text("✓")
    assert page.get_by_role("button", name="提出发布").count() == 0  # by no person's reckoning
    write_example(hands)
    hands.click("提出发布")
    expect(page.locator(".messagelist")).to_contain_text("另一个人")
    assert page.get_by_role("button", name="批准并发布").count() == 0  # not by oneself
    second = UserFactory(staff=True, is_superuser=True, first_name="示例审批人员")
    browser_login(page, live_server, second)
    page.reload()
    hands.click("批准并发布")
    expect(page.locator(".messagelist")).to_contain_text("已发布")
    with capsys.disabled():
        print(f"\nfrom an empty draft to a published edition: {hands.count} interactions")  # noqa: T201
    assert hands.count < MOST_INTERACTIONS
    edition = Edition.objects.published().get(programme__slug="night-market")
    assert (edition.proposed_by, edition.approved_by) == (officer, second)
    meet_as_a_founder(browser, live_server)


def write_example(hands):
    """What somebody eligible gets, as a person reckons it."""
    hands.click("写一个“符合”的示例")
    hands.settled()
    hands.fill(
        "增加一个事实", "夜市摊位数 · enterprise.night_stalls", hands.page.locator(".card").last
    )
    card = hands.page.locator(".card").last
    hands.fill("夜市摊位数", "5", card)
    hands.fill("金额", "5万", card)


def write_basics(hands, today):
    hands.fill("项目标识", "night-market")
    hands.fill("版本名称", "2026")
    hands.fill("中文", "夜市摊位补贴")
    hands.fill("English", "Night market grant")
    hands.fill("部门", "共青团 · youth-league")
    hands.tick("企业")
    hands.choose("类别", "补贴")
    hands.fill("起始日", today.isoformat())


def write_source(hands):
    hands.turn_to("依据文件")
    hands.click("增加：出处")
    hands.settled()
    hands.fill("中文", "示例通知")
    hands.fill("English", "Example notice")


def write_fact(hands):
    hands.turn_to("新增事实")
    hands.fill("标识，例如 enterprise.has_office", "enterprise.night_stalls")
    hands.click("增加：新增事实")
    hands.settled()
    card = hands.page.locator(".card").first
    hands.choose("类型", "整数", within=card)
    name, question = card.get_by_role("group", name="名称"), card.get_by_role("group", name="提问")
    hands.fill("中文", "夜市摊位数", within=name)
    hands.fill("English", "Night stalls", within=name)
    hands.fill("中文", "你有几个夜市摊位？", within=question)
    hands.fill("English", "How many night stalls do you have?", within=question)


def meet_as_a_founder(browser, live_server):
    """Somebody with a company sees the programme and is asked the new fact."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/programmes/night-market/")
    expect(page.get_by_role("heading", name="夜市摊位补贴").first).to_be_visible()
    page.goto(f"{live_server.url}/questions/enterprise.night_stalls/")
    expect(page.get_by_text("你有几个夜市摊位？").first).to_be_visible()
    allow_sensitive(page, live_server.url)
    page.goto(f"{live_server.url}/questions/")
    for _ in range(12):
        if "enterprise.night_stalls" in page.url:
            break
        old = page.url
        page.get_by_role("button", name="不清楚，先跳过").click()
        page.wait_for_url(lambda url, old=old: url != old)
    assert "enterprise.night_stalls" in page.url
    page.locator("input[name=answer]").fill("4")
    page.get_by_role("button", name="继续").click()
    page.goto(f"{live_server.url}/results/")
    expect(page.get_by_role("link", name="夜市摊位补贴").first).to_be_visible()
    context.close()


@at_a_desk
def test_a_criterion_by_the_keyboard_alone(page, open_draft):
    draft = open_draft("conditions")
    tab_to(page, "增加条件")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "subject")
    page.keyboard.press("Tab")
    page.keyboard.type("enterprise.staff")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "operator")
    expect(page.locator("[name=operator] option[value=at_least]")).to_have_count(1)
    while page.locator("[name=operator]").input_value() != "at_least":
        page.keyboard.press("ArrowDown")
        Hands(page).settled()
        expect(page.locator(":focus")).to_have_attribute("name", "operator")
    expect(page.locator("[name=value]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    expect(page.locator("#aside")).to_contain_text("员工人数不低于 3")
    assert plain_of(draft)["eligibility"]["all"][0]["at_least"] == 3


@at_a_desk
def test_undoing_by_the_keyboard(page, open_draft):
    draft = open_draft("conditions")
    tab_to(page, "增加条件")
    page.keyboard.press("Alt+c")
    expect(page.locator(".node.leaf")).to_have_count(1)
    page.keyboard.press("Alt+z")
    expect(page.locator(".node.leaf")).to_have_count(0)
    assert plain_of(draft)["eligibility"] == {"all": []}
    page.keyboard.press("Alt+y")
    expect(page.locator(".node.leaf")).to_have_count(1)
    expect(page.locator("#step-redo")).to_be_disabled()
    page.keyboard.press("Alt+y")  # nothing is left to redo, so nothing happens
    expect(page.locator(".node.leaf")).to_have_count(1)
    assert len(plain_of(draft)["eligibility"]["all"]) == 1


@at_a_desk
def test_moving_and_removing_by_the_keyboard(page, open_draft):
    draft = open_draft("conditions")
    hands = Hands(page)
    tab_to(page, "增加条件")
    page.keyboard.press("Alt+c")
    hands.settled()
    page.keyboard.press("Alt+c")
    expect(page.locator(".node.leaf")).to_have_count(2)
    hands.fill("事实", "enterprise.staff", within=page.locator(".node.leaf").nth(1))
    page.locator(".node.leaf").nth(1).get_by_label("事实", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    hands.settled()
    assert plain_of(draft)["eligibility"]["all"][0]["fact"] == "enterprise.staff"
    expect(page.locator(".node.leaf").first.locator(":focus")).to_have_count(1)
    page.keyboard.press("Alt+Delete")
    expect(page.locator(".node.leaf")).to_have_count(1)
    assert plain_of(draft)["eligibility"]["all"][0]["fact"] == ""


@pytest.fixture
def formula(page, open_draft):
    """A formula of a criterion, with the focus in it."""
    draft = open_draft("conditions")
    hands = Hands(page)
    hands.click("增加条件")
    hands.settled()
    hands.choose("看什么", "公式")
    field = page.get_by_role("textbox", name="公式", exact=True)
    field.focus()
    return draft, field


def axe_of(page):
    """What axe-core has to say of the page, opened or not."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], node["html"][:80]) for each in found for node in each["nodes"]]


@at_a_desk
def test_a_formula_is_completed_by_the_keyboard(page, formula):
    draft, field = formula
    options = page.get_by_role("listbox", name="合适的名称").get_by_role("option")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    expect(field).to_have_attribute("aria-controls", "completion")
    page.keyboard.type("sta")
    expect(field).to_have_attribute("aria-activedescendant", "completion-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    count = options.count()
    expect(page.locator("#fitting")).to_contain_text(f"有 {count} 个合适的名称")
    assert not axe_of(page)
    page.keyboard.press("ArrowUp")
    expect(field).to_have_attribute("aria-activedescendant", f"completion-{count - 1}")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "completion-0")
    name = options.first.get_attribute("data-name")
    page.keyboard.press("Enter")
    expect(field).to_have_value(name)
    expect(page.locator("#completion")).to_be_hidden()
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.type(" + 1")
    page.keyboard.press("Tab")
    Hands(page).settled()
    assert plain_of(draft)["eligibility"]["all"][0]["formula"] == f"{name} + 1"


@at_a_desk
def test_names_of_a_formula_are_found_by_their_words_and_by_asking(page, formula):
    _draft, field = formula
    options = page.locator("#completion").get_by_role("option")
    page.keyboard.press("Control+Space")
    expect(options).to_have_count(8)
    page.keyboard.press("Escape")
    expect(page.locator("#completion")).to_be_hidden()
    page.keyboard.insert_text("员工")
    expect(options.first).to_contain_text("enterprise.staff")
    page.keyboard.press("Enter")
    expect(field).to_have_value("enterprise.staff")


@at_a_desk
def test_what_was_typed_stays_where_no_name_is_taken(page, formula):
    draft, field = formula
    page.keyboard.type("sta")
    expect(page.locator("#completion")).to_be_visible()
    page.keyboard.press("Tab")
    Hands(page).settled()
    expect(page.locator("#completion")).to_be_hidden()
    expect(field).to_have_value("sta")
    assert plain_of(draft)["eligibility"]["all"][0]["formula"] == "sta"


def tab_to(page, name):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == name:
            return
    raise AssertionError(f"{name} is not reached by the Tab key")


@at_a_desk
def test_two_editors_are_told_and_overwrite_nothing(page, live_server, open_draft, browser):
    draft = open_draft("basics")
    other = UserFactory(staff=True, is_superuser=True, first_name="另一位")
    context = browser.new_context(locale="zh-CN", **DESK)
    second = context.new_page()
    browser_login(second, live_server, other)
    second.goto(page.url)
    expect(second.locator("#others")).to_contain_text("示例政策人员")
    mine, theirs = Hands(page), Hands(second)
    theirs.fill("项目标识", "night-market")
    mine.fill("版本名称", "2027")
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("另一位")
    expect(conflict).to_contain_text("night-market")
    expect(conflict).to_contain_text("2027")
    expect(page.get_by_label("版本名称", exact=True)).to_have_value("2027")
    assert plain_of(draft)["edition"] == ""
    mine.click("在对方的基础上再做我的修改")
    expect(page.get_by_label("项目标识", exact=True)).to_have_value("night-market")
    assert plain_of(draft)["edition"] == "2027"
    assert plain_of(draft)["programme"] == "night-market"
    context.close()


@pytest.mark.parametrize(
    "browser_context_args", [{**DESK, "java_script_enabled": False}], indirect=True
)
def test_without_scripts(page, open_draft):
    draft = open_draft("conditions")
    page.get_by_role("button", name="增加条件").click()
    page.get_by_label("事实", exact=True).fill("enterprise.staff")
    page.locator(".node.leaf").get_by_role("button", name="保存").click()
    page.get_by_label("怎样比较", exact=True).select_option(value="at_least")
    page.locator(".node.leaf").get_by_role("button", name="保存").click()
    page.get_by_label("比较值", exact=True).fill("3")
    page.locator(".node.leaf").get_by_role("button", name="保存").click()
    expect(page.locator("#aside")).to_contain_text("员工人数不低于 3")
    page.locator(".node.leaf").get_by_role("button", name="移除").click()
    assert plain_of(draft)["eligibility"] == {"all": []}
    page.get_by_role("button", name="撤销").click()
    assert plain_of(draft)["eligibility"]["all"][0]["at_least"] == 3


def test_a_draft_that_was_put_away_is_gone_from_the_list(admin_client, officer):
    draft = start_draft(by=officer)
    admin_client.post(
        f"/admin/policies/draft/{draft.pk}/build/step/",
        {"step": "discard", "version": draft.version},
    )
    draft.refresh_from_db()
    assert draft.state == Draft.State.DISCARDED
    assert timezone.now() - draft.edited_at < timedelta(minutes=5)
