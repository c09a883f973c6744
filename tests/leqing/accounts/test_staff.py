"""Staff: a password, then a code of an app, and nothing of the administration before both."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from leqing.accounts.middleware import IDLE, TIMES, WHOLE
from leqing.accounts.passwords import is_guessable
from tests.accounts import PASSWORD, code_of, record, staff_login, with_app
from tests.leqing.accounts.doors import (
    ACTIVATE,
    SECOND,
    STAFF,
    ask,
    breaches,
    forward,
    is_signed_in,
    password,
    sign_in,
)

CLERK = "clerk@example.com"
USERS = "/admin/auth/user/"
RECOVERY = reverse("mfa_view_recovery_codes")


@pytest.fixture
def clerk(db):
    return User.objects.create_superuser("clerk", CLERK, PASSWORD)


@pytest.fixture
def ready(clerk):
    """A member of staff whose app is set up."""
    return with_app(clerk)


def first_code(client):
    """What a new app shows, from the key that the page gave it."""
    secret = client.session["mfa.totp.secret"]
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


# -- The way in -----------------------------------------------------------------------------------


def test_password_and_code_lead_to_where_one_wanted_to_go(client, ready):
    wanted = client.get(USERS)
    assert wanted.url == f"{STAFF}?next=%2Fadmin%2Fauth%2Fuser%2F"
    assert password(client, CLERK, PASSWORD, next=USERS).url == SECOND
    assert not is_signed_in(client)
    assert client.get(USERS).url.startswith(STAFF)
    assert client.post(SECOND, {"code": code_of(ready)}).url == USERS
    assert client.get(USERS).status_code == 200


def test_without_a_wish_staff_come_to_the_administration(client, ready):
    password(client, CLERK, PASSWORD)
    assert client.post(SECOND, {"code": code_of(ready)}).url == "/admin/"


@pytest.mark.parametrize("onwards", ["//evil.example", "/\\evil.example", "https://evil.example/"])
def test_next_is_a_path_of_this_site(client, ready, onwards):
    password(client, CLERK, PASSWORD, next=onwards)
    assert client.post(SECOND, {"code": code_of(ready)}).url == "/admin/"


@pytest.mark.parametrize("address", ["CLERK@EXAMPLE.COM", " Clerk@example.com "])
def test_an_address_may_be_spelled_otherwise(client, clerk, address):
    User.objects.update(email="Clerk@Example.com")
    assert password(client, address, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("address", "word"),
    [(CLERK, "wrong"), (CLERK, ""), ("nobody@example.com", PASSWORD), ("clerk", PASSWORD)],
)
def test_a_wrong_pair_is_told(client, clerk, address, word):
    response = password(client, address, word)
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert not is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, clerk):
    known = password(client, CLERK, "wrong").context["form"].errors
    assert password(client, "nobody@example.com", "wrong").context["form"].errors == known


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_only_active_staff_have_a_password(client, clerk, change):
    User.objects.update(**change)
    assert password(client, CLERK, PASSWORD).status_code == 200
    assert not is_signed_in(client)


def test_a_founder_has_none(client, db):
    sign_in(client, "founder@example.com")
    User.objects.update(is_staff=True)
    other = Client()
    for word in ("", "!", User.objects.get().password):
        assert password(other, "founder@example.com", word).status_code == 200


def test_who_began_at_the_door_of_founders_can_change_over(client, ready):
    ask(client, CLERK)
    assert client.get(STAFF).status_code == 200
    password(client, CLERK, PASSWORD)
    client.post(SECOND, {"code": code_of(ready)})
    assert is_signed_in(client)


def test_the_second_step_alone_leads_nowhere(client, ready):
    assert client.get(SECOND).url == STAFF
    assert client.post(SECOND, {"code": code_of(ready)}).url == STAFF
    ask(client, "founder@example.com")
    assert client.get(SECOND).url == STAFF


# -- Codes of the app -----------------------------------------------------------------------------


def enter(ready, code):
    """Whether password and code sign in."""
    client = Client()
    password(client, CLERK, PASSWORD)
    client.post(SECOND, {"code": code})
    return is_signed_in(client)


@pytest.mark.parametrize(
    ("later", "fine"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_differ_by_half_a_minute(ready, later, fine):
    assert enter(ready, code_of(ready, later=later)) == fine


@pytest.mark.parametrize("seconds", [0, 31, 59])
@pytest.mark.parametrize("spelling", ["{}", " {}", "{}."])
def test_a_code_works_once_for_as_long_as_it_is_good(ready, monkeypatch, seconds, spelling):
    code = code_of(ready, later=1)
    assert enter(ready, code)
    forward(monkeypatch, seconds)
    assert not enter(ready, spelling.format(code))


def test_a_wrong_code_is_told(client, ready):
    password(client, CLERK, PASSWORD)
    response = client.post(SECOND, {"code": "000 000"})
    assert 'id="id_code_error"' in response.content.decode()


def test_a_recovery_code_works_once(client, ready):
    staff_login(client, ready)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = client.get(RECOVERY).context["unused_codes"][0]
    assert enter(ready, code)
    assert not enter(ready, code)


# -- Setting up the app ---------------------------------------------------------------------------


def test_without_an_app_there_is_only_the_way_to_set_it_up(client, clerk):
    assert password(client, CLERK, PASSWORD, next=USERS).url == USERS
    onwards = client.get(USERS).url
    assert onwards == f"{ACTIVATE}?next=%2Fadmin%2Fauth%2Fuser%2F"
    for path in ("/admin/", "/admin/jsi18n/", "/admin/nothing/", reverse("mfa_index"), RECOVERY):
        assert client.get(path).url.startswith(ACTIVATE)
        assert client.post(path).url.startswith(ACTIVATE)
    assert client.get(onwards).status_code == 200
    response = client.post(onwards, {"code": first_code(client)})
    assert response.url == f"{RECOVERY}?next=%2Fadmin%2Fauth%2Fuser%2F"
    assert f'href="{USERS}"' in client.get(response.url).content.decode()
    assert client.get(USERS).status_code == 200


def test_a_wrong_first_code_is_told_and_the_key_stays(client, clerk):
    password(client, CLERK, PASSWORD)
    client.get(ACTIVATE)
    secret = client.session["mfa.totp.secret"]
    response = client.post(ACTIVATE, {"code": "000000"})
    assert 'id="id_code_error"' in response.content.decode()
    assert client.session["mfa.totp.secret"] == secret
    assert not Authenticator.objects.exists()


def test_the_first_code_does_not_sign_in_as_well(client, clerk):
    password(client, CLERK, PASSWORD)
    client.get(ACTIVATE)
    code = first_code(client)
    client.post(ACTIVATE, {"code": code})
    assert not enter(clerk, code)


def test_the_picture_is_part_of_the_page_and_the_key_stands_below(client, clerk):
    password(client, CLERK, PASSWORD)
    response = client.get(ACTIVATE)
    text = response.content.decode()
    assert "<svg" in text
    assert not breaches(response)
    assert client.session["mfa.totp.secret"] in text.replace(" ", "")


def test_a_removed_app_closes_the_administration(client, ready):
    staff_login(client, ready)
    response = client.post(reverse("mfa_deactivate_totp"))
    assert response.url == reverse("mfa_index")
    assert client.get("/admin/").url.startswith(ACTIVATE)
    assert not Authenticator.objects.exists()


def test_an_app_that_is_there_is_not_replaced_behind_ones_back(client, ready):
    staff_login(client, ready)
    assert client.get(ACTIVATE).url == reverse("mfa_deactivate_totp")


@pytest.mark.parametrize("name", ["mfa_view_recovery_codes", "mfa_deactivate_totp"])
def test_later_the_password_is_asked_for_once_more(client, ready, monkeypatch, name):
    staff_login(client, ready)
    client.post(reverse("mfa_generate_recovery_codes"))
    path = reverse(name)
    assert client.get(path).status_code == 200
    forward(monkeypatch, 899)
    assert client.get(path).status_code == 200
    forward(monkeypatch, 901)
    response = client.get(path)
    assert response.url == f"{reverse('account_reauthenticate')}?next={path.replace('/', '%2F')}"
    assert client.post(response.url, {"password": "wrong"}).status_code == 200
    assert client.post(response.url, {"password": PASSWORD}).url == path


def test_a_code_may_take_the_place_of_the_password(client, ready, monkeypatch):
    staff_login(client, ready)
    forward(monkeypatch, 901)
    again = reverse("mfa_reauthenticate")
    assert client.get(again).status_code == 200
    path = reverse("mfa_generate_recovery_codes")
    assert client.post(again, {"code": code_of(ready), "next": path}).url == path
    assert client.get(path).status_code == 200


# -- Passwords ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "fine"), [("fourteen chars", False), ("fifteen letters", True)])
def test_a_password_has_fifteen_characters(db, word, fine):
    try:
        validate_password(word, User(username="clerk", is_staff=True))
    except ValidationError:
        assert not fine
    else:
        assert fine


@pytest.mark.parametrize(
    ("word", "fine"),
    [
        ("passwordpassword", False),  # each of these stands in no list of common ones
        ("password1234567", False),
        ("AdminAdmin2026!!", False),
        ("yueqing2026leqing", False),
        ("qwertyuiopasdfgh", False),
        ("k3!vk3!vk3!vk3!v", False),
        ("aaaaaaaaaaaaaaaaaaaa", False),
        ("----------------", False),
        ("123456789123456789", False),
        ("829304857120938", True),  # no kind of character is asked for
        ("correct horse battery staple", True),
        ("中午在柳市桥头看白鹭飞过三只才走", True),
        ("only small letters in here", True),
        ("l" * 60 + " and then a tail of it", True),
    ],
)
def test_a_long_password_of_common_parts_is_refused(db, word, fine):
    assert is_guessable(word) is not fine
    if fine:
        validate_password(word, User(username="clerk", is_staff=True))
    else:
        with pytest.raises(ValidationError):
            validate_password(word, User(username="clerk", is_staff=True))


def test_a_long_password_is_kept_to_its_last_letter(client, ready):
    staff_login(client, ready)
    new = "一句很长的话 with more than sixty-four characters, " * 4 + "the end"
    path = reverse("account_change_password")
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(path, data).status_code == 302
    ready.refresh_from_db()
    assert ready.check_password(new)
    assert not ready.check_password(new[:-1])
    assert password(Client(), CLERK, new[:-1]).status_code == 200
    assert password(Client(), CLERK, new).url.startswith(SECOND)


# -- Once more before what must not happen behind one's back ---------------------------------------


@pytest.fixture
def later(client, ready, monkeypatch):
    """A quarter of an hour and a bit after signing in."""
    staff_login(client, ready)
    forward(monkeypatch, 901)
    return client


def change_form(client, user):
    """The form of an account as its page has it."""
    form = client.get(f"{USERS}{user.pk}/change/").context["adminform"].form
    names = ("username", "first_name", "last_name", "email", "is_active", "is_staff")
    typed = {name: form.initial[name] for name in names if form.initial[name]}
    return {**typed, "date_joined_0": "2026-01-01", "date_joined_1": "09:00"}


def test_the_address_of_an_account_changes_after_a_password_and_nothing_is_typed_twice(
    later, ready, django_user_model
):
    other = django_user_model.objects.create_user("other", "other@example.com", PASSWORD)
    page = f"{USERS}{other.pk}/change/"
    later.get(page)  # looking asks for nothing, and gives the token of the form
    token = later.cookies["csrftoken"].value
    sent = {**change_form(later, other), "email": "new@example.com", "csrfmiddlewaretoken": token}
    asked = later.post(page, sent)
    assert asked.url == f"{reverse('account_reauthenticate')}?next={page.replace('/', '%2F')}"
    other.refresh_from_db()
    assert other.email == "other@example.com"
    assert later.post(asked.url, {"password": PASSWORD}).url == page
    assert 'value="new@example.com"' in later.get(page).text  # what was typed is back
    assert later.post(page, sent).status_code == 302
    other.refresh_from_db()
    assert other.email == "new@example.com"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["/admin/auth/user/add/", "password", "app"])
def test_passwords_apps_and_new_accounts_are_for_who_gave_a_password(later, ready, page, method):
    app = Authenticator.objects.get(user=ready)
    addresses = {
        "password": f"{USERS}{ready.pk}/password/",
        "app": f"/admin/mfa/authenticator/{app.pk}/delete/",
    }
    response = getattr(later, method)(addresses.get(page, page), {"post": "yes"})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_apps_are_not_deleted_by_the_dozen(later, ready):
    app = Authenticator.objects.get(user=ready)
    chosen = {"action": "delete_selected", "_selected_action": [app.pk], "post": "yes"}
    later.post("/admin/mfa/authenticator/", chosen)
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_a_new_password_ends_the_other_sessions(client, ready):
    staff_login(client, ready)
    other = Client()
    staff_login(other, ready)
    path = reverse("account_change_password")
    new = "quite another sentence"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(path, {**data, "old_password": "wrong"}).status_code == 200
    assert client.post(path, data).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").url.startswith(STAFF)


# -- The end of a session -------------------------------------------------------------------------


def since(client, *, first=0, last=0):
    """Set the session back: so many seconds since its first and its last request."""
    session = client.session
    session[TIMES] = [time.time() - first, time.time() - last]
    session.save()


@pytest.mark.parametrize(
    ("first", "last", "over"),
    [
        (IDLE, IDLE - 5, False),
        (IDLE + 5, IDLE + 5, True),
        (WHOLE - 5, 0, False),
        (WHOLE + 5, 0, True),
    ],
)
def test_a_session_ends_when_idle_or_old(client, ready, first, last, over):
    staff_login(client, ready)
    since(client, first=first, last=last)
    response = client.get(f"{USERS}?q=a")
    assert (response.status_code == 302) == over
    assert is_signed_in(client) != over
    if over:
        assert response.url == f"{STAFF}?next=%2Fadmin%2Fauth%2Fuser%2F%3Fq%3Da"
        told = list(client.get(response.url).context["messages"])
        assert len(told) == 1


def test_requests_keep_a_session_open(client, ready, monkeypatch):
    staff_login(client, ready)
    client.get(USERS)
    for _ in range(3):
        forward(monkeypatch, IDLE - 90)
        assert client.get(USERS).status_code == 200
    forward(monkeypatch, IDLE + 1)
    assert client.get(USERS).status_code == 302


def test_an_idle_session_begins_anew_after_signing_in(client, ready):
    staff_login(client, ready)
    since(client, first=WHOLE + 5)
    client.get(USERS)
    password(client, CLERK, PASSWORD, next=USERS)
    assert client.post(SECOND, {"code": code_of(ready)}).url == USERS
    assert client.get(USERS).status_code == 200


@pytest.mark.parametrize("after", [None, "deleted"])
def test_a_part_of_a_page_is_told_and_not_replaced(htmx_client, ready, after):
    staff_login(htmx_client, ready)
    since(htmx_client, first=WHOLE + 5)
    if after:
        htmx_client.session.delete()
    answer = htmx_client.get(USERS)
    assert (answer.status_code, answer.content) == (204, b"")
    assert json.loads(answer["HX-Trigger"])["signed-out"]["value"].startswith(STAFF)


def test_signing_out_late_does_not_ask_to_sign_in(client, ready):
    staff_login(client, ready)
    since(client, first=WHOLE + 5)
    assert client.post(reverse("account_logout")).url == "/"


def test_founders_keep_theirs_for_seven_days(client, db, settings):
    sign_in(client, "founder@example.com")
    since(client, first=WHOLE + 5, last=IDLE + 5)
    client.get("/")
    assert is_signed_in(client)
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE == 7 * 24 * 3600


def test_a_cookie_of_staff_ends_with_the_browser(client, ready):
    password(client, CLERK, PASSWORD)
    response = client.post(SECOND, {"code": code_of(ready)})
    assert response.cookies["session"]["max-age"] == ""


# -- Pages ----------------------------------------------------------------------------------------

PAGES = [
    reverse(name)
    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_change_password",
        "account_logout",
    )
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_can_be_read(client, ready, path, language):
    staff_login(client, ready)
    client.post(reverse("mfa_generate_recovery_codes"))
    client.cookies["django_language"] = language
    response = client.get(path)
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()
    assert not breaches(response)


@pytest.mark.parametrize("path", PAGES[:-1])
def test_pages_of_staff_are_not_there_for_founders(client, db, path):
    assert client.get(path).url.startswith(STAFF)
    sign_in(client, "founder@example.com")
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_pages_of_the_way_in_keep_to_the_policy(client, ready):
    pages = [client.get(STAFF), password(client, CLERK, "wrong")]
    password(client, CLERK, PASSWORD)
    pages += [client.get(SECOND), client.post(SECOND, {"code": "1"})]
    for response in pages:
        assert not breaches(response)
        assert "no-store" in response["Cache-Control"]
    text = pages[0].content.decode()
    assert 'autocomplete="email"' in text
    assert 'autocomplete="current-password"' in text
    assert 'autocomplete="one-time-code"' in pages[2].content.decode()


def test_words_of_allauth_itself_are_chinese(client, ready):
    with override("zh-hans"):
        assert gettext("You must type the same password each time.") != (
            "You must type the same password each time."
        )


def test_a_session_of_another_kind_signs_in_again(client, ready):
    """Signed in by a code of a mail and made staff later, or before the app was set up."""
    for methods in ([], ["code"], ["password"], ["mfa"]):
        client.force_login(ready)
        record(client, ready, *methods)
        assert client.get("/admin/").url.startswith(STAFF)
        assert not is_signed_in(client)


def test_json_is_not_a_way_around(client, ready):
    data = json.dumps({"login": CLERK, "password": PASSWORD})
    response = client.post(STAFF, data, content_type="application/json")
    assert not is_signed_in(client)
    assert response.status_code in (200, 400)


def test_setting_up_the_app_in_a_browser(page, live_server, axe):
    User.objects.create_superuser("clerk", CLERK, PASSWORD)
    page.goto(f"{live_server.url}/admin/")
    page.wait_for_url("**/account/staff/?next=*")
    axe(page)
    page.fill("[name=login]", CLERK)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url("**/two-factor/activate/?next=*")
    axe(page)
    assert page.locator(".qr svg").bounding_box()["width"] > 150
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    secret = page.locator("#key").inner_text().replace(" ", "")
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("main [type=submit]")
    page.wait_for_url("**/recovery-codes/?next=*")
    axe(page)
    page.click("main .button >> nth=0")
    page.wait_for_url("**/admin/")
    assert page.locator("#user-tools").is_visible()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}{STAFF}")
    page.fill("[name=login]", CLERK)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url(f"**{SECOND}")
    axe(page)


# -- How long it lasts ----------------------------------------------------------------------------

SESSION = reverse("account_session")


def test_how_long_a_session_lasts_is_told_without_making_it_longer(client, ready):
    staff_login(client, ready)
    since(client, first=1000, last=IDLE - 100)
    assert client.get(SESSION).json() == {"left": 99, "can_stay": True}
    assert client.get(SESSION).json()["left"] <= 99
    assert client.post(SESSION).json()["left"] >= IDLE - 2


def test_twelve_hours_cannot_be_made_longer(client, ready):
    staff_login(client, ready)
    since(client, first=WHOLE - 60, last=10)
    assert client.post(SESSION).json() == {"left": 59, "can_stay": False}


def test_who_is_signed_out_has_no_time_left(client, ready):
    assert client.get(SESSION).json() == {"left": 0, "can_stay": False}
    staff_login(client, ready)
    since(client, first=IDLE + 5, last=IDLE + 5)
    assert client.post(SESSION).json() == {"left": 0, "can_stay": False}
    assert client.get(USERS).status_code == 302  # asking has not brought it back


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(client, ready):
    staff_login(client, ready)
    since(client, first=IDLE - 5, last=IDLE - 5)
    by_itself = {"HX-Request": "true", "HX-Trigger": "others"}
    client.get(USERS, headers=by_itself)
    since(client, first=IDLE + 5, last=IDLE + 5)
    answer = client.get(USERS, headers=by_itself)
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(USERS).status_code == 302
