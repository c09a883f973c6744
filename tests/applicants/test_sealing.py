"""Texts that nobody reads in the database alone."""

import pytest
from django.db import connection

from applicants.models import Notification
from applicants.sealing import MARK, SealedTextField, SealError, seal, unseal

OLD, NEW = "an older key of 50 letters " * 2, "a newer key of 50 letters " * 2


def test_what_is_sealed_is_opened_again_and_says_nothing():
    sealed = seal("1234 5678 金")
    assert sealed.startswith(MARK)
    assert "1234" not in sealed
    assert unseal(sealed) == "1234 5678 金"
    assert seal("1234 5678 金") != sealed


def test_nothing_stays_nothing_and_what_is_plain_is_read_as_it_is():
    assert seal("") == ""
    assert unseal("") == ""
    assert unseal("written before there was a seal") == "written before there was a seal"


@pytest.mark.parametrize("change", [lambda text: text[:-4], lambda text: text[:9] + "x" + text[9:]])
def test_what_was_changed_is_not_opened(change):
    with pytest.raises(SealError):
        unseal(change(seal("code")))


def test_an_earlier_key_opens_and_the_present_one_seals(settings):
    settings.DATA_KEY, settings.DATA_KEY_FALLBACKS = OLD, []
    before = seal("secret")
    settings.DATA_KEY, settings.DATA_KEY_FALLBACKS = NEW, [OLD]
    assert unseal(before) == "secret"
    after = seal("secret")
    settings.DATA_KEY_FALLBACKS = []
    assert unseal(after) == "secret"
    with pytest.raises(SealError, match="DATA_KEY"):
        unseal(before)


def test_to_a_migration_the_field_is_a_text():
    assert SealedTextField().deconstruct()[1] == "django.db.models.TextField"


@pytest.mark.django_db
def test_a_row_is_plain_to_the_program_alone():
    row = Notification(dedupe_key="a", kind="account", recipient="a@b.example", language="en")
    row.subject, row.text, row.message_id = "code", "Your code: 1234 5678", "<1@b.example>"
    row.save()
    row.refresh_from_db()
    assert row.text == "Your code: 1234 5678"
    assert row.html == ""
    with connection.cursor() as cursor:
        cursor.execute("select text from applicants_notification")
        assert cursor.fetchone()[0].startswith(MARK)
    Notification.objects.update(text="")
    assert Notification.objects.filter(text="").exists()
