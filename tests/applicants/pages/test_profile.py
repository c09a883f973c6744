"""The first page after signing in, the profile, and answers that become facts."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from applicants.forms import DetailsForm, clean_credit_code
from applicants.models import Application, Profile
from tests.applicants.factories import (
    UserFactory,
    a_pdf,
    a_profile,
    an_application,
    asked,
    reviewed,
)
from tests.applicants.pages.conftest import client_of
from tests.applicants.uploads import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "on_the_day")]
GOOD = {
    "kind": "person",
    "name": "示例",
    "language": "zh-hans",
    "consent": "on",
    "of_age": "on",
    "remind": "on",
}


@pytest.fixture
def newcomer(client):
    """Answered a question, then signed in for the first time."""
    client.post("/questions/enterprise.town/", {"answer": "liushi"})
    client.force_login(UserFactory())
    return client


def test_the_answers_given_before_become_the_profile(newcomer):
    assert newcomer.get("/applications/").url == "/welcome/?next=%2Fapplications%2F"
    page = newcomer.get("/welcome/").content.decode()
    assert 'name="consent"' in page
    assert newcomer.post("/welcome/", {**GOOD, "next": "/results/"}).url == "/results/"
    profile = Profile.objects.get()
    assert profile.facts == {"enterprise.town": "liushi"}
    assert {consent.purpose for consent in profile.consents.all()} == {"keep", "remind"}
    assert "柳市" in newcomer.get("/answers/").content.decode()


def test_without_consent_nothing_is_kept(newcomer):
    data = {name: value for name, value in GOOD.items() if name != "consent"}
    page = newcomer.post("/welcome/", data)
    assert page.status_code == 200
    assert not Profile.objects.exists()
    assert "柳市" in newcomer.get("/answers/").content.decode()


def test_reminders_are_another_question(newcomer):
    newcomer.post("/welcome/", {k: v for k, v in GOOD.items() if k != "remind"})
    assert [consent.purpose for consent in Profile.objects.get().consents.all()] == ["keep"]


@pytest.mark.parametrize(
    "onwards", ["//evil.example", "/\\evil.example", "https://evil.example", "128", "x"]
)
def test_one_is_not_sent_elsewhere(newcomer, onwards):
    assert newcomer.post("/welcome/", {**GOOD, "next": onwards}).url == "/applications/"


def test_an_answer_is_a_fact_at_once_and_on_every_device():
    profile = a_profile(facts={})
    one, two = client_of(profile), client_of(profile)
    one.post("/questions/enterprise.town/", {"answer": "hongqiao"})
    assert "虹桥" in two.get("/answers/").content.decode()
    two.post("/answers/enterprise.town/delete/")
    profile.refresh_from_db()
    assert profile.facts == {}


def test_a_skip_forgets_the_fact_and_is_no_fact():
    profile = a_profile()
    client = client_of(profile)
    client.post("/questions/enterprise.town/", {"skip": "1"})
    profile.refresh_from_db()
    assert "enterprise.town" not in profile.facts
    client.post("/answers/ask-again/")
    assert client.get("/results/").status_code == 200


def test_erasing_forgets_every_fact():
    profile = a_profile()
    client_of(profile).post("/answers/erase/")
    profile.refresh_from_db()
    assert profile.facts == {}


@pytest.mark.parametrize(("button", "town"), [("take", "hongqiao"), ("leave", "liushi")])
def test_answers_given_signed_out_are_offered_to_a_profile(client, button, town):
    profile = a_profile()
    client.post("/questions/enterprise.town/", {"answer": "hongqiao"})
    client.force_login(profile.owner)
    assert client.get("/applications/").url.startswith("/welcome/answers/")
    page = client.get("/welcome/answers/").content.decode()
    assert "虹桥" in page
    assert "柳市" in page
    client.post("/welcome/answers/", {button: "1"})
    profile.refresh_from_db()
    assert profile.facts["enterprise.town"] == town
    assert client.get("/applications/").status_code == 200


def test_the_profile_can_be_changed():
    profile = a_profile()
    client = client_of(profile)
    data = {"name": "示例公司", "language": "en", "credit_code": " 91330382 ma2a1b2c3y "}
    assert client.post("/me/", data).status_code == 200  # the check digit is wrong
    data["credit_code"] = "9144 0300 7084 6113 6T"
    assert client.post("/me/", data).status_code == 302
    profile.refresh_from_db()
    assert profile.credit_code == "91440300708461136T"
    assert profile.language == "en"
    assert not profile.consents.filter(purpose="remind", withdrawn_at=None).exists()
    assert "示例公司" in client.get("/me/").content.decode()


IDENTITY = "330382190001010348"  # of nobody: born in 1900
DOUBTFUL = "91330382MF0TEXT02M"


def test_a_code_is_read_as_people_type_it():
    assert clean_credit_code("９１４４０３００７０８４６１１３６ｔ") == "91440300708461136T"
    assert clean_credit_code(" ") == clean_credit_code("\u200b ") == ""


@pytest.mark.parametrize("typed", ["\ue000" * 18, "—", "（）", "企业"])
def test_a_code_of_which_nothing_can_be_read_is_refused_not_dropped(typed):
    assert "credit_code" in DetailsForm({**GOOD, "credit_code": typed}).errors
    kept = {"credit_code": "91440300708461136T"}
    assert "credit_code" in DetailsForm({**GOOD, "credit_code": typed}, initial=kept).errors


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("N2330382MF0TEXT024", id="village cooperative"),
        pytest.param("Y1330382MF0TEXT02Y", id="others"),
        pytest.param("52330300MJ8765432E", id="association"),
        pytest.param("91110000600037341L", id="firm"),
    ],
)
def test_a_code_of_every_registry_is_taken(code):
    assert clean_credit_code(code) == code
    profile = a_profile()
    data = {"name": "示例", "language": "en", "credit_code": code.lower()}
    response = client_of(profile).post("/me/", data)
    profile.refresh_from_db()
    assert (response.status_code, profile.credit_code) == (302, code)


@pytest.mark.parametrize(
    "typed",
    [
        *("1", "91440300708461136I", "9" * 60, "９١", "\ud800", "😀" * 9, "9144030070846113"),
        pytest.param("0" * 18, id="no registry and no region"),
        pytest.param("B1330382MF0TEXT024", id="no registry"),
        pytest.param("91090000600037341L", id="no region 09"),
        pytest.param("91660000600037341L", id="no region 66"),
        pytest.param("9133A382MF0TEXT02M", id="a letter in the region"),
        pytest.param(IDENTITY, id="identity card"),
        pytest.param("３３０３８２ 19000101 034-8", id="identity card as it is typed"),
        pytest.param("33038219000101005x", id="identity card with X"),
    ],
)
def test_a_wrong_code_is_refused_in_words(typed):
    with pytest.raises(ValidationError):
        clean_credit_code(typed)


@pytest.mark.parametrize("typed", ["\u200b\u200b", "\u202e", " \u3164 \x1b"])
def test_a_name_that_nobody_sees_is_none(typed):
    profile = a_profile()
    response = client_of(profile).post("/me/", {"name": typed, "language": "en", "credit_code": ""})
    before = profile.name
    profile.refresh_from_db()
    assert response.status_code == 200
    assert profile.name == before


def test_a_name_is_kept_without_what_nobody_sees():
    profile = a_profile()
    typed = "\u200b 林\u202e晓\x1b燕 \u200f"
    client_of(profile).post("/me/", {"name": typed, "language": "en", "credit_code": ""})
    profile.refresh_from_db()
    assert profile.name == "林晓燕"


@pytest.mark.parametrize("field", ["credit_code", "name"])
def test_the_number_of_an_identity_card_is_kept_nowhere(field, caplog):
    profile = a_profile()
    client = client_of(profile)
    data = {"name": "示例", "language": "en", "credit_code": "", field: f" {IDENTITY} "}
    page = client.post("/me/", data).content.decode()
    assert "身份证号" in page
    assert IDENTITY not in page
    profile.refresh_from_db()
    assert IDENTITY not in f"{profile.name}{profile.credit_code}"
    assert IDENTITY not in json.dumps(dict(client.session.items()), default=str)
    assert IDENTITY not in caplog.text


def test_a_doubtful_code_is_asked_about_and_taken_once_confirmed():
    profile = a_profile()
    client = client_of(profile)
    data = {"name": "示例", "language": "en", "credit_code": DOUBTFUL.lower()}
    page = client.post("/me/", data).content.decode()
    assert f'value="{DOUBTFUL}"' in page
    another = {**data, "credit_code": "91330382MF0TEXT02N", "confirmed_code": DOUBTFUL}
    assert client.post("/me/", another).status_code == 200
    profile.refresh_from_db()
    assert profile.credit_code == ""
    assert client.post("/me/", {**data, "confirmed_code": DOUBTFUL}).status_code == 302
    profile.refresh_from_db()
    assert profile.credit_code == DOUBTFUL
    assert client.post("/me/", {**data, "name": "另一个"}).status_code == 302  # it was confirmed


def test_a_newcomer_confirms_a_doubtful_code_too(newcomer):
    data = {**GOOD, "credit_code": DOUBTFUL}
    assert f'value="{DOUBTFUL}"' in newcomer.post("/welcome/", data).content.decode()
    assert newcomer.post("/welcome/", {**data, "confirmed_code": DOUBTFUL}).status_code == 302
    assert Profile.objects.get().credit_code == DOUBTFUL


@pytest.mark.parametrize(
    ("typed", "kept"), [("陈\ue863", "陈䶮"), ("\ue863\ue864", "䶮龻"), ("𬱖䶮·朱", "𬱖䶮·朱")]
)
def test_a_rare_sign_of_a_name_is_kept_as_every_device_shows_it(typed, kept):
    profile = a_profile()
    client = client_of(profile)
    assert client.post("/me/", {"name": typed, "language": "en"}).status_code == 302
    profile.refresh_from_db()
    assert profile.name == kept
    page = client.post("/me/", {"name": "陈\ue000", "language": "en"}).content.decode()
    assert "换一个输入法" in page


def test_kinds_of_mail_are_turned_off_and_on():
    profile = a_profile()
    client = client_of(profile)
    client.post("/me/mails/window_closes/", {"off": "1"})
    assert profile.owner.muted_kinds.get().kind == "window_closes"
    client.post("/me/mails/window_closes/", {"on": "1"})
    client.post("/me/mails/determined/", {"off": "1"})
    client.post("/me/mails/nonsense/", {"off": "1"})
    assert not profile.owner.muted_kinds.exists()


def test_papers_asked_for_are_handed_in():
    application = asked()
    client = client_of(application.profile)
    page = client.get(f"/applications/{application.reference}/").content.decode()
    assert "请补交租赁合同" in page
    address = f"/applications/{application.reference}/supplement/"
    assert client.post(address, {"version": application.version}).status_code == 200
    data = {
        "version": application.version,
        "papers": [a_pdf("a.pdf"), a_pdf("b.pdf", samples.HTML)],
    }
    refused = client.post(address, data)
    assert refused.status_code == 200
    data = {"version": application.version, "papers": [a_pdf("a.pdf")], "answer": "见附件"}
    assert client.post(address, data).status_code == 302
    application.refresh_from_db()
    assert application.status == "submitted"


def test_withdrawing_asks_first_and_tells_a_conflict():
    application = an_application()
    client = client_of(application.profile)
    address = f"/applications/{application.reference}/withdraw/"
    assert client.get(address).status_code == 200
    old = application.version
    application = reviewed(application)
    assert client.post(address, {"version": old}).status_code == 200
    assert Application.objects.get().status == "proposed"
    assert client.post(address, {"version": application.version}).status_code == 302
    assert Application.objects.get().status == "withdrawn"
    assert client.get(address).status_code == 302


def test_staff_are_led_to_their_desk():
    client = Client()
    client.force_login(UserFactory(staff=True))
    assert client.get("/applications/").url == "/admin/"
    assert client.get("/welcome/").url == "/admin/"


def test_without_reminders_each_kind_is_shown_as_off_because_of_that():
    client = client_of(a_profile(remind=False))
    page = client.get("/me/").text
    assert page.count("已关闭，因为提醒没有开") == 3
    assert "已开启" not in page
    assert "/me/mails/" not in page
    page = client_of(a_profile()).get("/me/").text
    assert page.count("已开启") == 3
    assert "因为提醒没有开" not in page


class TestDeleting:
    """What is deleted is gone, and the page says before what keeps it."""

    def test_the_page_says_which_record_keeps_it(self):
        profile = a_profile()
        client = client_of(profile)
        application = an_application(profile)
        page = client.get("/answers/founder.born_on/delete/").content.decode()
        assert application.reference in page
        assert application.reference in client.get("/answers/erase/").content.decode()
        client.post("/questions/founder.degree/", {"answer": "bachelor"})
        assert (
            application.reference
            not in client.get("/answers/founder.degree/delete/").content.decode()
        )

    def test_no_value_is_left_but_in_the_record(self):
        profile = a_profile()
        client = client_of(profile)
        an_application(profile)
        wage = "/questions/founder.monthly_wage/"
        client.post(wage, {"answer": "987654", "back": "answers"})
        client.post(wage, {"answer": "987655", "back": "answers"})
        client.post("/answers/founder.monthly_wage/delete/")
        client.post("/answers/erase/")
        profile.refresh_from_db()
        assert profile.facts == profile.provenance == {}
        assert not profile.fact_changes.exists()
        assert "change" not in client.session
        kept = Application.objects.get().snapshot
        assert "1999-03-02" in kept.facts
        assert "98765" not in kept.facts
