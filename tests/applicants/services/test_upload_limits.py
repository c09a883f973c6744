"""What uploads may take: places to be looked at, and bytes in drafts."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from applicants.models import Application, Attachment, Step
from applicants.services import applying
from applicants.services.applying import answer_supplement, hand_in
from applicants.services.errors import RefusedError
from applicants.services.quotas import MOST_ACCOUNT_BYTES, MOST_DRAFT_BYTES
from applicants.services.reusing import reuse_papers
from applicants.uploads import AccountFull, DraftsFull, admission
from applicants.uploads.admission import ACCOUNTS, PLACES
from policies.models import Programme
from tests.applicants.factories import DAY, a_form, a_pdf, a_profile, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def send(profile, *, programme="room", submit=True):
    form = a_form(submit=submit)
    programme = Programme.objects.get(slug=programme)
    return hand_in(profile_id=profile.pk, programme=programme, form=form, on=DAY)


@contextmanager
def others_hold(kind, *numbers):
    """Another process looks at uploads of its own."""
    parts = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{n: parts[n] for n in names if n in parts}, autocommit=True) as other:
        for number in numbers:
            row = other.execute("select pg_try_advisory_lock(%s, %s)", [kind, number]).fetchone()
            assert row == (True,)
        yield


def all_places():
    return others_hold(PLACES, *range(settings.UPLOADS_AT_ONCE))


def test_where_all_places_are_taken_one_is_told_to_send_again():
    profile = a_profile()
    with all_places():
        answer = send(profile)
    assert not answer.submitted
    assert "checked just now" in str(answer.problems[0]) or "正在检查" in str(answer.problems[0])
    assert not Attachment.objects.exists()
    # and the place is free as soon as the others are done
    assert send(profile).submitted


def test_one_place_is_enough():
    with others_hold(PLACES, *range(settings.UPLOADS_AT_ONCE - 1)):
        assert send(a_profile()).submitted


def test_an_account_has_one_place_and_others_are_not_held_up():
    busy, other = a_profile(), a_profile()
    with others_hold(ACCOUNTS, busy.pk):
        assert not send(busy).submitted
        assert send(other).submitted


def test_an_answer_to_a_request_waits_for_a_place_too():
    application = asked()
    with all_places(), pytest.raises(RefusedError):
        answer_supplement(
            application_id=application.pk,
            version=application.version,
            answer="见附件",
            papers=[a_pdf()],
            actor=application.profile.owner,
            on=DAY,
        )


def test_a_form_without_files_needs_no_place():
    profile = a_profile()
    send(profile, submit=False)
    with all_places():
        form = a_form(files={})
        programme = Programme.objects.get(slug="room")
        assert hand_in(profile_id=profile.pk, programme=programme, form=form, on=DAY).submitted


def full_draft(profile, *, leaving):
    """A draft of another programme that leaves so many bytes."""
    draft = Application.objects.create(
        reference="2026-AAAA-AAAA-AAAAA",
        profile=profile,
        programme=Programme.objects.get(slug="aged"),
    )
    Attachment.objects.create(
        application=draft,
        paper="计划书",
        name="大.pdf",
        stored="attachments/aa/" + "a" * 32,
        content_type="application/pdf",
        size=MOST_DRAFT_BYTES - leaving,
        sha256="0" * 64,
    )
    return draft


@pytest.mark.parametrize(("leaving", "kept"), [(10, False), (1_000_000, True)])
def test_all_drafts_of_an_account_have_one_limit(leaving, kept):
    profile = a_profile()
    full_draft(profile, leaving=leaving)
    answer = send(profile, submit=False)
    assert bool(answer.fields) is not kept
    assert Attachment.objects.filter(application__programme__slug="room").exists() is kept
    # somebody else has a limit of their own
    assert send(a_profile()).submitted


def test_papers_of_an_earlier_application_count_as_well():
    profile = a_profile()
    earlier = send(profile).application
    Application.objects.filter(pk=earlier.pk).update(status="withdrawn", due_on=None)
    full_draft(profile, leaving=10)
    with pytest.raises(DraftsFull):
        reuse_papers(profile_id=profile.pk, programme=Programme.objects.get(slug="room"), on=DAY)


def a_withdrawn_application(profile, *, size):
    """What is kept for a year of an application that was handed in and withdrawn."""
    application = send(profile).application
    Application.objects.filter(pk=application.pk).update(status="withdrawn", due_on=None)
    application.attachments.update(size=size)
    return application


@pytest.mark.parametrize(("leaving", "kept"), [(10, False), (1_000_000, True)])
def test_handing_in_and_withdrawing_makes_no_room(leaving, kept):
    profile = a_profile()
    a_withdrawn_application(profile, size=MOST_ACCOUNT_BYTES - leaving)
    answer = send(profile, submit=False)
    assert bool(answer.fields) is not kept
    assert Application.objects.filter(status="draft", attachments__isnull=False).exists() is kept


def test_papers_are_not_copied_into_a_full_account():
    profile = a_profile()
    earlier = a_withdrawn_application(profile, size=MOST_DRAFT_BYTES - 10)
    for number in range(5):
        Attachment.objects.create(
            application=earlier,
            paper="计划书",
            name="大.pdf",
            stored="attachments/aa/" + f"{number}" * 32,
            content_type="application/pdf",
            size=MOST_DRAFT_BYTES - 10,
            sha256=f"{number}" * 64,
            supplement=True,
        )
    with pytest.raises(AccountFull):
        reuse_papers(profile_id=profile.pk, programme=Programme.objects.get(slug="room"), on=DAY)


@pytest.fixture
def slow(monkeypatch):
    """Looking at a file takes longer than anybody waits for a place."""
    monkeypatch.setattr(admission, "PATIENCE", 0.3)
    inspect = applying.inspect_upload

    def take_long(file, **options):
        time.sleep(1)
        return inspect(file, **options)

    monkeypatch.setattr(applying, "inspect_upload", take_long)


def tap_twice(work):
    """What two requests are answered, of which the second comes while the first is at work."""

    def run(after):
        time.sleep(after)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as taps:
        return list(taps.map(run, (0, 0.15)))


@pytest.mark.django_db(transaction=True)
def test_a_second_tap_waits_for_the_first_and_leads_to_the_same_receipt(slow):
    profile, programme = a_profile(), Programme.objects.get(slug="room")
    key, content = uuid4(), a_pdf().read()

    def work():
        form = a_form(key=key, files={"身份证": a_pdf(content=content)})
        return hand_in(profile_id=profile.pk, programme=programme, form=form, on=DAY)

    first, second = tap_twice(work)
    assert (first.submitted, second.submitted) == (True, True), second.problems
    assert first.application == second.application
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_tap_on_an_answer_to_a_request_is_the_same_answer(slow):
    application = asked()
    content = a_pdf().read()

    def work():
        return answer_supplement(
            application_id=application.pk,
            version=application.version,
            answer="见附件",
            papers=[a_pdf(content=content)],
            actor=application.profile.owner,
            on=DAY,
        )

    assert tap_twice(work) == [application, application]
    assert Step.objects.filter(application=application, action="supplement").count() == 1


def test_another_answer_to_a_request_that_was_answered_is_a_conflict():
    application = asked()

    def send_answer(text):
        answer_supplement(
            application_id=application.pk,
            version=application.version,
            answer=text,
            papers=[],
            actor=application.profile.owner,
            on=DAY,
        )

    send_answer("见附件")
    send_answer("见附件")
    with pytest.raises(RefusedError):
        send_answer("另一份")


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_the_same_form_is_told_where_to_look(slow, monkeypatch):
    monkeypatch.setattr(admission, "PATIENCE_WITH_ITSELF", 0.2)
    profile, programme, key = a_profile(), Programme.objects.get(slug="room"), uuid4()

    def work():
        form = a_form(key=key)
        return hand_in(profile_id=profile.pk, programme=programme, form=form, on=DAY)

    first, second = tap_twice(work)
    assert first.submitted
    assert "我的申报" in str(second.problems[0]) or "My applications" in str(second.problems[0])
