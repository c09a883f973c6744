"""What one edition says otherwise than another, drafts among them."""

import pytest

from policies.models import Edition
from policies.rules.authoring.edits import SetValue
from policies.services import CatalogueError
from policies.services.differing import differences_between, document_of
from policies.services.drafting import edit_draft, start_draft, write_draft
from tests.policies.factories import OfficerFactory

pytestmark = pytest.mark.django_db


def test_a_draft_differs_from_the_edition_it_began_as_by_what_was_changed(catalogue):
    officer, edition = OfficerFactory(), Edition.objects.get(name="first")
    draft = start_draft(by=officer, edition_id=edition.pk)
    assert differences_between(edition, draft) == ()
    edit = SetValue("eligibility.all[0].at_least", 5)
    draft = edit_draft(draft_id=draft.pk, version=1, edit=edit, by=officer)
    (difference,) = differences_between(edition, draft)
    assert difference.area == "eligibility"
    (back,) = differences_between(draft, edition)
    assert back.area == "eligibility"


def test_any_two_editions_can_be_compared(catalogue):
    old, new = (Edition.objects.get(name=name) for name in ("2022", "2026"))
    assert differences_between(old, new)
    assert differences_between(old, old) == ()


def test_a_text_that_is_no_document_says_why(catalogue):
    draft = write_draft(
        draft_id=start_draft(by=(by := OfficerFactory())).pk, version=1, text="a: [", by=by
    )
    with pytest.raises(CatalogueError, match="Line"):
        document_of(draft)
