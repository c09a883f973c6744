"""The administration: one door, and what one may not see does not exist."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from leqing.admin import LeqingAdminSite
from tests.accounts import PASSWORD, staff_login, with_app
from tests.leqing.accounts.doors import STAFF, is_signed_in, sign_in

PATHS = [
    "/admin/",
    "/admin/auth/user/",
    "/admin/auth/user/1/change/",
    "/admin/nothing/",
    "/admin/r/1/1/",
]


@pytest.fixture
def clerk(db):
    return User.objects.create_user("clerk", "clerk@example.com", PASSWORD, is_staff=True)


def test_the_site_is_ours():
    assert isinstance(admin.site._wrapped, LeqingAdminSite)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_is_led_to_the_door_of_staff(client, path):
    expected = f"{STAFF}?next={path.replace('/', '%2F')}"
    assert client.get(path).url == expected
    assert client.post(path).url == expected


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*PATHS, "/admin/jsi18n/", "/admin/autocomplete/"])
def test_for_a_founder_there_is_nothing(client, path):
    sign_in(client, "founder@example.com")
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert is_signed_in(client)


def test_what_one_may_not_see_does_not_exist(client, clerk):
    staff_login(client, clerk)
    assert client.get("/admin/").status_code == 200
    row = f"/admin/auth/user/{clerk.pk}"
    for path in ("/admin/auth/user/", "/admin/auth/user/add/", f"{row}/change/", f"{row}/delete/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {}).status_code == 404
    assert client.get(f"{row}/history/").status_code == 404
    foreign = client.get("/admin/auth/user/999/change/")
    assert foreign.content == client.get(f"{row}/change/").content


def test_who_may_look_may_not_change(client, clerk):
    clerk.user_permissions.add(Permission.objects.get(codename="view_user"))
    staff_login(client, clerk)
    path = f"/admin/auth/user/{clerk.pk}/change/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"username": "root"}).status_code == 404


def test_an_account_that_lost_its_rights_sees_nothing(client, clerk):
    staff_login(client, clerk)
    User.objects.update(is_staff=False)
    assert client.get("/admin/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("query", "onwards"),
    [("", "%2Fadmin%2F"), ("?next=/admin/auth/user/", "%2Fadmin%2Fauth%2Fuser%2F")],
)
def test_djangos_own_form_is_no_second_door(client, admin_user, method, query, onwards):
    data = {"username": "admin", "password": "password"}
    response = getattr(client, method)(f"/admin/login/{query}", data if method == "post" else None)
    assert response.url == f"{STAFF}?next={onwards}"
    assert not is_signed_in(client)


def test_djangos_other_pages_lead_to_ours(client, admin_client):
    assert admin_client.get("/admin/password_change/").url == reverse("account_change_password")
    assert admin_client.get("/admin/logout/").status_code == 200
    assert admin_client.post("/admin/logout/").url == "/"
    assert not is_signed_in(admin_client)
    assert client.post("/admin/logout/").url == "/"


def test_head_and_titles_are_in_the_words_of_the_project(admin_client):
    text = admin_client.get("/admin/").content.decode()
    assert "Django" not in text
    assert "乐清" in text


def test_a_lost_app_is_removed_and_no_secret_is_shown(admin_client, clerk):
    app = Authenticator.objects.get(user=with_app(clerk))
    base = f"/admin/mfa/authenticator/{app.pk}"
    for path in ("/admin/mfa/authenticator/", f"{base}/change/", f"{base}/delete/"):
        response = admin_client.get(path)
        assert response.status_code == 200
        assert app.data["secret"] not in response.content.decode()
    assert admin_client.get("/admin/mfa/authenticator/add/").status_code == 404
    admin_client.post(f"{base}/delete/", {"post": "yes"})
    assert not Authenticator.objects.filter(user=clerk).exists()


def test_addresses_of_founders_can_only_be_read(admin_client, clerk):
    row = EmailAddress.objects.create(user=clerk, email=clerk.email)
    base = f"/admin/account/emailaddress/{row.pk}"
    assert admin_client.get("/admin/account/emailaddress/?q=clerk").status_code == 200
    assert admin_client.get(f"{base}/change/").status_code == 200
    for path in (f"{base}/change/", f"{base}/delete/"):
        assert admin_client.post(path, {"post": "yes"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("mfa/authenticator", {"data__secret__startswith": "A"}),
        ("account/emailaddress", {"email__regex": "("}),
        ("auth/user", {"username__iregex": "(a+)+$"}),
        ("auth/user", {"password__startswith": "pbkdf2"}),
        ("auth/group", {"name__regex": "("}),
    ],
)
def test_free_lookups_are_refused(admin_client, path, query):
    assert admin_client.get(f"/admin/{path}/", query).status_code == 400


def test_accounts_can_be_filtered_and_made(admin_client):
    assert admin_client.get("/admin/auth/user/", {"is_staff__exact": "1"}).status_code == 200
    new = {"username": "new", "usable_password": "true", "password1": PASSWORD}
    response = admin_client.post("/admin/auth/user/add/", {**new, "password2": PASSWORD})
    assert response.status_code == 302
    assert User.objects.get(username="new").check_password(PASSWORD)


@pytest.mark.parametrize(("staff", "status"), [(True, 200), (False, 404)])
def test_a_password_is_given_to_staff_alone(admin_client, staff, status):
    user = User.objects.create_user("one", "one@example.com", is_staff=staff)
    base = f"/admin/auth/user/{user.pk}"
    assert ("../password/" in admin_client.get(f"{base}/change/").text) == staff
    assert admin_client.get(f"{base}/password/").status_code == status
    new = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    admin_client.post(f"{base}/password/", new)
    user.refresh_from_db()
    assert user.has_usable_password() == staff
