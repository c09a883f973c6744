"""What arrives while its account is being erased, or just after."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from applicants.answers import ProfileStore
from applicants.models import AuditEvent, Profile
from applicants.services import erasure, profiles
from applicants.services.applying import hand_in
from applicants.services.export import ask_for_export
from applicants.views import applying, mine, own_data
from leqing.accounts.devices import cookie_name, remember_device
from policies.models import Programme
from tests.accounts import record
from tests.applicants.factories import DAY, a_form, a_profile, an_application


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_an_answer_to_an_account_that_is_gone_leads_to_the_door(monkeypatch):
    profile = a_profile()
    client = Client()
    client.force_login(profile.owner)

    def erased_meanwhile(self, name, value):
        raise Profile.DoesNotExist

    monkeypatch.setattr(ProfileStore, "keep", erased_meanwhile)
    answer = client.post("/questions/enterprise.town/", {"answer": "liushi"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/sign-in/")


TAPS = 3


def a_tab(profile):
    """A window of a founder who has just given a code, and the token of its page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(profile.owner)
    record(client, profile.owner, "code")
    token = client.get("/me/erase/").context["csrf_token"]
    return client, {"csrfmiddlewaretoken": str(token)}


def says_erased(client, answer):
    return answer.url == "/" and "帐号已注销" in client.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_a_record", [False, True])
def test_each_of_many_taps_says_that_the_account_is_erased(city, monkeypatch, with_a_record):
    profile = a_profile()
    if with_a_record:
        an_application(profile)
    tabs = [a_tab(profile) for _each in range(TAPS)]
    together, erase = Barrier(TAPS), erasure.erase_account

    def erase_together(**named):
        together.wait(timeout=30)
        erase(**named)

    monkeypatch.setattr(own_data, "erase_account", erase_together)

    def tap(tab):
        client, form = tab
        try:
            return says_erased(client, client.post("/me/erase/", form))
        finally:
            connection.close()

    with ThreadPoolExecutor(TAPS) as taps:
        assert all(taps.map(tap, tabs))
    assert AuditEvent.objects.filter(action="account.erased").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("with_a_record", [False, True])
def test_a_tap_after_the_first_was_done_says_so_too(with_a_record):
    profile = a_profile()
    if with_a_record:
        an_application(profile)
    client, form = a_tab(profile)
    erasure.erase_account(user_id=profile.owner_id, actor=None)
    assert says_erased(client, client.post("/me/erase/", form))


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_no_cookie_of_the_account_stays(rf):
    profile = a_profile()
    client, form = a_tab(profile)
    marked = own_data.redirect("/")
    remember_device(rf.get("/"), marked, profile.owner.email)
    client.cookies.update(marked.cookies)
    assert client.cookies["person"].value
    assert client.cookies[cookie_name()].value
    client.post("/me/erase/", form)
    assert client.cookies["person"].value == client.cookies[cookie_name()].value == ""


def _address(name, profile):
    application = an_application(profile)
    draft = applying.hand_in(
        profile_id=profile.pk,
        programme=Programme.objects.get(slug="aged"),
        form=a_form(submit=False, files={}),
        on=application.submitted_at.date(),
    ).application
    arguments = {
        "withdraw": {"reference": application.reference},
        "supplement": {"reference": application.reference},
        "discard": {"reference": draft.reference},
        "apply": {"slug": "aged"},
    }
    return reverse(f"applicants:{name}", kwargs=arguments.get(name, {}))


@pytest.mark.django_db
@pytest.mark.usefixtures("city", "on_the_day")
@pytest.mark.parametrize(
    ("name", "room", "service"),
    [
        ("withdraw", mine.applying, "withdraw"),
        ("supplement", mine.applying, "answer_supplement"),
        ("discard", applying, "discard_draft"),
        ("apply", applying, "hand_in"),
        ("export", own_data, "ask_for_export"),
        ("withdraw-keeping", own_data, "withdraw_consent"),
        ("renew-keeping", own_data, "renew_consent"),
    ],
)
def test_whatever_is_sent_while_the_account_is_erased_says_so(monkeypatch, name, room, service):
    profile = a_profile()
    address = _address(name, profile)
    client, form = a_tab(profile)
    work = getattr(room, service)

    def come_too_late(**named):
        erasure.erase_account(user_id=profile.owner_id, actor=None)
        return work(**named)

    monkeypatch.setattr(room, service, come_too_late)
    more = {"version": "1", "answer": "见附件", "key": str(a_form().key), "declared": "on"}
    answer = client.post(address, {**form, **more})
    assert answer.status_code == 302
    assert says_erased(client, answer)


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "write",
    [
        lambda pk: profiles.state_fact(profile_id=pk, name="enterprise.town", value="liushi", by=1),
        lambda pk: profiles.set_consent(profile_id=pk, purpose="remind", given=True),
        lambda pk: profiles.renew_consent(profile_id=pk),
        lambda pk: profiles.update_profile(
            profile_id=pk, name="乙", credit_code="", language="en", remind=True
        ),
        lambda pk: ask_for_export(profile_id=pk, actor=None),
        lambda pk: hand_in(
            profile_id=pk,
            programme=Programme.objects.get(slug="aged"),
            form=a_form(files={}),
            on=DAY,
        ),
    ],
    ids=["fact", "consent", "again", "name", "copy", "application"],
)
def test_nothing_is_written_into_the_row_that_a_record_hangs_on(write):
    """As by a request that waited for the erasing to be done."""
    profile = a_profile()
    an_application(profile)
    erasure.erase_account(user_id=profile.owner_id, actor=profile.owner)
    before = Profile.objects.filter(pk=profile.pk).values().get()
    with pytest.raises(Profile.DoesNotExist):
        write(profile.pk)
    assert Profile.objects.filter(pk=profile.pk).values().get() == before
    assert not profile.consents.exists()
