"""The catalogue in the admin."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import Department, Edition, Fact, Programme, SharedTable, Source, System
from policies.services import load_catalogue, save_draft
from policies.services.approving import approve_edition, propose_draft
from policies.services.drafting import start_draft, write_draft
from policies.services.repeal import waiting_change
from tests.accounts import browser_login, staff_login
from tests.policies import small
from tests.policies.factories import EditionFactory, OfficerFactory

pytestmark = pytest.mark.django_db
MODELS = [Department, Edition, Fact, Programme, SharedTable, Source, System]
SECOND = (
    small.HIRE.replace("edition: first", "edition: second")
    .replace("2020-06-01", "2026-06-01")
    .replace("2026-03-01", "2026-06-01")
)


def address(model, page, *arguments):
    return reverse(f"admin:policies_{model._meta.model_name}_{page}", args=arguments)


def edition(name):
    return Edition.objects.get(name=name)


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_every_row_can_be_read(catalogue, admin_client, model):
    assert admin_client.get(address(model, "changelist")).status_code == 200
    assert admin_client.get(address(model, "changelist"), {"q": "help 租"}).status_code == 200
    for row in model.objects.all():
        assert admin_client.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_no_page_has_inline_scripts_or_styles(catalogue, admin_client, model):
    pages = [address(model, "changelist"), address(model, "change", model.objects.all()[0].pk)]
    for page in pages:
        text = admin_client.get(page).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)


@pytest.mark.parametrize("model", [Department, Fact, Programme, SharedTable, Source, System])
def test_shared_rows_can_only_be_read(catalogue, admin_client, model):
    row = model.objects.all()[0]
    assert admin_client.get(address(model, "add")).status_code == 404
    assert admin_client.post(address(model, "change", row.pk), {}).status_code == 404
    assert admin_client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 404


def test_a_published_edition_can_only_be_read(catalogue, admin_client):
    row = edition("2026")
    text = admin_client.get(address(Edition, "change", row.pk)).content.decode()
    assert "<textarea" not in text
    assert 'name="_save"' not in text
    assert "第三条" in text  # the document
    assert "所在乡镇" in text  # the rule in words
    change = {"document": SECOND}
    assert admin_client.post(address(Edition, "change", row.pk), change).status_code == 404
    delete = admin_client.post(address(Edition, "delete", row.pk), {"post": "yes"})
    assert delete.status_code == 404
    row.refresh_from_db()
    assert row.document == small.RENT_2026


def test_an_edition_that_cannot_be_read_is_still_shown(catalogue, admin_client):
    row = EditionFactory(published=True)
    response = admin_client.get(address(Edition, "change", row.pk))
    assert response.status_code == 200
    assert "缺少：名称" in response.content.decode()


def test_an_edition_is_neither_written_nor_published_nor_deleted_here(catalogue, admin_client):
    """One way to do it: as a draft, which another person approves."""
    row = save_draft(document=SECOND)
    assert admin_client.get(address(Edition, "add")).status_code == 404
    assert admin_client.post(address(Edition, "add"), {"document": SECOND}).status_code == 404
    page = admin_client.get(address(Edition, "change", row.pk)).content.decode()
    assert "<textarea" not in page
    change = {"document": SECOND.replace("at_least: 3", "at_least: 4")}
    assert admin_client.post(address(Edition, "change", row.pk), change).status_code == 404
    delete = admin_client.post(address(Edition, "delete", row.pk), {"post": "yes"})
    assert delete.status_code == 404
    action = {"action": "publish", "_selected_action": [row.pk]}
    admin_client.post(address(Edition, "changelist"), action)
    listed = admin_client.get(address(Edition, "changelist")).content.decode()
    assert "delete_selected" not in listed
    row.refresh_from_db()
    assert (row.document, row.published) == (SECOND, False)


def test_the_page_of_an_edition_says_who_did_what(catalogue, admin_client):
    draft = start_draft(by=(author := OfficerFactory(first_name="甲", is_superuser=True)))
    draft = write_draft(draft_id=draft.pk, version=1, text=SECOND, by=author)
    row = propose_draft(draft_id=draft.pk, version=2, by=author)
    listed = admin_client.get(address(Edition, "changelist")).content.decode()
    assert "等待批准" in listed
    approve_edition(edition_id=row.pk, by=OfficerFactory(first_name="乙", is_superuser=True))
    page = admin_client.get(address(Edition, "change", row.pk)).content.decode()
    assert "已提交 · 甲" in page
    assert "已批准并发布 · 乙" in page


def test_an_edition_gets_another_last_day_by_two_officers(catalogue, admin_client, client):
    row, today = edition("first"), timezone.localdate()
    place = address(Edition, "days", row.pk)
    assert place in admin_client.get(address(Edition, "change", row.pk)).content.decode()
    sent = {"step": "ask", "kind": "end", "last": today.isoformat(), "reason": "满额"}
    for last in ("", "x", "2020-12-31", "9999-99-99", "2101-01-01"):
        response = admin_client.post(place, {**sent, "last": last})
        assert response.status_code == 200, last
        [error] = next(iter(response.context["form"].errors.values()))
        assert error in response.content.decode()
    assert "请填写理由" not in admin_client.get(place).content.decode()
    assert admin_client.post(place, {**sent, "reason": ""}).context["form"].errors["reason"]
    by_enter = admin_client.post(place, {**sent, "step": "", "look": "1"})
    assert "满额" in by_enter.content.decode()
    asked = admin_client.post(place, sent, follow=True).content.decode()
    assert "等待批准" in asked
    assert "满额" in asked
    assert "有变更等待批准" in admin_client.get(address(Edition, "changelist")).content.decode()
    own = admin_client.get(place).content.decode()
    assert "批准并" not in own
    shown = {"change": row.changes.get().pk, "comment": ""}
    refused = admin_client.post(place, {"step": "approve", **shown}).content.decode()
    assert "须由另一个人批准" in refused
    assert edition("first").in_force_to is None
    staff_login(client, OfficerFactory(is_superuser=True))
    decision = client.get(place).content.decode()
    assert "满额" in decision
    declined = client.post(place, {"step": "decline", **shown})
    assert declined.context["form"].errors["comment"]
    done = client.post(place, {"step": "approve", **shown}, follow=True)
    assert f"到 {today} 停用" in done.content.decode()
    assert edition("first").in_force_to == today


def test_what_was_asked_for_is_taken_back(catalogue, admin_client):
    row = edition("first")
    place = address(Edition, "days", row.pk)
    sent = {"step": "ask", "kind": "repeal", "last": "", "reason": "没有资金"}
    admin_client.post(place, sent)
    assert "没有资金" in admin_client.post(place, sent).content.decode()  # it waits already
    shown = {"change": row.changes.get().pk, "comment": ""}
    admin_client.post(place, {"step": "decline", **shown})
    assert list(row.changes.values_list("state", flat=True)) == ["dropped"]
    assert "没有等待批准" not in admin_client.get(place).content.decode()


@pytest.mark.parametrize("step", ["approve", "decline"])
def test_nobody_decides_another_request_than_the_page_showed(catalogue, admin_client, client, step):
    row = edition("first")
    place = address(Edition, "days", row.pk)
    last = timezone.localdate().isoformat()
    admin_client.post(place, {"step": "ask", "kind": "end", "last": last, "reason": "满额"})
    seen = row.changes.get().pk
    admin_client.post(place, {"step": "decline", "comment": "", "change": seen})
    sent = {"step": "ask", "kind": "repeal", "last": "", "reason": "另一件事"}
    admin_client.post(place, sent)
    staff_login(client, OfficerFactory(is_superuser=True))
    for change in (seen, "", "x"):
        page = client.post(place, {"step": step, "comment": "看过了", "change": change})
        assert "请重新看一遍" in page.content.decode()
    assert waiting_change(row) is not None
    assert edition("first").in_force_to is None


def test_a_reason_that_nobody_can_see_is_none(catalogue, admin_client):
    row = edition("first")
    place = address(Edition, "days", row.pk)
    sent = {"step": "ask", "kind": "repeal", "last": "", "reason": "\u200b\u202e"}
    assert admin_client.post(place, sent).status_code == 200
    assert not row.changes.exists()


def test_what_can_no_longer_change_has_no_page_for_it(catalogue, admin_client):
    over = edition("2022")
    assert admin_client.get(address(Edition, "days", over.pk)).status_code == 404
    page = admin_client.get(address(Edition, "change", over.pk)).content.decode()
    assert address(Edition, "days", over.pk) not in page


def test_only_officers_change_the_days_of_an_edition(catalogue, client, django_user_model):
    user = django_user_model.objects.create_user("clerk", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_edition"))
    staff_login(client, user)
    row = edition("first")
    assert client.get(address(Edition, "change", row.pk)).status_code == 200
    assert client.get(address(Edition, "days", row.pk)).status_code == 404
    sent = {"step": "ask", "kind": "repeal", "last": "", "reason": "x"}
    assert client.post(address(Edition, "days", row.pk), sent).status_code == 404
    assert not row.changes.exists()


@pytest.mark.parametrize("state", ["in_force", "published", "changing", "draft", "nonsense"])
def test_editions_are_filtered_by_state(catalogue, admin_client, state):
    assert admin_client.get(address(Edition, "changelist"), {"state": state}).status_code == 200


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Edition, {"document__regex": "("}),
        (Edition, {"document__icontains": "a"}),
        (Edition, {"programme__department__name_en__startswith": "H"}),
        (Edition, {"programme__category__regex": "("}),
        (Fact, {"definition__iregex": "(a+)+$"}),
        (Fact, {"type__regex": "("}),
        (Programme, {"id__in": "a"}),
        (Source, {"_to_field": "title_zh"}),
    ],
)
def test_free_lookups_are_refused(catalogue, admin_client, model, query):
    assert admin_client.get(address(model, "changelist"), query).status_code == 400


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Programme, {"category__exact": "space"}),
        (Programme, {"category__exact": "x'--"}),
        (Programme, {"department__id__exact": "abc"}),
        (Programme, {"department__id__exact": "9" * 40}),
        (Edition, {"programme__category__exact": "space"}),
        (Fact, {"type": "integer", "derived__exact": "1"}),
        (Fact, {"derived__exact": "maybe"}),
        (Fact, {"o": "99.-3.x", "p": "x"}),
        (Fact, {"q": '"' * 50}),
        (Source, {"grade__exact": "A"}),
    ],
)
def test_filters_take_any_value(catalogue, admin_client, model, query):
    response = admin_client.get(address(model, "changelist"), query, follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize("pk", ["0", "9" * 40, "abc", "%00"])
def test_a_row_that_is_not_there_is_no_error(admin_client, pk):
    response = admin_client.get(f"/admin/policies/edition/{pk}/change/")
    assert response.status_code in (302, 400, 404)


@pytest.mark.parametrize("model", [Edition, Programme])
def test_the_number_of_queries_does_not_grow(catalogue, admin_client, model):
    def queries():
        with CaptureQueriesContext(connection) as found:
            admin_client.get(address(model, "changelist"))
        return len(found)

    queries()
    before = queries()
    for _ in range(12):
        EditionFactory()
    assert queries() == before


def test_staff_without_rights_see_nothing(catalogue, client, django_user_model):
    user = django_user_model.objects.create_user("clerk", password="x", is_staff=True)
    staff_login(client, user)
    for model in MODELS:
        assert client.get(address(model, "changelist")).status_code == 404


def test_a_list_obeys_the_content_security_policy(page, live_server, django_user_model):
    """In a real browser: the fixture `page` fails the test on any breach."""
    load_catalogue(small.texts())
    browser_login(page, live_server, django_user_model.objects.create_superuser("root"))
    for path in (
        address(Edition, "changelist"),
        address(Edition, "change", edition("2026").pk),
        address(Edition, "days", edition("2026").pk),
        address(Fact, "changelist"),
    ):
        page.goto(f"{live_server.url}{path}")
        assert page.locator("#content h1").is_visible()


def test_what_is_still_to_be_confirmed_stands_with_the_programme(db, admin_client):
    open_now = """questions: [{zh-hans: 谁来审批？, en: Who decides?}]
to_confirm:
  - {zh-hans: 金额是多少？, en: "How much is it?", asked_on: 2026-02-03, sources: [S1]}
examples:"""
    hire = small.HIRE.replace("examples:", open_now)
    load_catalogue(small.texts(programmes={"hire-help": hire}))
    programme = Programme.objects.get(slug="hire-help")
    text = admin_client.get(address(Programme, "change", programme.pk)).content.decode()
    assert "谁来审批？" in text
    assert "金额是多少？" in text
    assert "已于 2026-02-03 询问" in text


def test_readers_see_open_questions_and_no_task_of_staff(db, client):
    open_now = """questions: [{zh-hans: 谁来审批？, en: Who decides?}]
to_confirm: [{zh-hans: 请填写金额, en: Fill in the sum}]
examples:"""
    hire = small.HIRE.replace("examples:", open_now)
    load_catalogue(small.texts(programmes={"hire-help": hire}))
    text = client.get(reverse("policies:programme", args=["hire-help"])).content.decode()
    assert "谁来审批？" in text
    assert "请填写金额" not in text
