"""A form that comes too late comes back to its person, and to nobody else."""

import html
import json
import re
import time

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from applicants.models import Application, UnsentForm
from leqing.accounts.middleware import IDLE, TIMES
from policies.models import CalendarYear, SpecialDay
from policies.services.drafting import start_draft
from tests.accounts import PASSWORD, code_of, record, with_app
from tests.applicants.factories import (
    UserFactory,
    a_member,
    a_profile,
    an_application,
    asked,
    reviewed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LONG = "因为场地和人数都已核对，" * 75  # 900 characters


@pytest.fixture
def city(db, settings, tmp_path):
    from policies.services import load_catalogue
    from policies.services.calendar import load_calendar
    from tests.applicants.catalogue import texts

    settings.MEDIA_ROOT = tmp_path / "media"
    load_catalogue(texts())
    load_calendar()


class Browser(Client):
    """A client that sends tokens as a browser does, and types into forms."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True)

    def sign_in(self, user):
        self.force_login(user)
        if user.is_staff:
            with_app(user)
            record(self, user, "password", "mfa")

    def token(self, page):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(page)).group(1)

    def idle(self, seconds=IDLE + 60):
        session = self.session
        session[TIMES] = [time.time() - seconds, time.time() - seconds]
        session.save()


def text_of(response):
    return html.unescape(response.content.decode())


def change_page(application):
    return f"/admin/applicants/application/{application.pk}/change/"


def door(user, client, onwards):
    """Sign in by password and code, as the page asks for it."""
    user.set_password(PASSWORD)
    user.save()
    with_app(user)
    page = client.get("/account/staff/", {"next": onwards})
    data = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": client.token(page)}
    client.post("/account/staff/", {**data, "next": onwards})
    page = client.get("/account/two-factor/code/")
    sent = {"code": code_of(user), "csrfmiddlewaretoken": client.token(page)}
    return client.post("/account/two-factor/code/", sent)


@pytest.fixture
def decider():
    return a_member(role="decider")


@pytest.fixture
def desk(decider):
    client = Browser()
    client.sign_in(decider)
    return client


def decision(desk, page, **more):
    return {
        "form": "determine",
        "version": re.search(r'name="version" value="(\d+)"', text_of(page)).group(1),
        "reason": LONG,
        "decision": "approved",
        "csrfmiddlewaretoken": desk.token(page),
        **more,
    }


def test_a_decision_sent_after_thirty_one_minutes_comes_back_after_signing_in(desk, decider):
    application = reviewed()
    address = change_page(application)
    page = desk.get(address)
    desk.idle()
    sent = desk.post(address, decision(desk, page))
    assert sent.status_code == 302
    assert sent.url.startswith("/account/staff/")
    door_page = text_of(desk.get(sent.url))
    assert "填写的内容已留存" in door_page
    back = door(decider, desk, address)
    assert back.url == address
    text = text_of(desk.get(address))
    assert f"\n{LONG}</textarea>" in text
    assert "没有提交成功" in text
    application.refresh_from_db()
    assert application.status == "proposed"  # nothing was decided meanwhile


def test_what_was_sent_at_last_is_gone(desk, decider):
    application = reviewed()
    address = change_page(application)
    page = desk.get(address)
    desk.idle()
    desk.post(address, decision(desk, page))
    desk.sign_in(decider)
    page = desk.get(address)
    assert desk.post(address, decision(desk, page)).url == address
    application.refresh_from_db()
    assert application.status == "approved"
    assert LONG not in text_of(desk.get(address)).split("file-bar")[1]
    assert UnsentForm.objects.get().sealed == ""


def test_another_person_who_signs_in_there_never_sees_it(desk):
    address = change_page(reviewed())
    page = desk.get(address)
    desk.idle()
    desk.post(address, decision(desk, page))
    other = a_member(role="decider")
    desk.sign_in(other)
    assert LONG not in text_of(desk.get(address))
    assert LONG not in UnsentForm.objects.get().sealed


def test_an_older_page_of_the_same_person_is_not_lost_either(desk, decider):
    """A second tab: its token is of the sign-in before."""
    address = change_page(reviewed())
    page = desk.get(address)
    desk.idle()
    desk.get("/admin/")
    assert door(decider, desk, address).url == address  # the first tab has signed in again
    sent = desk.post(address, decision(desk, page))
    assert (sent.status_code, sent.url) == (302, address)
    assert f"\n{LONG}</textarea>" in text_of(desk.get(address))


def test_a_page_of_somebody_else_is_refused_and_not_kept(desk):
    address = change_page(reviewed())
    page = desk.get(address)
    other = a_member(role="decider")
    desk.idle()
    desk.get("/admin/")
    assert door(other, desk, address).url == address
    refused = desk.post(address, decision(desk, page))
    assert refused.status_code == 403
    assert "现在登录的是另一个帐号" in text_of(refused)
    assert not UnsentForm.objects.exists()


def test_a_tab_left_open_is_kept_when_another_was_signed_out(desk):
    address = change_page(reviewed())
    page = desk.get(address)
    desk.idle()
    assert desk.get("/admin/").status_code == 302  # ends the session
    assert desk.post(address, decision(desk, page)).status_code == 302
    assert UnsentForm.objects.count() == 1


def test_without_a_token_nothing_is_kept(desk):
    address = change_page(reviewed())
    page = desk.get(address)
    desk.idle()
    desk.post(address, {**decision(desk, page), "csrfmiddlewaretoken": "a" * 64})
    assert not UnsentForm.objects.exists()


def test_who_signs_out_leaves_no_name(desk):
    page = desk.get("/admin/")
    desk.get(change_page(reviewed()))
    assert desk.cookies["person"].value
    desk.post("/account/sign-out/", {"csrfmiddlewaretoken": desk.token(page)})
    assert desk.cookies["person"].value == ""


def test_a_decision_of_somebody_else_meanwhile_leaves_the_text(desk, decider):
    application = reviewed()
    address = change_page(application)
    page = desk.get(address)
    desk.idle()
    desk.post(address, decision(desk, page))
    Application.objects.filter(pk=application.pk).update(status="withdrawn", due_on=None)
    desk.sign_in(decider)
    text = text_of(desk.get(address))
    assert f"{LONG}</pre>" in text
    assert 'name="reason"' not in text


def officer():
    user = UserFactory(staff=True)
    wanted = Permission.objects.filter(
        content_type__app_label="policies",
        content_type__model__in=["calendaryear", "specialday", "edition", "draft"],
    )
    user.user_permissions.set(wanted)
    return user


def test_a_calendar_comes_back_with_the_days_that_were_added():
    user, client = officer(), Browser()
    client.sign_in(user)
    address = "/admin/policies/calendaryear/2027/change/"
    page = client.get(address)
    total = int(re.search(r'name="days-TOTAL_FORMS" value="(\d+)"', text_of(page)).group(1))
    days = SpecialDay.objects.filter(year_id=2027).order_by("on")
    typed = {
        "csrfmiddlewaretoken": client.token(page),
        "announced": "on",
        "source_zh": "国务院办公厅通知",
        "source_en": "Notice",
        "url": "",
        "days-TOTAL_FORMS": total + 1,
        "days-INITIAL_FORMS": total,
        "days-MIN_NUM_FORMS": 0,
        "days-MAX_NUM_FORMS": 1000,
    }
    for number, day in enumerate(days):
        typed |= {
            f"days-{number}-{name}": getattr(day, name)
            for name in ("id", "on", "name_zh", "name_en")
        }
        typed[f"days-{number}-year"] = 2027
        if day.working:
            typed[f"days-{number}-working"] = "on"
    typed |= {f"days-{total}-on": "2027-02-10", f"days-{total}-name_zh": "示例加的一天"}
    typed |= {f"days-{total}-name_en": "Added", f"days-{total}-year": 2027, f"days-{total}-id": ""}
    client.idle()
    assert client.post(address, typed).status_code == 302
    client.sign_in(user)
    text = text_of(client.get(address))
    assert 'value="示例加的一天"' in text
    assert 'value="国务院办公厅通知"' in text
    assert f'name="days-TOTAL_FORMS" value="{total + 1}"' in text
    assert "没有提交成功" in text
    assert "还没有保存" in text
    assert not CalendarYear.objects.get(year=2027).announced  # nothing was saved
    assert SpecialDay.objects.filter(year_id=2027).count() == total
    token = client.token(client.get(address))
    assert client.post(address, {**typed, "csrfmiddlewaretoken": token}).status_code == 302
    assert SpecialDay.objects.filter(year_id=2027).count() == total + 1


def test_a_whole_document_of_64_kb_comes_back():
    user, client = officer(), Browser()
    client.sign_in(user)
    draft = start_draft(by=user, edition_id=None)
    address = f"/admin/policies/draft/{draft.pk}/build/text/"
    page = client.get(address)
    text = "programme: 示例\n" + "# 一行说明\n" * 3_900
    client.idle()
    sent = {"text": text, "version": draft.version, "csrfmiddlewaretoken": client.token(page)}
    assert client.post(address, sent).status_code == 302
    client.sign_in(user)
    assert text in text_of(client.get(address))


def test_a_part_that_the_builder_sends_by_itself_comes_back():
    user, client = officer(), Browser()
    client.sign_in(user)
    from policies.models import Edition

    draft = start_draft(
        by=user, edition_id=Edition.objects.filter(programme__slug="room").first().pk
    )
    page_address = f"/admin/policies/draft/{draft.pk}/build/"
    page = client.get(page_address)
    forms = re.findall(
        r'<form id="[^"]*-form"\s+class="fields".*?</form>', text_of(page), flags=re.S
    )
    form = next(each for each in forms if "示例办公间" in each)
    inputs = re.findall(r"<input[^>]*>", form)
    fields = {name: _value(each) for each in inputs if (name := _value(each, "name"))}
    name = next(n for n, v in fields.items() if v == "示例办公间")
    fields |= {name: "半小时里想出来的名称", "csrfmiddlewaretoken": client.token(page)}
    client.idle()
    sent = client.post(
        f"/admin/policies/draft/{draft.pk}/build/edit/",
        fields,
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{page_address}"},
    )
    told = json.loads(sent.headers["HX-Trigger"])["signed-out"]
    assert (sent.status_code, told["kept"]) == (204, True)  # the page stays, with what is typed
    assert told["value"].startswith("/account/staff/")
    assert page_address.replace("/", "%2F") in told["value"]
    client.sign_in(user)
    assert "半小时里想出来的名称" in text_of(client.get(page_address))


def _value(tag, name="value"):
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


def test_an_answer_of_a_founder_comes_back():
    profile = a_profile()
    application = asked(an_application(profile))
    client = Browser()
    client.sign_in(profile.owner)
    page_address = f"/applications/{application.reference}/"
    page = client.get(page_address)
    client.session.flush()  # seven days are over
    client.cookies["session"] = ""
    sent = {
        "version": application.version,
        "answer": "合同已重新盖章",
        "csrfmiddlewaretoken": client.token(page),
    }
    answer = client.post(
        f"{page_address}supplement/", sent, headers={"Referer": f"http://testserver{page_address}"}
    )
    assert answer.status_code == 302
    client.sign_in(profile.owner)
    assert "\n合同已重新盖章</textarea>" in text_of(client.get(page_address))


def test_details_of_a_founder_come_back():
    profile = a_profile()
    client = Browser()
    client.sign_in(profile.owner)
    page = client.get("/me/")
    client.session.flush()
    client.cookies["session"] = ""
    sent = {"name": "改过的名字", "language": "en", "csrfmiddlewaretoken": client.token(page)}
    assert client.post("/me/", sent).status_code == 302
    client.sign_in(profile.owner)
    assert 'value="改过的名字"' in text_of(client.get("/me/"))


def keep(client, page, of, **fields):
    sent = {"csrfmiddlewaretoken": client.token(page), **fields}
    return client.post(
        f"/unsent/?of={of}",
        sent,
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{of}"},
    )


def test_what_is_typed_is_kept_until_it_is_thrown_away(desk, decider):
    address = change_page(reviewed())
    page = desk.get(address)
    sheet = timezone.now().timestamp()
    answer = keep(desk, page, address, form="determine", version="2", reason=LONG, sheet=sheet)
    assert re.search(r"\d\d:\d\d", text_of(answer))
    text = text_of(desk.get(address))
    assert f"\n{LONG}</textarea>" in text
    assert "没有提交成功" not in text
    sent = {"form": "determine", "reason": LONG, "csrfmiddlewaretoken": desk.token(page)}
    desk.post(f"/unsent/discard/?of={address}", sent)
    assert LONG not in text_of(desk.get(address))
    late = keep(desk, page, address, form="determine", version="2", reason=LONG, sheet=sheet)
    assert late.status_code == 204  # a late word of the page before
    assert LONG not in text_of(desk.get(address))


def test_typing_goes_on_being_kept_when_the_time_is_up(desk):
    address = change_page(reviewed())
    page = desk.get(address)
    desk.idle()
    assert keep(desk, page, address, form="determine", reason=LONG).status_code == 200
    desk.get("/admin/")
    assert keep(desk, page, address, form="determine", reason=LONG + "。").status_code == 200
    assert UnsentForm.objects.count() == 1


def test_a_password_is_never_kept(desk):
    page = desk.get("/admin/")
    answer = keep(desk, page, "/admin/auth/user/1/password/", password1="x" * 20)
    assert answer.status_code == 204
    assert not UnsentForm.objects.exists()


def test_an_older_window_does_not_replace_what_another_one_kept():
    """Both are shown: what was kept first in the form, the other one beside it."""
    profile = a_profile()
    application = asked(an_application(profile))
    address = f"/applications/{application.reference}/"
    client = Browser()
    client.sign_in(profile.owner)

    def window():
        found = client.get(address)
        inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text_of(found))
        return {n: v for n, v in inputs if n in ("version", "sheet")} | {
            "csrfmiddlewaretoken": client.token(found)
        }

    def send_too_late(fields, answer):
        client.session.flush()
        client.cookies["session"] = ""
        referer = {"Referer": f"http://testserver{address}"}
        client.post(f"{address}supplement/", {**fields, "answer": answer}, headers=referer)

    first, second = window(), window()
    send_too_late(first, LONG)
    send_too_late(second, "短的一句")
    client.sign_in(profile.owner)
    text = text_of(client.get(address))
    assert f"\n{LONG}</textarea>" in text
    assert "短的一句</pre>" in text
    assert "另一个窗口" in text
    send_too_late(first, f"{LONG}又写了一句")  # the same window again: in its own place
    client.sign_in(profile.owner)
    text = text_of(client.get(address))
    assert f"\n{LONG}又写了一句</textarea>" in text
    assert UnsentForm.objects.live().count() == 2
