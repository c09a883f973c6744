"""Rows of the outbox: once for each thing, in the transaction of what they announce."""

import pytest
from django.db import IntegrityError, transaction

from applicants.models import Notification
from applicants.notifications import outbox
from applicants.services.mailing import set_muted
from tests.applicants.factories import UserFactory, a_profile, an_application

pytestmark = pytest.mark.django_db


def put(key="profile:1:closes", **changes):
    plain = {
        "kind": Notification.Kind.WINDOW_CLOSES,
        "dedupe_key": key,
        "recipient": "a@example.org",
        "subject": "一\n二",
        "text": "三",
        "language": "zh-hans",
    }
    return outbox.queue(**{**plain, **changes})


def test_the_same_thing_is_told_once():
    assert put()
    assert not put()
    assert Notification.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.bulk_create([Notification(dedupe_key="profile:1:closes")])


def test_a_subject_is_one_line():
    put()
    assert Notification.objects.get().subject == "一 二"


def test_each_mail_has_a_message_id_of_its_own_that_does_not_name_the_machine():
    put("one")
    put("two")
    one, two = Notification.objects.values_list("message_id", flat=True)
    assert one != two
    assert one.endswith("@localhost>")


def test_a_kind_that_was_turned_off_is_not_written():
    user = UserFactory()
    set_muted(user_id=user.pk, kind=Notification.Kind.WINDOW_CLOSES, muted=True)
    assert not put(user=user)
    set_muted(user_id=user.pk, kind=Notification.Kind.WINDOW_CLOSES, muted=False)
    assert put(user=user)


def test_turning_a_kind_off_takes_back_what_waits():
    user = UserFactory()
    put(user=user)
    set_muted(user_id=user.pk, kind=Notification.Kind.WINDOW_CLOSES, muted=True)
    assert Notification.objects.get().state == "cancelled"


def test_legal_notices_cannot_be_turned_off():
    with pytest.raises(ValueError, match="cannot be turned off"):
        set_muted(user_id=1, kind=Notification.Kind.DETERMINED, muted=True)


def test_a_change_that_is_undone_announces_nothing():
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_mail_is_in_the_reader_s_language_as_text_and_html(language):
    application = an_application(a_profile(language=language))
    mail = Notification.objects.get(application=application)
    for body in (mail.text, mail.html):
        assert application.reference in body
        assert f"http://127.0.0.1:8000/applications/{application.reference}/" in body
    assert f'<html lang="{language}">' in mail.html
    assert ("Receipt number" in mail.text) is (language == "en")
