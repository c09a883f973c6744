"""Whom an edition fits, by name, for who may see it."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from pyroaring import BitMap64

from applicants.matching.bitmaps import pack, unpack
from applicants.models import AuditEvent, EditionFit, MatchRun, Profile
from applicants.services.readings import readings_of_profile
from policies.models import Edition
from tests.applicants.admin.conftest import desk_of
from tests.applicants.factories import UserFactory, a_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def fit(city):
    """The grant fits 52 firms and may fit one."""
    firms = [a_profile(name=f"示例公司{n}", kind="enterprise") for n in range(53)]
    ids = [firm.pk for firm in firms]
    return EditionFit.objects.create(
        edition=Edition.objects.get(programme__slug="grant"),
        on=date(2026, 3, 2),
        run=MatchRun.objects.create(kind="nightly", on=date(2026, 3, 2)),
        fingerprint="",
        eligible=pack(BitMap64(ids[:52])),
        undetermined=pack(BitMap64(ids[52:])),
        eligible_count=52,
        undetermined_count=1,
    )


def people(fit, **query):
    return reverse("admin:applicants_editionfit_people", args=[fit.pk], query=query)


def fit_ids(fit):
    return list(unpack(fit.eligible))


def names(response):
    return [person["name"] for person in response.context["people"]]


def test_fifty_on_a_page_by_state(fit, admin_client):
    assert names(admin_client.get(people(fit))) == [f"示例公司{n}" for n in range(50)]
    assert names(admin_client.get(people(fit, page=2))) == ["示例公司50", "示例公司51"]
    first = admin_client.get(people(fit, state="eligible")).content.decode()
    assert 'href="?state=eligible&amp;page=2"' in first
    assert names(admin_client.get(people(fit, state="undetermined"))) == ["示例公司52"]
    assert len(names(admin_client.get(people(fit, state="x", page="y")))) == 50


def test_a_handful_of_queries_and_an_entry_in_the_audit_log(
    fit, admin_client, admin_user, django_assert_max_num_queries
):
    admin_client.get(people(fit))
    with django_assert_max_num_queries(14):
        admin_client.get(people(fit))
    event = AuditEvent.objects.filter(action="names.read").first()
    assert event.actor_id == admin_user.pk
    assert event.details["profiles"] == list(fit_ids(fit)[:50])
    assert event.details["as"] == ["administrator"]
    assert (event.subject_type, event.subject_id) == ("policies.edition", str(fit.edition_id))
    assert "示例公司" not in str(event.details) + event.subject_label


def test_whose_name_was_read_is_told(fit, admin_client):
    admin_client.get(people(fit))
    seen, unseen = (Profile.objects.get(pk=pk) for pk in (fit_ids(fit)[0], fit_ids(fit)[51]))
    assert [each.action for each in readings_of_profile(seen)] == ["names.read"]
    assert readings_of_profile(unseen) == []


def test_only_for_who_may_see_names(fit, admin_client):
    user = UserFactory(staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_editionfit"))
    client = desk_of(user)
    page = reverse("admin:applicants_editionfit_change", args=[fit.pk])
    assert people(fit) in admin_client.get(page).content.decode()
    assert people(fit) not in client.get(page).content.decode()
    assert client.get(people(fit)).status_code == 404
