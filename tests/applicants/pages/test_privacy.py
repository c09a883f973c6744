"""The notice on privacy: it names every table with a person in it, and consents are apart."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User

from applicants.models import Profile, UnsentForm
from applicants.privacy import READ, lines
from applicants.retention import RETENTION
from applicants.services.profiles import withdraw_consent
from applicants.services.unsent_forms import keep_form
from policies.permission import permission_for, sensitive_facts
from policies.services import current_catalogue
from tests.applicants.factories import UserFactory, a_profile, an_application

pytestmark = pytest.mark.django_db

# Rows that lead to a person but say nothing of one, each with its reason.
NO_PERSON = {
    "auth.User_groups": "which rights: the account's line speaks of them",
    "auth.User_user_permissions": "the same",
    "applicants.EditionFit": "numbers of profiles in a set: the copy's line speaks of it",
    "applicants.FitChange": "the same",
}


def with_a_person():
    """Every table from which a way leads to an account or a profile."""
    found = {User, Profile}
    models = apps.get_models(include_auto_created=True)
    while True:
        more = {
            model
            for model in models
            if model not in found
            and any(
                field.is_relation and field.many_to_one and field.related_model in found
                for field in model._meta.get_fields()
            )
        } | {
            field.related_model
            for field in [f for m in found for f in m._meta.get_fields()]
            if field.one_to_one and not field.auto_created and field.related_model is not None
        }
        if more <= found:
            return {model._meta.label for model in found}
        found |= more


def test_every_table_with_a_person_has_a_line():
    named = {table for read in READ.values() for table in read.tables}
    staff_only = {label for label in with_a_person() if label.startswith("policies.")}
    assert with_a_person() - named - staff_only - {*NO_PERSON} == set()


def test_every_table_that_is_named_is_there():
    for read in READ.values():
        for table in read.tables:
            apps.get_model(table)


def test_every_class_of_retention_says_who_reads_it():
    assert {line.key for line in RETENTION} == {*READ}
    assert len(list(lines())) == len(RETENTION)


def test_the_notice_names_who_is_responsible_and_how_long(client):
    page = client.get("/privacy/").text
    assert settings.OPERATOR_CONTACT in page
    assert "183" in page
    assert 'href="/questions/sensitive/"' in page


@pytest.mark.parametrize("url", ["/", "/welcome/", "/questions/founder.born_on/"])
def test_the_notice_is_one_tap_away(client, city, on_the_day, url):
    if url == "/welcome/":
        client.force_login(UserFactory())
    assert 'href="/privacy/"' in client.get(url).text


class TestKeeping:
    """What becomes of sensitive answers when an account is made."""

    def answered(self, client):
        client.post("/questions/enterprise.town/", {"answer": "liushi"})
        client.post("/questions/founder.born_on/", {"answer": "1999-03-02", "sensitive": "on"})
        user = UserFactory()
        session = dict(client.session.items())
        client.force_login(user)
        held = client.session
        held.update({key: session[key] for key in ("answers", "sensitive")})
        held.save()
        return user

    def send(self, client, **more):
        sent = {
            "kind": "person",
            "name": "示例",
            "language": "zh-hans",
            "consent": "on",
            "of_age": "on",
            **more,
        }
        return client.post("/welcome/", sent)

    def test_they_stay_out_unless_one_ticks_that_they_are_kept(self, client, city, on_the_day):
        user = self.answered(client)
        assert self.send(client).status_code == 302
        profile = Profile.objects.get(owner=user)
        assert {*profile.facts} == {"enterprise.town"}
        assert "sensitive" not in profile.consents.values_list("purpose", flat=True)

    def test_with_the_tick_they_come_along_with_a_consent_of_their_own(
        self, client, city, on_the_day
    ):
        user = self.answered(client)
        self.send(client, sensitive="on")
        profile = Profile.objects.get(owner=user)
        assert "founder.born_on" in profile.facts
        row = profile.consents.get(purpose="sensitive", withdrawn_at=None)
        assert row.text_version
        assert row.programmes is None

    def test_nobody_below_14_is_kept_alone(self, client, city, on_the_day):
        user = self.answered(client)
        page = self.send(client, of_age="")
        assert page.status_code == 200
        assert "未满 14 周岁" in page.text
        assert not Profile.objects.filter(owner=user).exists()


def keep_typed(profile, path):
    """A form that came too late, as the middleware keeps it."""
    fields = {"answer": ["1966-06-06"]}
    keep_form(user_id=profile.owner_id, path=path, page=path, fields=fields, was_sent=True)


@pytest.mark.parametrize(
    "url", ["/answers/erase/", "/answers/founder.born_on/delete/", "/answers/sensitive/withdraw/"]
)
def test_what_was_typed_too_late_is_forgotten_with_the_answer(client, city, on_the_day, url):
    profile = a_profile()
    client.force_login(profile.owner)
    keep_typed(profile, "/questions/founder.born_on/")
    client.post(url)
    assert not UnsentForm.objects.exists()


def test_taking_consent_back_forgets_what_was_typed_and_says_what_waits(client, city, on_the_day):
    profile = a_profile()
    client.force_login(profile.owner)
    keep_typed(profile, "/questions/enterprise.town/")
    withdraw_consent(profile_id=profile.pk)
    assert not UnsentForm.objects.exists()
    assert "等待删除" in client.get("/answers/").text
    page = client.get("/answers/erase/").text
    assert 'action="/answers/erase/"' in page
    client.post("/answers/erase/")
    profile.refresh_from_db()
    assert profile.facts == {}


def test_one_sees_first_which_application_keeps_a_sensitive_answer(client, city, on_the_day):
    profile = a_profile()
    application = an_application(profile)
    client.force_login(profile.owner)
    page = client.get("/answers/sensitive/withdraw/").text
    assert application.reference in page
    assert "founder.born_on" in Profile.objects.get(pk=profile.pk).facts


def test_a_profile_takes_its_permission_back_with_the_answers(client, city, on_the_day):
    profile = a_profile(permission=permission_for(None))
    client.force_login(profile.owner)
    client.post("/answers/sensitive/withdraw/")
    profile.refresh_from_db()
    sensitive = sensitive_facts(current_catalogue().vocabulary)
    assert not {*profile.facts} & sensitive
    assert profile.facts
    row = profile.consents.get(purpose="sensitive")
    assert row.withdrawn_at is not None
    # and it is not asked for again in this visit
    assert client.get("/questions/").url != "/questions/sensitive/"
