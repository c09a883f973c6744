"""Writing a draft: versions, going back, and two people at once."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from policies.models import Draft, DraftPresence, DraftVersion, Edition
from policies.rules.authoring.edits import Insert, Remove, SetValue
from policies.rules.authoring.paths import EditError
from policies.rules.errors import RuleError
from policies.rules.reading import read_document_text
from policies.services import CatalogueError, load_catalogue
from policies.services.drafting import (
    discard_draft,
    edit_draft,
    leave,
    present,
    redo_draft,
    redoable,
    start_draft,
    undo_draft,
    undoable,
    write_draft,
)
from policies.services.errors import DraftConflictError
from tests.policies import small
from tests.policies.factories import EditionFactory, OfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return OfficerFactory(first_name="甲")


@pytest.fixture
def other():
    return OfficerFactory(first_name="乙")


def write(draft, text, by):
    return write_draft(draft_id=draft.pk, version=draft.version, text=text, by=by)


def test_a_draft_begins_as_an_edition_to_the_byte(catalogue, officer):
    edition = Edition.objects.get(name="2026")
    draft = start_draft(by=officer, edition_id=edition.pk)
    assert (draft.text, draft.version) == (small.RENT_2026, 1)
    assert (draft.programme, draft.edition, draft.based_on) == ("rent-help", "2026", edition)
    assert draft.created_by == draft.edited_by == officer


def test_a_draft_begins_from_nothing(officer):
    draft = start_draft(by=officer)
    assert read_document_text(draft.text)["eligibility"] == {"all": []}
    assert (draft.programme, draft.edition, draft.based_on) == ("", "", None)


def test_a_draft_cannot_begin_as_what_is_not_published(officer):
    with pytest.raises(Edition.DoesNotExist):
        start_draft(by=officer, edition_id=EditionFactory().pk)


def test_an_edit_changes_one_place(catalogue, officer):
    draft = start_draft(by=officer, edition_id=Edition.objects.get(name="first").pk)
    edit = SetValue("eligibility.all[0].at_least", 5)
    draft = edit_draft(draft_id=draft.pk, version=1, edit=edit, by=officer)
    assert draft.version == 2
    assert read_document_text(draft.text)["eligibility"]["all"][0]["at_least"] == 5
    kept = draft.versions.get(number=2)
    assert (kept.kind, kept.path, kept.by) == ("edit", "eligibility.all[0].at_least", officer)
    assert kept.text == draft.text


def test_any_text_is_kept(officer):
    draft = start_draft(by=officer)
    draft = write(draft, "all: [", officer)
    assert (draft.text, draft.programme) == ("all: [", "")
    with pytest.raises(RuleError):
        edit_draft(draft_id=draft.pk, version=2, edit=Remove("all"), by=officer)
    draft = write(draft, "programme: a-b\r\nedition: x\r", officer)
    assert (draft.text, draft.programme) == ("programme: a-b\nedition: x\n", "a-b")
    assert write(draft, "", officer).text == ""


@pytest.mark.parametrize("text", ["x" * (64 * 1024 + 1), "汉" * 22_000, "a\ud800"])
def test_a_text_that_cannot_be_kept_is_refused(officer, text):
    draft = start_draft(by=officer)
    with pytest.raises(CatalogueError):
        write(draft, text, officer)
    assert Draft.objects.get(pk=draft.pk).version == 1


def test_a_refused_edit_leaves_everything_as_it_is(officer):
    draft = start_draft(by=officer)
    with pytest.raises(EditError):
        edit_draft(draft_id=draft.pk, version=1, edit=Remove("nothing"), by=officer)
    assert draft.versions.count() == 1


def test_the_same_text_again_is_no_change(officer):
    draft = write(start_draft(by=officer), "a: 1", officer)
    assert write(draft, "a: 1", officer).version == 2
    assert draft.versions.count() == 2


def test_going_back_and_forth(officer):
    draft = start_draft(by=officer)
    texts = [draft.text]
    for text in ("a: 1", "a: 2", "a: 3"):
        draft = write(draft, text, officer)
        texts.append(text)
    for text in reversed(texts[:-1]):
        draft = undo_draft(draft_id=draft.pk, version=draft.version, by=officer)
        assert draft.text == text
    assert undoable(draft) is None
    with pytest.raises(CatalogueError, match="nothing to undo"):
        undo_draft(draft_id=draft.pk, version=draft.version, by=officer)
    for text in texts[1:]:
        draft = redo_draft(draft_id=draft.pk, version=draft.version, by=officer)
        assert draft.text == text
    assert redoable(draft) is None
    with pytest.raises(CatalogueError, match="nothing to redo"):
        redo_draft(draft_id=draft.pk, version=draft.version, by=officer)
    assert [each.number for each in draft.versions.all()] == list(range(1, 11))


def test_a_new_change_after_undoing_goes_on_from_there(officer):
    draft = write(write(start_draft(by=officer), "a: 1", officer), "a: 2", officer)
    draft = undo_draft(draft_id=draft.pk, version=draft.version, by=officer)
    draft = write(draft, "b: 1", officer)
    assert redoable(draft) is None
    draft = undo_draft(draft_id=draft.pk, version=draft.version, by=officer)
    assert draft.text == "a: 1"
    assert redo_draft(draft_id=draft.pk, version=draft.version, by=officer).text == "b: 1"


def test_a_change_of_an_old_version_is_refused_with_what_stands_now(officer, other):
    draft = start_draft(by=officer)
    write_draft(draft_id=draft.pk, version=1, text="a: 1", by=other)
    edit = Insert("awards", 0, {"kind": "cash"})
    for change in (
        lambda: write_draft(draft_id=draft.pk, version=1, text="a: 2", by=officer),
        lambda: edit_draft(draft_id=draft.pk, version=1, edit=edit, by=officer),
        lambda: undo_draft(draft_id=draft.pk, version=1, by=officer),
        lambda: redo_draft(draft_id=draft.pk, version=1, by=officer),
        lambda: discard_draft(draft_id=draft.pk, version=1, by=officer),
        lambda: write_draft(draft_id=draft.pk, version=9, text="a: 2", by=officer),
    ):
        with pytest.raises(DraftConflictError, match="乙 changed the draft") as refused:
            change()
        assert (refused.value.draft.text, refused.value.draft.version) == ("a: 1", 2)
        assert refused.value.draft.edited_by == other


def test_the_same_text_sent_twice_is_no_conflict(officer, other):
    draft = start_draft(by=officer)
    for _ in range(2):
        assert write_draft(draft_id=draft.pk, version=1, text="a: 1", by=officer).version == 2
    with pytest.raises(DraftConflictError):
        write_draft(draft_id=draft.pk, version=1, text="a: 1", by=other)


def test_a_discarded_draft_stays_and_cannot_be_changed(officer):
    draft = start_draft(by=officer)
    assert discard_draft(draft_id=draft.pk, version=1, by=officer).state == "discarded"
    assert not Draft.objects.open().exists()
    for change in (
        lambda: write(draft, "a: 1", officer),
        lambda: discard_draft(draft_id=draft.pk, version=1, by=officer),
    ):
        with pytest.raises(CatalogueError, match="discarded"):
            change()


def test_the_versions_of_a_draft_cannot_be_changed_or_deleted(officer):
    draft = start_draft(by=officer)
    with pytest.raises(IntegrityError, match="is a record"), transaction.atomic():
        draft.versions.update(text="other")
    with pytest.raises(IntegrityError, match="is a record"), transaction.atomic():
        draft.versions.all().delete()


def test_editors_are_told_of_each_other(officer, other):
    draft = start_draft(by=officer)
    assert present(draft_id=draft.pk, by=officer) == []
    (seen,) = present(draft_id=draft.pk, by=other)
    assert seen.user == officer
    leave(draft_id=draft.pk, by=officer)
    assert present(draft_id=draft.pk, by=other) == []


def test_who_is_silent_for_a_minute_is_gone(officer, other):
    draft = start_draft(by=officer)
    present(draft_id=draft.pk, by=officer)
    DraftPresence.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert present(draft_id=draft.pk, by=other) == []
    present(draft_id=draft.pk, by=officer)
    assert DraftPresence.objects.count() == 2


def test_there_is_no_such_draft(officer):
    for call in (
        lambda: write_draft(draft_id=0, version=1, text="", by=officer),
        lambda: present(draft_id=0, by=officer),
        lambda: discard_draft(draft_id=0, version=1, by=officer),
    ):
        with pytest.raises(Draft.DoesNotExist):
            call()


# --- at the same time ---------------------------------------------------------------------------


def at_once(*calls):
    """Call functions in threads that begin together; gives results or what was raised."""
    barrier, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        barrier.wait()
        try:
            found[index] = call()
        except (CatalogueError, Edition.DoesNotExist) as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_of_several_changes_of_one_version_one_is_kept():
    load_catalogue(small.texts())
    officers = [OfficerFactory() for _ in range(4)]
    draft = start_draft(by=officers[0], edition_id=Edition.objects.get(name="first").pk)
    for version in range(1, 9):
        found = at_once(
            *(
                lambda n=n, by=by, version=version: edit_draft(
                    draft_id=draft.pk,
                    version=version,
                    edit=SetValue("eligibility.all[0].at_least", version * 10 + n),
                    by=by,
                )
                for n, by in enumerate(officers)
            )
        )
        kept = [each for each in found if isinstance(each, Draft)]
        refused = [each for each in found if isinstance(each, DraftConflictError)]
        assert (len(kept), len(refused)) == (1, 3)
        draft.refresh_from_db()
        assert draft.version == version + 1
        assert draft.text == kept[0].text == draft.versions.get(number=draft.version).text
        assert all(each.draft.text == draft.text for each in refused)
    numbers = DraftVersion.objects.filter(draft=draft).values_list("number", flat=True)
    assert list(numbers) == list(range(1, 10))


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_discard_at_once_leave_one_of_them():
    officer = OfficerFactory()
    for _ in range(6):
        draft = start_draft(by=officer)
        found = at_once(
            lambda draft=draft: write(draft, "a: 1", officer),
            lambda draft=draft: discard_draft(draft_id=draft.pk, version=1, by=officer),
        )
        draft.refresh_from_db()
        assert sum(isinstance(each, Draft) for each in found) == 1
        assert (draft.state, draft.version) in (("discarded", 1), ("writing", 2))


@pytest.mark.django_db(transaction=True)
def test_many_can_be_present_at_once():
    officers = [OfficerFactory() for _ in range(5)]
    draft = start_draft(by=officers[0])
    at_once(*(lambda by=by: present(draft_id=draft.pk, by=by) for by in officers))
    assert len(present(draft_id=draft.pk, by=officers[0])) == 4
