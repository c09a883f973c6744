"""What is published, read once for each process and again when the catalogue changes."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from policies.models import CatalogueStamp, Department, Edition, Fact, SharedTable, Source, System
from policies.rules.documents import Document, Force, read_document
from policies.rules.errors import RuleError
from policies.rules.facts import FactType, Vocabulary
from policies.rules.intake import NONE_TAKEN
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.services.files import join_entries
from policies.services.places import places_taken

log = logging.getLogger(__name__)
SHARED_MODELS: dict[str, type[Department | Fact | SharedTable | Source | System]] = {
    "facts.yaml": Fact,
    "sources.yaml": Source,
    "tables.yaml": SharedTable,
    "departments.yaml": Department,
    "systems.yaml": System,
}
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The published catalogue, compiled. Immutable, so that threads may share it.

    Attributes:
        version: of the database, when this was read; ``None`` before the first change.
        vocabulary: the shared facts and those that documents bring.
        shared: the texts of the shared files that all of it was read with.
    """

    version: UUID | None
    library: Library
    rulebook: Rulebook
    vocabulary: Vocabulary
    shared: Mapping[str, str] = field(repr=False)
    _documents: Mapping[str, Document] = field(repr=False)


_lock = threading.Lock()
_kept: Catalogue | None = None


def current_catalogue() -> Catalogue:
    """The published catalogue; one query where nothing has changed since the last call.

    One more where some window has a limited number of places.
    """
    global _kept
    kept = _kept
    if kept is not None and kept.version == _version():
        return _counted(kept)
    with _lock:
        if _kept is None or _kept.version != _version():
            _kept = _read_settled(_kept)
        return _counted(_kept)


def _counted(catalogue: Catalogue) -> Catalogue:
    """With the places that are gone; they are asked for where some window has a limit."""
    taken = places_taken() if catalogue.rulebook.has_places else NONE_TAKEN
    if not taken:
        return catalogue
    return replace(catalogue, rulebook=catalogue.rulebook.counting(taken))


def rulebook() -> Rulebook:
    """All published editions, compiled."""
    return current_catalogue().rulebook


def library() -> Library:
    """The shared vocabulary as the database has it."""
    return current_catalogue().library


def shared_texts() -> dict[str, str]:
    """The shared files as the database has them; one without entries is absent."""
    texts = {}
    for name, model in SHARED_MODELS.items():
        entries = list(model.objects.values_list("definition", flat=True))
        if entries:
            texts[name] = join_entries(entries)
    return texts


def read_edition(edition: Edition, library: Library) -> Document:
    """The document of an edition with the days of its row, which win over those of the text.

    Raises:
        RuleError: the text is not, or no longer, a rule document.
    """
    document = read_document(edition.document, library=library, kept=True)
    return in_force(document, edition)


def in_force(document: Document, edition: Edition) -> Document:
    """The document on the days of its row; a first day that the text has keeps its basis."""
    written = document.in_force
    basis = written.basis if written.first == edition.in_force_from else ""
    return replace(document, in_force=Force(edition.in_force_from, edition.in_force_to, basis))


def _version() -> UUID | None:
    return CatalogueStamp.objects.values_list("version", flat=True).first()


def _read_settled(before: Catalogue | None) -> Catalogue:
    """Read until nothing changed meanwhile; parts that did not change are taken over."""
    for _ in range(_TRIES):
        version = _version()
        catalogue = _read(version, before)
        if _version() == version:
            break
    return catalogue


def _read(version: UUID | None, before: Catalogue | None) -> Catalogue:
    shared = shared_texts()
    same = before is not None and before.shared == shared
    found = before.library if before is not None and same else Library.read(shared, kept=True)
    known = before._documents if before is not None and same else {}
    read: dict[str, Document] = {}
    documents = []
    for edition in Edition.objects.published().select_related("programme"):
        document = known.get(edition.sha256)
        if document is None:
            try:
                document = read_document(edition.document, library=found, kept=True)
            except RuleError:  # one bad row costs one programme, not the whole catalogue
                log.exception("Edition %d cannot be read and is left out.", edition.pk)
                continue
        read[edition.sha256] = document
        documents.append(in_force(document, edition))
    return Catalogue(
        version=version,
        library=found,
        rulebook=Rulebook(documents),
        vocabulary=_vocabulary(found, documents),
        shared=shared,
        _documents=read,
    )


def _vocabulary(library: Library, documents: list[Document]) -> Vocabulary:
    own: dict[str, FactType] = {
        name: document.vocabulary[name]
        for document in documents
        for name in sorted(document.own_facts)
    }
    return library.facts.extended(own)
