"""Forms of conditions are printed once, and are still those of this page."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from policies.admin.builder import printing
from policies.services import load_catalogue
from policies.services.drafting import start_draft, write_draft
from tests.policies import small
from tests.policies.small import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(admin_user):
    load_catalogue(texts())
    draft = start_draft(by=admin_user)
    text = small.HIRE.replace("hire-help", "other-help")
    return write_draft(draft_id=draft.pk, version=1, text=text, by=admin_user)


@pytest.fixture
def printed(monkeypatch):
    """The places whose form was printed."""
    found, real = [], printing._printed

    def noted(node, *around):
        found.append(node.path)
        return real(node, *around)

    monkeypatch.setattr(printing, "_printed", noted)
    printing._kept.clear()
    return found


def look(client, draft):
    address = reverse("admin:policies_draft_build", args=[draft.pk])
    return client.get(address, {"section": "conditions"}).content.decode()


def test_what_has_not_changed_is_not_printed_again(admin_client, draft, printed):
    first, before = look(admin_client, draft), list(printed)
    assert before
    assert without_tokens(look(admin_client, draft)) == without_tokens(first)
    assert printed == before


def test_each_page_has_its_own_version_and_token(admin_client, admin_user, draft, printed):
    first, before = look(admin_client, draft), list(printed)
    text = draft.text.replace("edition: first", "edition: second")
    write_draft(draft_id=draft.pk, version=draft.version, text=text, by=admin_user)
    second = look(admin_client, draft)
    assert printed == before
    for page, version in ((first, draft.version), (second, draft.version + 1)):
        assert set(re.findall(r'name="version" value="(\w+)"', page)) == {str(version)}
        tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        assert all(len(token) == 64 for token in tokens)
        assert printing._TOKEN not in page
        assert printing._VERSION not in page


def test_another_language_and_another_draft_are_others(admin_client, admin_user, draft, printed):
    look(admin_client, draft)
    before = len(printed)
    admin_client.cookies["django_language"] = "en"
    with translation.override("en"):
        look(admin_client, draft)
    other = start_draft(by=admin_user)
    write_draft(draft_id=other.pk, version=1, text=draft.text, by=admin_user)
    look(admin_client, other)
    assert len(printed) >= 2 * before


def test_few_forms_are_kept(admin_client, draft, printed, monkeypatch):
    monkeypatch.setattr(printing, "KEPT", 1)
    assert look(admin_client, draft)
    assert len(printing._kept) == 1


def without_tokens(page):
    return re.sub(r'value="\w{64}"|hx-headers=\S+ \S+|\d\d:\d\d:\d\d|nonce="[^"]*"', "", page)
