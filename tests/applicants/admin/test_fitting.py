"""Whom an edition fits, by name, for who may see it."""

import logging
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from pyroaring import BitMap64

from applicants.matching.bitmaps import pack
from applicants.models import EditionFit, MatchRun
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


def names(response):
    return [person["name"] for person in response.context["people"]]


def test_fifty_on_a_page_by_state(fit, admin_client):
    assert names(admin_client.get(people(fit))) == [f"示例公司{n}" for n in range(50)]
    assert names(admin_client.get(people(fit, page=2))) == ["示例公司50", "示例公司51"]
    first = admin_client.get(people(fit, state="eligible")).content.decode()
    assert 'href="?state=eligible&amp;page=2"' in first
    assert names(admin_client.get(people(fit, state="undetermined"))) == ["示例公司52"]
    assert len(names(admin_client.get(people(fit, state="x", page="y")))) == 50


def test_a_handful_of_queries_and_a_line_in_the_log(
    fit, admin_client, caplog, django_assert_max_num_queries
):
    admin_client.get(people(fit))
    with (
        caplog.at_level(logging.INFO, "applicants.admin.fitting"),
        django_assert_max_num_queries(10),
    ):
        admin_client.get(people(fit))
    assert any("read profiles" in record.getMessage() for record in caplog.records)
    assert "示例公司" not in caplog.text


def test_only_for_who_may_see_names(fit, admin_client):
    user = UserFactory(staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_editionfit"))
    client = desk_of(user)
    page = reverse("admin:applicants_editionfit_change", args=[fit.pk])
    assert people(fit) in admin_client.get(page).content.decode()
    assert people(fit) not in client.get(page).content.decode()
    assert client.get(people(fit)).status_code == 404
