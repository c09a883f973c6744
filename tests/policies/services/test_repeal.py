"""Until when a published edition holds: two persons, a reason, and the past stays."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from policies.models import Edition, EditionChange, EditionStep, Programme
from policies.services import CatalogueError, load_catalogue, rulebook
from policies.services.approving import approve_edition, propose_draft
from policies.services.drafting import replace_edition, start_draft, write_draft
from policies.services.loading import catalogue_texts
from policies.services.repeal import approve_change, ask_change, decline_change
from tests.policies import small
from tests.policies.factories import EditionFactory
from tests.policies.services.test_approving import permitted
from tests.policies.services.test_drafting import at_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def yearly(name, first, last, slug="year-help"):
    """A notice that states its end, as nearly every yearly one does."""
    return (
        small.HIRE.replace("hire-help", slug)
        .replace("edition: first", f'edition: "{name}"')
        .replace("from: 2020-06-01", f"from: {first}, to: {last}")
        .replace("on: 2026-03-01", f"on: {first}")
    )


@pytest.fixture
def asker():
    return permitted("change_edition", "approve_edition")


@pytest.fixture
def other():
    return permitted("change_edition", "approve_edition")


@pytest.fixture
def publish(catalogue, asker, other):
    """Publish a text by two officers."""

    def do(text, *, replaces=None):
        draft = start_draft(by=asker)
        draft = write_draft(draft_id=draft.pk, version=1, text=text, by=asker)
        if replaces is not None:
            replace_edition(draft_id=draft.pk, version=2, edition_id=replaces.pk, reason="slip")
        edition = propose_draft(draft_id=draft.pk, version=2, by=asker)
        return approve_edition(edition_id=edition.pk, by=other)

    return do


@pytest.fixture
def begun(publish):
    """In force since ten days ago, until a stated day of next year."""
    return publish(yearly("2027", today() - 10 * DAY, today() + 100 * DAY))


@pytest.fixture
def to_come(publish):
    """Announced for a month from now, with its end."""
    return publish(yearly("2027", today() + 30 * DAY, today() + 300 * DAY))


def changed(edition, asker, other, kind, **more):
    change = ask_change(edition_id=edition.pk, kind=kind, reason="no money", by=asker, **more)
    approve_change(change_id=change.pk, by=other)
    edition.refresh_from_db()
    return edition


def in_force(on, slug="year-help"):
    document = rulebook().document(slug, on=on)
    return document.edition if document else None


# --- a last day that was stated -------------------------------------------------------------------


def test_a_stated_end_is_brought_forward(begun, asker, other):
    last = today() + 5 * DAY
    changed(begun, asker, other, "end", last=last)
    assert begun.in_force_to == last
    assert [in_force(last), in_force(last + DAY)] == ["2027", None]
    steps = EditionStep.objects.filter(edition="2027").order_by("pk")
    assert [(s.kind, s.day, s.by, s.comment) for s in steps][-2:] == [
        ("asked", last, asker, "no money"),
        ("moved", last, other, "no money"),
    ]


def test_an_end_that_was_a_slip_is_moved_later_or_taken_away(begun, asker, other):
    later = today() + 400 * DAY
    changed(begun, asker, other, "end", last=later)
    assert in_force(later) == "2027"
    changed(begun, asker, other, "open")
    assert begun.in_force_to is None
    changed(begun, asker, other, "end", last=today())
    assert in_force(today() + DAY) is None


def test_an_edition_is_repealed_from_the_approval_on(begun, asker, other):
    changed(begun, asker, other, "repeal")
    assert begun.in_force_to == today() - DAY
    assert [in_force(today() - DAY), in_force(today())] == ["2027", None]
    assert EditionStep.objects.get(kind="repealed").day == today() - DAY


def test_an_edition_that_has_not_begun_is_repealed_whole(to_come, asker, other):
    before = today() + 60 * DAY
    assert in_force(before) == "2027"
    changed(to_come, asker, other, "repeal")
    assert to_come.annulled_at is not None
    assert in_force(before) is None
    assert not to_come.counts
    assert Programme.objects.get(slug="year-help").editions.published().count() == 0
    with pytest.raises(CatalogueError, match="repealed before its first day"):
        ask_change(edition_id=to_come.pk, kind="open", reason="again", by=asker)


def test_a_programme_says_again_what_its_edition_before_says(publish, asker, other):
    first = today() + 30 * DAY
    text = yearly("next", first, first + 300 * DAY, slug="hire-help")
    edition = publish(text.replace("en: Help with hiring", "en: More help"))
    programme = Programme.objects.get(slug="hire-help")
    assert programme.title_en == "More help"
    changed(edition, asker, other, "repeal")
    programme.refresh_from_db()
    assert programme.title_en == "Help with hiring"


# --- two persons and a reason ---------------------------------------------------------------------


def test_nobody_changes_an_edition_alone(begun, asker, other):
    change = ask_change(edition_id=begun.pk, kind="repeal", reason="no money", by=asker)
    with pytest.raises(CatalogueError, match="another person"):
        approve_change(change_id=change.pk, by=asker)
    with pytest.raises(CatalogueError, match="may not approve"):
        approve_change(change_id=change.pk, by=permitted("change_edition"))
    with pytest.raises(CatalogueError, match="may not propose"):
        ask_change(edition_id=begun.pk, kind="repeal", reason="x", by=permitted())
    with pytest.raises(IntegrityError, match="edition_change_decided"), transaction.atomic():
        EditionChange.objects.update(state="approved", decided_by=asker, decided_at=timezone.now())
    assert in_force(today()) == "2027"


def test_every_change_needs_its_reason(begun, asker, other):
    with pytest.raises(CatalogueError, match="say why"):
        ask_change(edition_id=begun.pk, kind="repeal", reason=" ", by=asker)
    with pytest.raises(CatalogueError, match="2000 characters"):
        ask_change(edition_id=begun.pk, kind="repeal", reason="x" * 2001, by=asker)
    with pytest.raises(CatalogueError, match="on which day"):
        ask_change(edition_id=begun.pk, kind="end", reason="x", by=asker)
    change = ask_change(edition_id=begun.pk, kind="repeal", reason="no money", by=asker)
    with pytest.raises(CatalogueError, match="say why"):
        decline_change(change_id=change.pk, by=other)


def test_a_request_is_declined_or_taken_back_and_nothing_happens(begun, asker, other):
    last = begun.in_force_to
    change = ask_change(edition_id=begun.pk, kind="repeal", reason="no money", by=asker)
    with pytest.raises(CatalogueError, match="waits for approval"):
        ask_change(edition_id=begun.pk, kind="open", reason="x", by=other)
    assert decline_change(change_id=change.pk, comment="there is", by=other).state == "declined"
    change = ask_change(edition_id=begun.pk, kind="repeal", reason="no money", by=asker)
    assert decline_change(change_id=change.pk, by=asker).state == "dropped"
    for decide in (approve_change, decline_change):
        with pytest.raises(CatalogueError, match="dropped already"):
            decide(change_id=change.pk, by=other)
    begun.refresh_from_db()
    assert begun.in_force_to == last
    kinds = EditionStep.objects.filter(edition="2027").values_list("kind", flat=True)
    assert list(kinds)[-4:] == ["asked", "declined", "asked", "dropped"]


def test_a_request_is_a_record(begun, asker, other):
    change = ask_change(edition_id=begun.pk, kind="repeal", reason="no money", by=asker)
    rows = EditionChange.objects.filter(pk=change.pk)
    for act in (lambda: rows.update(reason="other"), rows.delete):
        with pytest.raises(IntegrityError, match="is a record"), transaction.atomic():
            act()
    decline_change(change_id=change.pk, by=asker)
    with pytest.raises(IntegrityError, match="is a record"), transaction.atomic():
        rows.update(state="asked", decided_by=None, decided_at=None)


# --- the past stays -------------------------------------------------------------------------------


def test_days_that_have_gone_by_stay(begun, publish, asker):
    with pytest.raises(CatalogueError, match="gone by"):
        ask_change(edition_id=begun.pk, kind="end", last=today() - DAY, reason="x", by=asker)
    with pytest.raises(CatalogueError, match="already ends"):
        ask_change(edition_id=begun.pk, kind="end", last=begun.in_force_to, reason="x", by=asker)
    with pytest.raises(CatalogueError, match="is after"):
        ask_change(edition_id=begun.pk, kind="end", last=date(2101, 1, 1), reason="x", by=asker)
    over = publish(yearly("old", today() - 90 * DAY, today() - 30 * DAY))
    for kind in ("repeal", "open", "end"):
        with pytest.raises(CatalogueError, match=r"ended on|already ends"):
            ask_change(edition_id=over.pk, kind=kind, last=today(), reason="x", by=asker)


def test_a_day_that_goes_by_before_the_approval_is_refused(begun, asker, other):
    late = EditionChange.objects.create(
        edition=begun, kind="end", last=today() - DAY, reason="x", asked_by=asker,
        asked_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(CatalogueError, match="gone by"):
        approve_change(change_id=late.pk, by=other)


@pytest.mark.parametrize(("days", "kept"), [(-2, True), (-1, False), (0, False), (40, False)])
def test_the_database_itself_keeps_the_days_that_have_gone_by(begun, days, kept):
    move = "update policies_edition set in_force_to = %s where id = %s"
    values = [today() + days * DAY, begun.pk]
    if not kept:
        with connection.cursor() as cursor:
            cursor.execute(move, values)
        return
    with pytest.raises(IntegrityError, match="gone by stay"), transaction.atomic():
        connection.cursor().execute(move, values)


def test_the_database_annuls_only_what_never_held_and_for_good(begun):
    annul = "update policies_edition set annulled_at = now() where id = %s"
    with pytest.raises(IntegrityError, match="has been in force"), transaction.atomic():
        connection.cursor().execute(annul, [begun.pk])
    edition = EditionFactory(published=True, in_force_from=today())
    with connection.cursor() as cursor:
        cursor.execute(annul, [edition.pk])
    back = Edition.objects.filter(pk=edition.pk)
    with pytest.raises(IntegrityError, match="annulled: that stays"), transaction.atomic():
        back.update(annulled_at=None)


def test_an_edition_is_not_prolonged_over_the_next_one(begun, publish, asker):
    publish(yearly("2028", today() + 101 * DAY, today() + 300 * DAY))
    with pytest.raises(CatalogueError, match="year-help 2028 is in force from"):
        ask_change(edition_id=begun.pk, kind="end", last=today() + 101 * DAY, reason="x", by=asker)


# --- replaced by another edition ------------------------------------------------------------------


def test_a_draft_that_shares_days_waits_until_it_says_that_it_replaces(begun, publish):
    text = yearly("2027b", today() + 20 * DAY, today() + 200 * DAY)
    with pytest.raises(CatalogueError, match="dates overlap"):
        publish(text)
    publish(text.replace("2027b", "2027c"), replaces=begun)
    begun.refresh_from_db()
    assert begun.in_force_to == today() + 19 * DAY
    found = [in_force(today() + n * DAY) for n in (0, 19, 20, 150, 201)]
    assert found == ["2027", "2027", "2027c", "2027c", None]
    assert list(
        EditionStep.objects.filter(edition="2027", comment="slip").values_list("kind", "day")
    ) == [("asked", today() + 19 * DAY), ("replaced", today() + 19 * DAY)]


def test_what_has_not_begun_is_replaced_whole(to_come, publish):
    first, last = to_come.in_force_from, to_come.in_force_to
    publish(yearly("2027 corrected", first, last), replaces=to_come)
    to_come.refresh_from_db()
    assert to_come.annulled_at is not None
    assert [in_force(first), in_force(last)] == ["2027 corrected"] * 2


def test_days_that_have_gone_by_are_not_replaced(begun, publish):
    text = yearly("2027b", today() - DAY, today() + 200 * DAY)
    with pytest.raises(CatalogueError, match="replaces the past"):
        publish(text, replaces=begun)


def test_a_name_that_was_repealed_is_not_used_again(to_come, publish, asker, other):
    changed(to_come, asker, other, "repeal")
    with pytest.raises(CatalogueError, match="name taken"):
        publish(yearly("2027", to_come.in_force_from, to_come.in_force_to))


def test_replacing_needs_a_reason_and_an_edition_of_the_programme(begun, asker):
    draft = start_draft(by=asker, edition_id=begun.pk)
    with pytest.raises(CatalogueError, match="say why"):
        replace_edition(draft_id=draft.pk, version=1, edition_id=begun.pk, reason="")
    stranger = Edition.objects.get(name="first")
    with pytest.raises(Edition.DoesNotExist):
        replace_edition(draft_id=draft.pk, version=1, edition_id=stranger.pk, reason="x")
    replace_edition(draft_id=draft.pk, version=1, edition_id=begun.pk, reason="x")
    draft = replace_edition(draft_id=draft.pk, version=1, edition_id=None, reason="")
    assert (draft.replaces, draft.replacing_reason) == (None, "")


# --- the files of the catalogue -------------------------------------------------------------------


def test_what_officers_moved_is_written_into_the_files_and_stays(begun, asker, other):
    published = catalogue_texts()
    changed(begun, asker, other, "end", last=today() + 5 * DAY)
    assert f"to: {today() + 5 * DAY}" in catalogue_texts().programmes["year-help"]
    assert not load_catalogue(catalogue_texts()).changed
    assert not load_catalogue(published).changed
    assert in_force(today() + 6 * DAY) is None
    changed(begun, asker, other, "open")
    assert "to: null" in catalogue_texts().programmes["year-help"]
    assert not load_catalogue(catalogue_texts()).changed


def test_what_was_repealed_does_not_come_back_with_the_files(to_come, asker, other):
    published = catalogue_texts()
    changed(to_come, asker, other, "repeal")
    assert "year-help" not in catalogue_texts().programmes
    assert not load_catalogue(published).changed
    assert in_force(to_come.in_force_from) is None


# --- at the same time -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_approved_and_declined_at_once_only_one_happens():
    load_catalogue(small.texts())
    asker, *others = [permitted("change_edition", "approve_edition") for _ in range(4)]
    edition = Edition.objects.get(name="first")
    change = ask_change(edition_id=edition.pk, kind="repeal", reason="no money", by=asker)
    found = at_once(
        lambda: approve_change(change_id=change.pk, by=others[0]),
        lambda: approve_change(change_id=change.pk, by=others[1]),
        lambda: decline_change(change_id=change.pk, comment="no", by=others[2]),
    )
    assert sum(isinstance(each, Edition | EditionChange) for each in found) == 1
    assert EditionStep.objects.exclude(kind="asked").count() == 1
