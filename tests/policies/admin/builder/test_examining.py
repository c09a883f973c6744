"""A draft is checked once, however many of its sections are looked at."""

import pytest
from django.urls import reverse

from policies.admin.builder import examining
from policies.admin.builder.sections import SECTIONS
from policies.rules.authoring.findings import examine
from policies.services import load_catalogue
from policies.services.current import library
from policies.services.drafting import start_draft, write_draft
from tests.policies import small
from tests.policies.small import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """The texts that were checked."""
    found = []

    def noted(text, **around):
        found.append(text)
        return examine(text, **around)

    monkeypatch.setattr(examining, "examine", noted)
    examining._kept.clear()
    return found


@pytest.fixture
def draft(admin_user):
    load_catalogue(texts())
    draft = start_draft(by=admin_user)
    text = small.HIRE.replace("hire-help", "other-help")
    return write_draft(draft_id=draft.pk, version=1, text=text, by=admin_user)


def look(client, draft, section):
    address = reverse("admin:policies_draft_build", args=[draft.pk])
    return client.get(address, {"section": section}).content.decode()


def test_all_sections_rest_on_one_check(admin_client, draft, asked):
    for section in SECTIONS:
        assert look(admin_client, draft, section)
    assert asked == [draft.text]


def test_another_text_is_checked_anew(admin_client, admin_user, draft, asked):
    look(admin_client, draft, "basics")
    text = draft.text.replace("edition: first", "edition: second")
    write_draft(draft_id=draft.pk, version=draft.version, text=text, by=admin_user)
    look(admin_client, draft, "basics")
    assert asked == [draft.text, text]


def test_another_catalogue_is_checked_against_anew(admin_client, draft, asked):
    look(admin_client, draft, "basics")
    load_catalogue(texts(programmes={"other-help": draft.text}))
    look(admin_client, draft, "basics")
    assert len(asked) == 2


def test_few_are_kept(draft, asked):
    for number in range(examining.KEPT + 3):
        draft.text = f"programme: p{number}\n"
        examining.examined(draft, library=library())
    assert len(examining._kept) == examining.KEPT
