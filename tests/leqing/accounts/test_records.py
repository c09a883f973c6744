"""What the audit log has of signing in, of second factors, and of changed rights."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from applicants.models import AuditEvent, Membership
from policies.models import Department
from tests.accounts import PASSWORD, code_of, staff_login, with_app
from tests.leqing.accounts.doors import CODE, SECOND, STAFF, ask, password, sign_in

pytestmark = pytest.mark.django_db
CLERK, FOUNDER = "clerk@example.com", "founder@example.com"


@pytest.fixture
def clerk():
    return with_app(User.objects.create_superuser("clerk", CLERK, PASSWORD))


def events(*actions):
    return list(AuditEvent.objects.filter(action__in=actions).order_by("pk"))


def test_staff_who_sign_in_are_recorded_with_their_address(client, clerk):
    password(client, CLERK, PASSWORD)
    assert events("sign_in.done") == []
    client.post(SECOND, {"code": code_of(clerk)}, REMOTE_ADDR="192.0.2.7")
    (event,) = events("sign_in.done")
    assert (event.actor_id, event.actor_name) == (clerk.pk, "clerk")
    assert (event.address, event.details) == ("192.0.2.7", {"door": "staff"})
    assert len(event.request_number) == 10
    client.post(reverse("account_logout"))
    (event,) = events("sign_in.ended")
    assert event.actor_id == clerk.pk


def test_a_wrong_password_is_recorded_with_the_account_and_never_what_was_typed(client, clerk):
    given = {"login": CLERK, "password": "a wrong password of a clerk"}
    client.post(STAFF, given, REMOTE_ADDR="192.0.2.7")
    password(client, "nobody@example.com", "another wrong password")
    known, unknown = events("sign_in.failed")
    assert (known.subject_id, known.subject_label) == (str(clerk.pk), "clerk")
    assert (known.actor_id, known.address) == (None, "192.0.2.7")
    assert unknown.subject_id == ""
    whole = str(list(AuditEvent.objects.values()))
    assert "nobody@example.com" not in whole
    assert "wrong password" not in whole


def test_a_wrong_code_of_the_app_is_recorded(client, clerk):
    password(client, CLERK, PASSWORD)
    client.post(SECOND, {"code": "000000"})
    (event,) = events("sign_in.failed")
    assert (event.subject_id, event.details["by"]) == (str(clerk.pk), "app")


def test_founders_are_recorded_by_number_alone(client):
    ask(client, FOUNDER)
    client.post(CODE, {"code": "00000000"})
    sign_in(client, FOUNDER)
    user = User.objects.get(email=FOUNDER)
    (failed,) = events("sign_in.failed")
    assert (failed.subject_id, failed.details["by"]) == (str(user.pk), "code")
    (done,) = events("sign_in.done")
    assert (done.actor_id, done.actor_name, done.subject_label) == (user.pk, "", "")
    assert FOUNDER not in str(list(AuditEvent.objects.values()))


def test_a_second_factor_that_is_removed_is_recorded(client, clerk):
    staff_login(client, clerk)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=clerk).exists()
    assert [event.actor_id for event in events("second_factor.removed")] == [clerk.pk]


def test_a_new_password_is_recorded(client, clerk):
    staff_login(client, clerk)
    new = "a much longer password of a clerk"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("account_change_password"), given).status_code == 302
    assert [event.actor_id for event in events("password.changed")] == [clerk.pk]


def test_changed_rights_are_recorded_by_their_names(admin_client, admin_user):
    group = Group.objects.create(name="officers")
    person = User.objects.create_user("person", is_staff=True)
    page = reverse("admin:auth_user_change", args=[person.pk])
    form = admin_client.get(page).context["adminform"].form
    kept = {name: form.initial[name] for name in ("username", "first_name", "last_name", "email")}
    joined = {"date_joined_0": "2026-03-02", "date_joined_1": "09:00:00"}
    given = {**kept, **joined, "is_staff": "on", "is_superuser": "on", "groups": [group.pk]}
    assert admin_client.post(page, given, REMOTE_ADDR="192.0.2.7").status_code == 302
    (event,) = events("rights.changed")
    assert (event.actor_id, event.address) == (admin_user.pk, "192.0.2.7")
    assert (event.subject_type, event.subject_label) == ("auth.user", "person")
    assert event.details == {
        "groups": {"given": ["officers"], "taken": []},
        "is_active": False,
        "is_superuser": True,
    }
    (changed,) = events("admin.changed")
    assert "Groups" in changed.details["fields"]


def test_rights_of_a_group_are_recorded(admin_client):
    group = Group.objects.create(name="officers")
    right = Permission.objects.get(codename="view_auditevent")
    page = reverse("admin:auth_group_change", args=[group.pk])
    admin_client.post(page, {"name": "officers", "permissions": [right.pk]})
    (event,) = events("rights.changed")
    assert event.details == {"permissions": {"given": ["view_auditevent"], "taken": []}}


def test_memberships_are_recorded_when_they_come_and_go(admin_client, admin_user):
    department = Department.objects.create(slug="hrss", name_zh="人社局", name_en="HRSS")
    given = {"user": admin_user.pk, "department": department.pk, "role": "reviewer"}
    admin_client.post(reverse("admin:applicants_membership_add"), given)
    row = Membership.objects.get()
    page = reverse("admin:applicants_membership_delete", args=[row.pk])
    admin_client.post(page, {"post": "yes"})
    added, deleted = events("admin.added", "admin.deleted")
    assert added.subject_label == deleted.subject_label == f"hrss · reviewer · {admin_user}"
    assert added.subject_id == deleted.subject_id == str(row.pk)
