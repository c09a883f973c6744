"""From files into the database, and back to the byte."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.models import Edition, EditionStep, Programme
from policies.rules.documents import Document, split_documents
from policies.rules.errors import Collector, RuleError
from policies.rules.facts import Words
from policies.rules.library import FILES
from policies.rules.placeholders import without_years
from policies.rules.references import facts_of_two_meanings
from policies.rules.rulebook import Rulebook
from policies.rules.shapes import words
from policies.services.checking import check_texts, file_of, refuse_problems
from policies.services.current import SHARED_MODELS, library, read_edition, shared_texts
from policies.services.editions import (
    close_edition,
    lock_catalogue,
    name_of,
    write_programme,
)
from policies.services.ending import closed_text, states_its_end
from policies.services.errors import CatalogueError
from policies.services.files import (
    CatalogueTexts,
    Entry,
    cut_entries,
    join_editions,
    read_folder,
    write_folder,
)


@dataclass(kw_only=True)
class Loaded:
    """What a load did.

    Attributes:
        entries: how many entries of each shared file were written.
        published, closed: editions that are new, or have their last day now.
        kept: programmes that the database has and the files have not.
        skipped: published editions whose text differs, left as they are because that was asked for.
    """

    entries: dict[str, int] = field(default_factory=dict)
    published: int = 0
    closed: int = 0
    kept: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(any(self.entries.values()) or self.published or self.closed)


def load_catalogue(catalogue: Path | CatalogueTexts, *, skip_changed: bool = False) -> Loaded:
    """Bring the database to what the files say; twice equals once.

    Entries and programmes that the files do not have stay. A published edition stays as it is, but
    that a file may give it its last day.

    Args:
        skip_changed: go on where the text of a published edition differs, instead of refusing.

    Raises:
        CatalogueError: the files are not in order, or the text of a published edition differs;
            nothing was written.
    """
    texts = catalogue if isinstance(catalogue, CatalogueTexts) else read_folder(catalogue)
    try:
        with transaction.atomic():
            lock_catalogue()
            return _load(texts, skip_changed=skip_changed)
    except IntegrityError as error:
        raise CatalogueError.at("", str(error).splitlines()[0]) from error


@transaction.atomic
def dump_catalogue(folder: Path) -> CatalogueTexts:
    """Write what is published as files; files that nothing here belongs to are left alone.

    Raises:
        CatalogueError: a file cannot be written.
    """
    texts = catalogue_texts()
    write_folder(folder, texts)
    return texts


def catalogue_texts() -> CatalogueTexts:
    """The published catalogue as texts."""
    editions: dict[str, list[str]] = {}
    for edition in Edition.objects.published().select_related("programme"):
        editions.setdefault(edition.programme.slug, []).append(_text_of(edition))
    return CatalogueTexts(
        shared=shared_texts(),
        programmes={slug: join_editions(texts) for slug, texts in editions.items()},
    )


def _text_of(edition: Edition) -> str:
    """Its document, with the last day that it was given after it was published."""
    if edition.in_force_to is None and not states_its_end(edition.document):
        return edition.document
    return closed_text(edition.document, edition.in_force_to)


def _load(texts: CatalogueTexts, *, skip_changed: bool) -> Loaded:
    loaded = Loaded(entries=dict.fromkeys(SHARED_MODELS, 0))
    if _is_loaded(texts):
        loaded.kept = _kept(texts)
        return loaded
    report = check_texts(texts)
    refuse_problems(report)
    for name in ("departments.yaml", *(name for name in FILES if name != "departments.yaml")):
        if name in texts.shared:
            loaded.entries[name] = _load_shared(name, texts.shared[name])
    problems = Collector()
    for documents in report.documents.values():
        _load_programme(documents, loaded, problems)
    if loaded.skipped and not skip_changed:
        for name in loaded.skipped:
            message = "is published and its text differs: a changed text is a new edition."
            problems.add(name, message)
    if problems.problems:
        raise CatalogueError(problems.problems)
    loaded.kept = _kept(texts)
    _check_whole()
    return loaded


def _is_loaded(texts: CatalogueTexts) -> bool:
    """Whether the database says all of this already: the usual case, without reading a rule."""
    shared = shared_texts()
    if any(shared.get(name) != text for name, text in texts.shared.items()):
        return False
    stored: dict[str, set[str]] = {}
    # Those repealed before their first day as well: a file that still has one is known.
    for edition in Edition.objects.exclude(published_at=None).select_related("programme"):
        known = stored.setdefault(edition.programme.slug, set())
        known |= {edition.document, _text_of(edition)}
    return all(
        stored.get(slug, set()).issuperset(split_documents(text))
        for slug, text in texts.programmes.items()
    )


def _kept(texts: CatalogueTexts) -> list[str]:
    slugs = Programme.objects.filter(editions__published_at__isnull=False).distinct()
    return sorted(set(slugs.values_list("slug", flat=True)) - texts.programmes.keys())


def _check_whole() -> None:
    """All of the database together, with what the files did not bring."""
    shared, documents, problems = library(), list[Document](), Collector()
    for edition in Edition.objects.published().select_related("programme"):
        try:
            documents.append(read_edition(edition, shared))
        except RuleError as error:
            for problem in error.problems:
                problems.add(name_of(edition), f"no longer holds: {problem}")
    for document, problem in facts_of_two_meanings(documents):
        problems.add(f"{document.programme} {document.edition}", str(problem))
    if problems.problems:
        raise CatalogueError(problems.problems)
    try:
        Rulebook(documents)
    except RuleError as error:
        raise CatalogueError(error.problems) from None


# --- shared files -------------------------------------------------------------------------------


def _load_shared(name: str, text: str) -> int:
    """Write the entries that are new or differ; gives their number."""
    model, columns = SHARED_MODELS[name], _COLUMNS[name]
    key = _KEYS[name]
    stored = {row[0]: row[1:] for row in model.objects.values_list(key, "position", "definition")}
    rows: list[Any] = []  # of one of five models
    for position, entry in enumerate(cut_entries(name, text)):
        if stored.get(entry.key) != (position, entry.text):
            values = {key: entry.key, "position": position, "definition": entry.text}
            rows.append(model(**values, **columns(entry)))
    if rows:
        fields = [f.name for f in model._meta.concrete_fields if f.name not in ("id", key)]
        model.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=[key], update_fields=fields
        )
    return len(rows)


def _in_both(value: object, name: str) -> dict[str, str]:
    """The columns ``name_zh`` and ``name_en`` of a text by language."""
    texts: Words = dict(words(value))
    return {f"{name}_zh": texts.get("zh-hans", ""), f"{name}_en": texts.get("en", "")}


def _department(entry: Entry) -> dict[str, Any]:
    value = entry.value
    columns = {name: value.get(name, "") for name in ("phone", "url")}
    for name in ("name", "short", "note"):
        columns |= _in_both(value.get(name), name)
    return columns


def _fact(entry: Entry) -> dict[str, Any]:
    value = entry.value
    flags = {name: bool(value.get(name, False)) for name in ("sensitive", "changeable")}
    return {
        "type": value["type"],
        "topic": value.get("topic", ""),
        "derived": "derived" in value,
        **flags,
        **_in_both(without_years(dict(words(value.get("label")))), "label"),
    }


def _source(entry: Entry) -> dict[str, Any]:
    value = entry.value
    day = value.get("published_on")
    return {
        **{name: value.get(name, "") for name in ("number", "url", "grade")},
        "published_on": date.fromisoformat(day) if day else None,
        **_in_both(value["title"], "title"),
    }


def _table(entry: Entry) -> dict[str, Any]:
    return _in_both(entry.value.get("label"), "label")


def _system(entry: Entry) -> dict[str, Any]:
    value = entry.value
    return {
        "aliases": "\n".join(value.get("aliases", [])),
        **_in_both(value["name"], "name"),
        **_in_both(value["summary"], "summary"),
    }


_KEYS = {
    "facts.yaml": "name",
    "sources.yaml": "key",
    "tables.yaml": "name",
    "departments.yaml": "slug",
    "systems.yaml": "slug",
}
_COLUMNS = {
    "facts.yaml": _fact,
    "sources.yaml": _source,
    "tables.yaml": _table,
    "departments.yaml": _department,
    "systems.yaml": _system,
}


# --- programmes ---------------------------------------------------------------------------------


def _load_programme(documents: tuple[Document, ...], loaded: Loaded, problems: Collector) -> None:
    latest = max(documents, key=lambda document: document.in_force.first)
    programme = Programme.objects.filter(slug=latest.programme).first()
    stored = {each.name: each for each in programme.editions.all()} if programme else {}
    if programme is None:
        programme = write_programme(latest)
    fresh, before = [], len(problems.problems)
    for position, document in enumerate(documents):
        edition = stored.get(document.edition)
        if edition is None:
            fresh.append(_edition(programme, document, position))
        elif edition.document != document.text or not edition.published:
            _load_known(edition, document, loaded, problems)
    _check_days(stored, fresh, problems)
    if len(problems.problems) > before:
        return
    # Those that end come first: the days of the new ones must be free.
    Edition.objects.bulk_create(fresh)
    loaded.published += len(fresh)
    newest = max((e.in_force_from for e in stored.values() if e.counts), default=date.min)
    if latest.in_force.first >= newest:
        write_programme(latest)


def _check_days(stored: dict[str, Edition], fresh: list[Edition], problems: Collector) -> None:
    """Say which published edition of the database is in the way of a new one."""
    for new in fresh:
        for old in stored.values():
            meets = new.in_force_from <= (old.in_force_to or date.max)
            if old.counts and meets and old.in_force_from <= (new.in_force_to or date.max):
                place = file_of(new.programme.slug)
                problems.add(place, f"{name_of(new)} shares days with {name_of(old)}.")


def _load_known(edition: Edition, document: Document, loaded: Loaded, problems: Collector) -> None:
    """Accept of another text for a known edition only that it ends.

    Where officers have moved its last day here, theirs counts, whatever day the file has.
    """
    place = file_of(document.programme)
    if not edition.published:
        message = "is a draft in the database: delete it there, or give this edition another name."
        problems.add(place, f"{name_of(edition)} {message}")
        return
    last = document.in_force.last
    ends = closed_text(edition.document, last) == document.text
    if ends and _is_moved(edition):
        return
    if not ends or (edition.in_force_to is not None and edition.in_force_to != last):
        loaded.skipped.append(name_of(edition))
    elif edition.in_force_to is None and last is not None:
        close_edition(edition_id=edition.pk, last=last)
        edition.in_force_to = last
        loaded.closed += 1


def _is_moved(edition: Edition) -> bool:
    """Whether officers have changed until when it holds."""
    kinds = EditionStep.Kind
    steps = EditionStep.objects.filter(
        programme=edition.programme.slug,
        edition=edition.name,
        kind__in=(kinds.WITHDRAWN, kinds.MOVED, kinds.REPEALED, kinds.REPLACED),
    )
    return steps.exists()


def _edition(programme: Programme, document: Document, position: int) -> Edition:
    return Edition(
        programme=programme,
        name=document.edition,
        in_force_from=document.in_force.first,
        in_force_to=document.in_force.last,
        document=document.text,
        sha256=document.sha256,
        position=position,
        published_at=timezone.now(),
    )
