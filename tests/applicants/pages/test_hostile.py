"""Whatever is typed into a form of founders or staff: never a 500, and nothing strange is done."""

import uuid

import pytest
from django.db import transaction

from applicants.models import Application, Determination, Profile
from tests.applicants.admin.conftest import desk_of
from tests.applicants.factories import UserFactory, a_member, a_pdf, a_profile, asked, reviewed
from tests.applicants.pages.conftest import client_of
from tests.policies.pages.test_hostile import HOSTILE, encodable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "on_the_day")]
FINE = (200, 302, 400, 404, 409)
SOME = [*HOSTILE[::4], "128", "//evil.example", "\ud800", "\0"]
# the fields of a model that no form may set
FOREIGN = {
    "status": "approved",
    "owner": "1",
    "profile": "1",
    "version": "0",
    "is_staff": "1",
    "snapshot": "1",
    "due_on": "2099-01-01",
    "programme": "1",
}


def post(client, path, data):
    """Send it as UTF-8, lone surrogates as the bytes they are; what it changed is undone."""
    with transaction.atomic():
        response = client.post(path, data)
        assert response.status_code in FINE, (path, data, response.status_code)
        transaction.set_rollback(True)
    return response


def in_turn(good, fields):
    """The good form with each hostile text in each field."""
    for field in fields:
        for text in SOME:
            yield {**good, field: encodable(text)}


def test_the_forms_of_a_profile():
    newcomer = UserFactory()
    client = client_of(a_profile())
    first = client_of(type("Nobody", (), {"owner": newcomer})())
    good = {"name": "示例", "language": "en", "credit_code": "", "remind": "on"}
    for data in in_turn(good, [*good, "nonsense"]):
        post(client, "/me/", data)
    good |= {"kind": "person", "consent": "on", "of_age": "on", "next": "/"}
    for data in in_turn(good, ["kind", "name", "consent", "of_age", "next"]):
        post(first, "/welcome/", data)
    for text in SOME:
        post(client, "/welcome/answers/", {"next": encodable(text), "take": encodable(text)})


def test_the_form_to_apply():
    client = client_of(a_profile())
    good = {"key": str(uuid.uuid4()), "declared": "on", "submit": "1"}
    for data in in_turn(good, ["key", "declared", "submit", "save", "paper_0"]):
        post(client, "/programmes/room/apply/", data)
    for name in ("a" * 300 + ".pdf", "../../x.pdf", "\u202egnp.exe.pdf", "CON.pdf", ".pdf", "x"):
        key = str(uuid.uuid4())
        data = {**good, "key": key, "paper_0": a_pdf(name), "paper_99": a_pdf()}
        post(client, "/programmes/room/apply/", data)
    assert not Application.objects.exists()


def test_the_forms_of_an_application():
    application = asked()
    client = client_of(application.profile)
    page = f"/applications/{application.reference}/"
    good = {"version": application.version, "answer": "x"}
    for data in in_turn(good, ["version", "answer", "papers"]):
        post(client, f"{page}supplement/", data)
        post(client, f"{page}withdraw/", data)


def test_the_forms_of_the_desk():
    application = reviewed()
    page = f"/admin/applicants/application/{application.pk}/change/"
    desk = desk_of(a_member(role="decider"))
    good = {"form": "determine", "version": "3", "decision": "maybe", "reason": "x"}
    for data in in_turn(good, ["form", "version", "decision"]):
        post(desk, page, data)
    for text in SOME:
        with transaction.atomic():
            query = {"q": text.encode("utf-8", "replace").decode(), "status": "x", "p": "1"}
            status = desk.get("/admin/applicants/application/", query).status_code
            assert status in FINE
            transaction.set_rollback(True)
    assert not Determination.objects.exists()


def test_fields_of_the_model_are_not_taken_from_a_form():
    profile = a_profile()
    client = client_of(profile)
    application = reviewed()
    before = Application.objects.filter(pk=application.pk).values().get()
    desk = desk_of(a_member())
    page = f"/admin/applicants/application/{application.pk}/change/"
    desk.post(page, {"form": "review", "recommendation": "reject", "opinion": "x", **FOREIGN})
    assert Application.objects.filter(pk=application.pk).values().get() == before
    client.post("/me/", {"name": "新名", "language": "en", **FOREIGN})
    kept = Profile.objects.get(pk=profile.pk)
    assert kept.name == "新名"
    assert kept.owner == profile.owner
    assert not kept.owner.is_staff
    assert not kept.applications.exists()
