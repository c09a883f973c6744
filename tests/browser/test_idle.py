"""Half an hour goes by in each form of staff, and nothing that was typed is lost."""

import re
import time
from datetime import date
from importlib import import_module

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from applicants.models import Application, Membership, UnsentForm
from leqing.accounts.middleware import IDLE, TIMES
from policies.models import Edition, EditionChange, EditionStep
from policies.services.approving import propose_draft
from policies.services.drafting import start_draft, write_draft
from policies.services.repeal import ask_change
from tests.accounts import PASSWORD, browser_login, code_of
from tests.applicants.factories import UserFactory, a_member, an_application, reviewed
from tests.policies.services.test_repeal import yearly

DESK = {"viewport": {"width": 1280, "height": 900}}
pytestmark = [
    pytest.mark.usefixtures("city"),
    pytest.mark.parametrize("browser_context_args", [DESK], indirect=True),
]
LONG = "场地、人数和社保都已核对，" * 60
KEPT = "#content .unsent"
AXE = {"preload": False}  # else it writes a style into pages whose sheets import others


# what is typed where a long text does not fit, or is chosen
SHORT = {
    "[name=first_name]": "示例",
    "[name=name]": "示例审核组",
    "[name=role]": "decider",
}


def an_officer():
    return UserFactory(staff=True, is_superuser=True)


def file_of(application):
    return f"/admin/applicants/application/{application.pk}/change/"


def opinion():
    address = file_of(an_application())
    return a_member(), address, "[name=opinion]", "提交审核意见"


def papers():
    address = file_of(an_application())
    return a_member(), address, "[name=wanted]", "通知申报人补正"


def decision():
    address = file_of(reviewed())
    return a_member(role="decider"), address, "[name=reason]", "通过"


def calendar():
    return an_officer(), "/admin/policies/calendaryear/2027/change/", "[name=source_zh]", "保存"


def whole_text():
    officer = an_officer()
    draft = start_draft(by=officer, edition_id=Edition.objects.get(programme__slug="room").pk)
    return officer, f"/admin/policies/draft/{draft.pk}/build/text/", "#text", "保存文本"


def part_of_a_draft():
    """Sent by itself as soon as one leaves the field."""
    officer = an_officer()
    draft = start_draft(by=officer, edition_id=Edition.objects.get(programme__slug="room").pk)
    address = f"/admin/policies/draft/{draft.pk}/build/"
    return officer, address, "form.fields textarea >> nth=0", ""


def last_day():
    address = f"/admin/policies/edition/{Edition.objects.get(programme__slug='room').pk}/days/"
    return an_officer(), address, "#content textarea >> nth=0", "提出申请"


def sending_back():
    address = file_of(reviewed())
    return a_member(role="decider"), address, "[name=reason]", "退回审核"


def decision_on_a_last_day(button="不批准"):
    edition = Edition.objects.get(programme__slug="room")
    asked = {"kind": EditionChange.Kind.END, "last": date(2030, 1, 1), "reason": "不再需要"}
    ask_change(edition_id=edition.pk, by=an_officer(), **asked)
    return an_officer(), f"/admin/policies/edition/{edition.pk}/days/", "[name=comment]", button


def approval_of_a_last_day():
    return decision_on_a_last_day("批准")


def return_of_a_draft():
    writer = an_officer()
    draft = start_draft(by=writer)
    text = yearly("2030", date(2030, 1, 1), date(2030, 12, 31))
    draft = write_draft(draft_id=draft.pk, version=draft.version, text=text, by=writer)
    propose_draft(draft_id=draft.pk, version=draft.version, by=writer)
    return an_officer(), f"/admin/policies/draft/{draft.pk}/build/", "#comment", "退回"


def reason_of_replacing():
    """Of a draft that has days of the edition in force."""
    writer = an_officer()
    draft = start_draft(by=writer, edition_id=Edition.objects.get(programme__slug="room").pk)
    text = draft.text.replace('edition: "2026"', 'edition: "2026 更正"')
    write_draft(draft_id=draft.pk, version=draft.version, text=text, by=writer)
    return writer, f"/admin/policies/draft/{draft.pk}/build/", "#replacing-reason", "替换它"


def account():
    address = f"/admin/auth/user/{a_member().pk}/change/"
    return an_officer(), address, "[name=first_name]", "保存"


def group():
    address = f"/admin/auth/group/{Group.objects.create(name='审核').pk}/change/"
    return an_officer(), address, "[name=name]", "保存"


def new_group():
    return an_officer(), "/admin/auth/group/add/", "[name=name]", "保存"


def membership():
    a_member()
    address = f"/admin/applicants/membership/{Membership.objects.get().pk}/change/"
    return an_officer(), address, "[name=role]", "保存"


def new_membership():
    return an_officer(), "/admin/applicants/membership/add/", "[name=role]", "保存"


def new_calendar_year():
    return an_officer(), "/admin/policies/calendaryear/add/", "[name=source_zh]", "保存"


FORMS = [
    *(opinion, papers, decision, sending_back, calendar, new_calendar_year),
    *(whole_text, part_of_a_draft, return_of_a_draft, reason_of_replacing),
    *(last_day, decision_on_a_last_day, approval_of_a_last_day),
    *(account, group, new_group, membership, new_membership),
]


def idle(page, seconds=IDLE + 60):
    """Let so many seconds go by since the last request."""
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    session = import_module(settings.SESSION_ENGINE).SessionStore(
        cookies[settings.SESSION_COOKIE_NAME]
    )
    session[TIMES] = [time.time() - seconds, time.time() - seconds]
    session.save()


def sign_in_again(page, user):
    user.set_password(PASSWORD)
    user.save()
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.locator("[name=code]").fill(code_of(user))
    page.locator("main [type=submit]").click()


UNFOLD = """field => {
  for (let part = field; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
  }
}"""


def open_form(page, field):
    """Unfold what the field stands in, as a person does."""
    page.locator(field).evaluate(UNFOLD)


def write(page, field, text):
    if page.locator(field).evaluate("each => each.tagName") == "SELECT":
        page.locator(field).select_option(text)
    else:
        page.locator(field).fill(text)


@pytest.mark.parametrize("form", FORMS, ids=lambda each: each.__name__)
def test_a_form_that_was_sent_too_late_comes_back(page, live_server, form):
    user, address, field, button = form()
    browser_login(page, live_server, user)
    page.goto(live_server.url + address)
    open_form(page, field)
    idle(page)
    typed = SHORT.get(field, LONG)
    write(page, field, typed)
    if button:
        owner = page.locator(field).locator("xpath=ancestor::form[1]")
        owner.get_by_role("button", name=button, exact=True).first.click()
    else:
        page.locator(field).press("Tab")
        page.locator("#session").get_by_role("link", name="重新登录").click()
    page.wait_for_url("**/account/staff/**")
    expect(page.locator(".messages")).to_contain_text("重新登录后会回到表单里")
    before = list(Application.objects.values_list("pk", "version"))
    sign_in_again(page, user)
    page.wait_for_url(f"**{address}**")
    open_form(page, field)
    expect(page.locator(field)).to_have_value(typed)
    expect(page.locator(KEPT).first).to_contain_text("没有提交成功")
    assert list(Application.objects.values_list("pk", "version")) == before  # nothing was decided
    assert not LogEntry.objects.exists()  # nor was a row of the administration saved
    assert not EditionStep.objects.filter(comment=LONG).exists()
    assert not Axe().run(page, context=KEPT, options=AXE).response["violations"]


def test_the_field_that_is_typed_into_when_a_save_comes_too_late_is_kept(page, live_server):
    user, address, _first, _button = part_of_a_draft()
    address += "?section=conditions"
    first, second = (f"form.fields:has(textarea) >> nth={n} >> textarea >> nth=0" for n in (0, 1))
    browser_login(page, live_server, user)
    page.goto(live_server.url + address)
    page.evaluate("document.body.dataset.stays = 'yes'")
    for field in (first, second):
        open_form(page, field)
    idle(page)
    page.locator(first).fill(LONG)
    page.locator(second).click()  # leaving the first one sends it
    page.locator(second).press_sequentially("这一格还没写完")
    warning = page.locator("#session")
    expect(warning.get_by_role("alert")).to_contain_text("填写的内容已留存")
    page.locator(second).press_sequentially("，接着写")
    assert page.evaluate("document.body.dataset.stays") == "yes"
    expect(page.locator(second)).to_have_value(re.compile("这一格还没写完，接着写$"))
    typed = page.locator(second).input_value()
    warning.get_by_role("link", name="重新登录").click()
    page.wait_for_url("**/account/staff/**")
    sign_in_again(page, user)
    page.wait_for_url(lambda url: url.endswith(address))
    expect(page.locator(first)).to_have_value(LONG)
    expect(page.locator(second)).to_have_value(typed)
    form = page.locator(second).locator("xpath=ancestor::form[1]")
    open_form(page, second)
    form.get_by_role("button", name="保存", exact=True).click()
    expect(form.locator(".unsent")).to_have_count(0)
    page.reload()
    expect(page.locator(second)).to_have_value(typed)
    open_form(page, first)
    expect(page.locator(first)).to_have_value(LONG)
    page.locator(".unsent").get_by_role("button", name="丢弃").first.click()
    page.wait_for_load_state()
    expect(page.locator(KEPT)).to_have_count(0)
    expect(page.locator(first)).not_to_have_value(LONG)


def test_where_nothing_can_be_kept_the_page_says_so(page, live_server):
    user, address, first, _button = part_of_a_draft()
    browser_login(page, live_server, user)
    page.goto(live_server.url + address)
    open_form(page, first)
    page.context.clear_cookies()  # as after signing out in another tab
    page.locator(first).fill(LONG)
    page.locator(first).press("Tab")
    expect(page.locator("#session").get_by_role("alert")).to_contain_text("离开前请先复制")
    expect(page.locator(first)).to_have_value(LONG)


def test_what_is_typed_is_kept_and_can_be_thrown_away(page, live_server):
    user, address, field, _button = decision()
    browser_login(page, live_server, user)
    page.goto(live_server.url + address)
    page.locator(field).press_sequentially("先写到这里")
    expect(page.locator("form:has([name=reason]) .kept-at")).to_contain_text("已留存")
    page.goto(f"{live_server.url}/admin/")
    page.goto(live_server.url + address)
    expect(page.locator(field)).to_have_value("先写到这里")
    page.get_by_role("button", name="丢弃").click()
    page.wait_for_load_state()
    expect(page.locator(field)).to_have_value("")
    assert UnsentForm.objects.get().sealed == ""


def test_what_was_sent_does_not_come_back(page, live_server):
    user, address, field, button = decision()
    browser_login(page, live_server, user)
    page.goto(live_server.url + address)
    page.locator(field).press_sequentially("予以通过")
    expect(page.locator("form:has([name=reason]) .kept-at")).to_contain_text("已留存")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto(live_server.url + address)
    expect(page.locator(KEPT)).to_have_count(0)


def test_a_word_comes_two_minutes_before_and_work_goes_on(page, live_server):
    user, address, _field, _button = decision()
    browser_login(page, live_server, user)
    page.goto(live_server.url + address)
    warning = page.locator("#session")
    expect(warning).to_be_hidden()
    idle(page, IDLE - 115)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # one comes back to it
    expect(warning).to_be_visible()
    expect(warning.get_by_role("alert")).to_contain_text("两分钟后会退出登录")
    assert not Axe().run(page, context="#session", options=AXE).response["violations"]
    warning.get_by_role("button", name="继续工作").click()
    expect(warning).to_be_hidden()
    idle(page, IDLE - 115)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(warning).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{live_server.url}/admin/")  # work in another tab
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(warning).to_be_hidden()
    idle(page)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(warning.get_by_role("alert")).to_contain_text("你已退出登录")
    expect(warning.get_by_role("button")).to_be_hidden()
