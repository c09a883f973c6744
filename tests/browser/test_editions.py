"""A yearly edition is corrected, shortened and repealed by two officers in the browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from policies.models import Draft, Edition, EditionStep
from policies.services import load_catalogue
from policies.services.approving import approve_edition, propose_draft
from policies.services.drafting import start_draft, write_draft
from tests.accounts import browser_login
from tests.applicants.factories import UserFactory
from tests.browser.hands import Hands
from tests.browser.test_officer import at_a_desk
from tests.policies.services.test_repeal import yearly
from tests.policies.small import texts


@pytest.fixture
def officers(transactional_db):
    load_catalogue(texts())
    return [
        UserFactory(staff=True, is_superuser=True, first_name=name)
        for name in ("示例政策人员", "示例审批人员")
    ]


@pytest.fixture
def announced(officers):
    """A yearly notice for next month, with its end, as two officers published it."""
    writer, approver = officers
    today = timezone.localdate()
    text = yearly("2027", today + timedelta(days=30), today + timedelta(days=300))
    draft = start_draft(by=writer)
    draft = write_draft(draft_id=draft.pk, version=1, text=text, by=writer)
    edition = propose_draft(draft_id=draft.pk, version=2, by=writer)
    return approve_edition(edition_id=edition.pk, by=approver)


@pytest.fixture
def desks(page, live_server, officers, browser):
    """The pages of the two, each signed in."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    other = context.new_page()
    for each, officer in zip((page, other), officers, strict=True):
        browser_login(each, live_server, officer)
    yield page, other
    context.close()


@at_a_desk
def test_a_yearly_edition_is_corrected_shortened_and_repealed(desks, live_server, announced):
    correct(desks, live_server, announced)
    corrected = Edition.objects.get(name="2027 更正")
    announced.refresh_from_db()
    assert announced.annulled_at is not None
    assert corrected.in_force_from == announced.in_force_from

    last = corrected.in_force_from + timedelta(days=90)
    change(desks, live_server, corrected, "有效至某日", "预算用到那天为止", last=last.isoformat())
    corrected.refresh_from_db()
    assert corrected.in_force_to == last

    change(desks, live_server, corrected, "经批准后立即废止", "上级文件已经停止")
    corrected.refresh_from_db()
    assert corrected.annulled_at is not None
    assert not Edition.objects.published().filter(programme__slug="year-help").exists()
    record = EditionStep.objects.filter(programme="year-help").exclude(comment="")
    assert list(record.values_list("edition", "kind", "comment")) == [
        ("2027", "asked", "漏了一句"),
        ("2027", "replaced", "漏了一句"),
        ("2027 更正", "asked", "预算用到那天为止"),
        ("2027 更正", "moved", "预算用到那天为止"),
        ("2027 更正", "asked", "上级文件已经停止"),
        ("2027 更正", "repealed", "上级文件已经停止"),
    ]


def address_of(live_server, edition):
    return f"{live_server.url}/admin/policies/edition/{edition.pk}/change/"


def correct(desks, live_server, edition):
    """The one writes the next edition and says that it replaces; the other approves it."""
    writer, approver = desks
    hands = Hands(writer)
    writer.goto(address_of(live_server, edition))
    hands.click("由此写新版本", role="link")
    hands.click("开始编写")
    hands.fill("版本名称", "2027 更正")
    aside = writer.locator("#aside")
    expect(aside).to_contain_text("版本“2027”在其中一些日子有效。按“替换它”")
    expect(aside).to_contain_text("改截止日或废止…")
    hands.click("替换它")  # without a reason
    expect(writer.locator(".messagelist")).to_have_text("请说明理由。")
    writer.get_by_label("为什么用此稿替换版本“2027”").fill("漏了一句")
    hands.click("替换它")
    expect(aside).to_contain_text("版本“2027”不会再生效")
    hands.click("提出发布")
    expect(writer.locator(".messagelist")).to_contain_text("另一个人")
    assert writer.get_by_role("button", name="批准并发布").count() == 0
    draft = Draft.objects.get(edition="2027 更正")
    approver.goto(f"{live_server.url}/admin/policies/draft/{draft.pk}/build/")
    expect(approver.locator("#aside")).to_contain_text("它将替换版本“2027”：漏了一句")
    Hands(approver).click("批准并发布")
    expect(approver.locator(".messagelist")).to_contain_text("已发布")
    expect(approver.locator("#aside")).not_to_contain_text("要改")


def change(desks, live_server, edition, kind, reason, last=""):
    """The one asks for other days; the other approves them."""
    asker, approver = desks
    hands = Hands(asker)
    asker.goto(address_of(live_server, edition))
    hands.click("改截止日或废止…", role="link")
    asker.get_by_label("要怎么改").select_option(label=kind)
    asker.get_by_label("最后一天有效", exact=True).fill(last)
    asker.get_by_label("理由").fill(reason)
    hands.click("提出申请")
    expect(asker.locator(".messagelist")).to_contain_text("须由另一个人批准")
    hands.click("改截止日或废止…", role="link")
    expect(asker.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    approver.goto(f"{live_server.url}/admin/policies/edition/?state=changing")
    approver.get_by_role("link", name="吸纳就业补贴").first.click()
    Hands(approver).click("改截止日或废止…", role="link")
    expect(approver.locator("#content")).to_contain_text(reason)
    Hands(approver).click("批准")
    expect(approver.locator(".messagelist")).to_be_visible()
