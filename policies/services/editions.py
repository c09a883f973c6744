"""Drafts, publishing, and closing what is superseded."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from policies.models import CatalogueStamp, Department, Draft, Edition, Programme
from policies.rules.documents import (
    Document,
    check_editions,
    read_document,
    split_documents,
)
from policies.rules.errors import Collector, RuleError
from policies.rules.examples import run_examples
from policies.rules.library import Library
from policies.rules.spans import LAST_DAY
from policies.services.checking import check_references
from policies.services.current import library, read_edition
from policies.services.errors import CatalogueError


def lock_catalogue() -> None:
    """Let one writer at a time change the catalogue, until the transaction ends."""
    CatalogueStamp.objects.get_or_create(pk=1)
    CatalogueStamp.objects.select_for_update(of=("self",)).get(pk=1)


@transaction.atomic
def save_draft(*, document: str, edition_id: int | None = None) -> Edition:
    """Keep a new edition that does not count yet, or another text of one.

    Raises:
        CatalogueError: the text is no rule document, or names what does not exist.
        Edition.DoesNotExist: there is no such edition.
    """
    lock_catalogue()
    read = check_draft(document=document, edition_id=edition_id)
    if edition_id is None:
        programme = Programme.objects.filter(slug=read.programme).first()
        programme = programme or write_programme(read)
        edition = Edition(programme=programme, position=programme.editions.count())
    else:
        edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    edition.name = read.edition
    edition.in_force_from, edition.in_force_to = read.in_force.first, read.in_force.last
    edition.document, edition.sha256 = read.text, read.sha256
    edition.save()
    return edition


def check_draft(*, document: str, edition_id: int | None = None) -> Document:
    """Whether :func:`save_draft` would take a text; gives what it says.

    Raises:
        CatalogueError: it would not.
        Edition.DoesNotExist: there is no such edition.
    """
    if len(split_documents(document)) > 1:
        raise CatalogueError.at("", "one edition is expected; --- begins another one.")
    text = document if document.endswith("\n") else f"{document}\n"  # as it would be in a file
    read = _read_draft(text, library())
    if edition_id is not None:
        edition = Edition.objects.select_related("programme").get(pk=edition_id)
        if edition.published:
            raise CatalogueError.at("", f"{name_of(edition)} is published: write a new edition.")
        if edition.proposed_at is not None:
            raise CatalogueError.at("", f"{name_of(edition)} is proposed: return it first.")
        if edition.programme.slug != read.programme:
            raise CatalogueError.at("programme", f"it is {edition.programme.slug} for ever.")
    others = Edition.objects.filter(programme__slug=read.programme, name=read.edition)
    if edition_id is not None:
        others = others.exclude(pk=edition_id)
    if others.exists():
        raise CatalogueError.at("edition", f"{read.programme} already has a {read.edition}.")
    return read


def _read_draft(text: str, shared: Library) -> Document:
    problems = Collector()
    try:
        document = read_document(text, library=shared)
    except RuleError as error:
        raise CatalogueError(error.problems) from None
    slugs = Programme.objects.values_list("slug", flat=True)
    check_references(document, "", shared, slugs, problems)
    if problems.problems:
        raise CatalogueError(problems.problems)
    return document


@transaction.atomic
def publish_edition(*, edition_id: int, replaces: Edition | None = None) -> Edition:
    """Make a draft count: its examples must hold, and the edition before it ends where it begins.

    Args:
        replaces: an edition that ends there as well, although it has a last day of its own; one
            that would begin only then never does.

    Raises:
        CatalogueError: an example fails, it shares a day with an edition that was not open, or what
            it replaces cannot end there any more.
        Edition.DoesNotExist: there is no such edition.
    """
    lock_catalogue()
    shared = library()
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    if edition.published:
        raise CatalogueError.at("", f"{name_of(edition)} is published already.")
    _read_draft(edition.document, shared)
    if replaces is not None:
        end_edition(edition_id=replaces.pk, on=edition.in_force_from)
    for before in edition.programme.editions.published().filter(
        in_force_to__isnull=True, in_force_from__lt=edition.in_force_from
    ):
        close_edition(edition_id=before.pk, last=edition.in_force_from - timedelta(days=1))
    documents = {
        each.pk: read_edition(each, shared)
        for each in [*edition.programme.editions.published(), edition]
    }
    try:
        check_editions(list(documents.values()))
    except RuleError as error:
        raise CatalogueError(error.problems) from None
    failures = run_examples(documents[edition.pk], list(documents.values()))
    if failures:
        raise CatalogueError.at("", "\n".join(failures))
    edition.published_at = timezone.now()
    edition.save(update_fields=["published_at"])
    write_latest(list(documents.values()))
    return edition


@transaction.atomic
def close_edition(*, edition_id: int, last: date) -> Edition:
    """Give a published edition its last day, because another supersedes it or it has run out.

    Raises:
        CatalogueError: it is a draft, it has a last day already, or the day is before its first.
        Edition.DoesNotExist: there is no such edition.
    """
    edition = _counting(edition_id)
    if edition.in_force_to is not None:
        message = f"{name_of(edition)} already ends on {edition.in_force_to}."
        raise CatalogueError.at("", message)
    return _give_last_day(edition, last)


@transaction.atomic
def move_last_day(*, edition_id: int, last: date | None) -> Edition:
    """Have a published edition hold until another day, or until further notice; the past stays.

    Raises:
        CatalogueError: it does not count, the day or its last day until now has gone by, it lies
            before its first, or another edition holds on a day that it would get.
        Edition.DoesNotExist: there is no such edition.
    """
    lock_catalogue()
    edition = _counting(edition_id)
    _check_settled(edition)
    if last is not None and last < timezone.localdate():
        raise CatalogueError.at("last", f"{last} has gone by: what held then stays.")
    others = edition.programme.editions.published().exclude(pk=edition.pk)
    later = others.filter(in_force_from__gt=edition.in_force_from).order_by("in_force_from").first()
    if later is not None and (last is None or later.in_force_from <= last):
        message = f"{name_of(later)} is in force from {later.in_force_from}: end it first."
        raise CatalogueError.at("last", message)
    return _give_last_day(edition, last)


@transaction.atomic
def end_edition(*, edition_id: int, on: date) -> Edition:
    """Have a published edition hold no longer from a day on; one that begins only then never does.

    Raises:
        CatalogueError: it does not count, the day has gone by, or it ends before that day anyway.
        Edition.DoesNotExist: there is no such edition.
    """
    lock_catalogue()
    edition = _counting(edition_id)
    if on < timezone.localdate():
        raise CatalogueError.at("", f"{on} has gone by: what held then stays.")
    if edition.in_force_to is not None and edition.in_force_to < on:
        message = f"{name_of(edition)} already ends on {edition.in_force_to}."
        raise CatalogueError.at("", message)
    if edition.in_force_from < on:
        return _give_last_day(edition, on - timedelta(days=1))
    edition.annulled_at = timezone.now()
    edition.save(update_fields=["annulled_at"])
    shared = library()
    write_latest([read_edition(each, shared) for each in edition.programme.editions.published()])
    return edition


def _counting(edition_id: int) -> Edition:
    """A published edition, locked.

    Raises:
        CatalogueError: it is a draft, or never came into force.
        Edition.DoesNotExist: there is no such edition.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    if not edition.published:
        raise CatalogueError.at("", f"{name_of(edition)} is a draft: change its text.")
    if not edition.counts:
        raise CatalogueError.at("", f"{name_of(edition)} was repealed before its first day.")
    return edition


def has_ended(edition: Edition) -> bool:
    """Whether its last day lies so far back that another would change days that have gone by."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return edition.in_force_to is not None and edition.in_force_to < yesterday


def _check_settled(edition: Edition) -> None:
    if has_ended(edition):
        message = f"{name_of(edition)} ended on {edition.in_force_to}: what held then stays."
        raise CatalogueError.at("", message)


def _give_last_day(edition: Edition, last: date | None) -> Edition:
    if last is not None and last < edition.in_force_from:
        message = f"{name_of(edition)} begins on {edition.in_force_from}, after {last}."
        raise CatalogueError.at("", message)
    if last is not None and last > LAST_DAY:
        raise CatalogueError.at("", f"{last} is after {LAST_DAY}, the last day that is known here.")
    edition.in_force_to = last
    edition.save(update_fields=["in_force_to"])
    return edition


@transaction.atomic
def delete_draft(*, edition_id: int) -> None:
    """Throw a draft away; its programme goes with it where it has no other edition.

    Raises:
        CatalogueError: it is published, or waits for a second person.
        Edition.DoesNotExist: there is no such edition.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    if edition.published:
        raise CatalogueError.at("", f"{name_of(edition)} is published: it stays.")
    if Draft.objects.filter(proposed=edition).exists():
        raise CatalogueError.at("", f"{name_of(edition)} is proposed: return it first.")
    programme = edition.programme
    edition.delete()
    if not programme.editions.exists():
        programme.delete()


def write_latest(documents: list[Document]) -> None:
    """Have the row of a programme say what the last of its editions says; of none nothing."""
    if documents:
        write_programme(max(documents, key=lambda document: document.in_force.first))


def write_programme(document: Document) -> Programme:
    """Have the row of a programme say what an edition of it says.

    The department must exist; what is the same already is not written.
    """
    columns = {
        "title_zh": document.title["zh-hans"],
        "title_en": document.title["en"],
        "category": document.category,
        "audience": list(document.audience),
        "department_id": Department.objects.values_list("pk", flat=True).get(
            slug=document.department
        ),
    }
    programme = Programme.objects.filter(slug=document.programme).first()
    if programme is None:
        return Programme.objects.create(slug=document.programme, **columns)
    if any(getattr(programme, name) != value for name, value in columns.items()):
        Programme.objects.filter(pk=programme.pk).update(**columns)
        programme.refresh_from_db()
    return programme


def name_of(edition: Edition) -> str:
    """How messages call it."""
    return f"{edition.programme.slug} {edition.name}"
