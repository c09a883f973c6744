"""Administrators erase an account as its owner could; that of staff they close."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from applicants.models import Application, AuditEvent, Profile
from policies.services import load_catalogue
from policies.services.calendar import load_calendar
from tests.accounts import staff_login
from tests.applicants.catalogue import texts
from tests.applicants.factories import UserFactory, a_member, a_profile, an_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db, settings, tmp_path):
    settings.MEDIA_ROOT, settings.MATCHING_ROOT = tmp_path / "media", tmp_path / "matching"
    load_catalogue(texts())
    load_calendar()
    client = Client()
    staff_login(client, UserFactory(staff=True, is_superuser=True))
    return client


def address(user):
    return f"/admin/auth/user/{user.pk}/delete/"


def test_the_page_says_what_goes_and_what_stays(administrator):
    application = an_application()
    page = administrator.get(address(application.profile.owner)).content.decode()
    assert application.reference in page
    assert "183 天" in page


def test_an_account_is_erased_and_the_log_says_by_whom(administrator):
    profile = a_profile()
    answer = administrator.post(address(profile.owner))
    assert answer.url == "/admin/auth/user/"
    assert not Profile.objects.exists()
    entry = AuditEvent.objects.get(action="account.erased")
    assert entry.actor_id != profile.owner_id


def test_a_record_stays(administrator):
    application = an_application()
    administrator.post(address(application.profile.owner))
    assert Application.objects.get().status == "withdrawn"
    assert not User.objects.get(pk=application.profile.owner_id).is_active


def test_staff_are_closed_instead(administrator):
    staff = a_member()
    assert "取消勾选" in administrator.get(address(staff)).content.decode()
    administrator.post(address(staff))
    assert User.objects.filter(pk=staff.pk).exists()


def test_nobody_deletes_rows_straight(administrator):
    assert "delete_selected" not in administrator.get("/admin/auth/user/").content.decode()


def test_the_table_is_there_for_administrators(administrator):
    page = administrator.get("/admin/retention/").content.decode()
    assert "7 天" in page
    other = Client()
    staff_login(other, a_member())
    assert other.get("/admin/retention/").status_code == 404
