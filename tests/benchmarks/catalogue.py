"""The real catalogue: its documents, and facts that fill half of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policies.rules.documents import Document, read_documents
from policies.rules.errors import RuleError
from policies.rules.facts import Value
from policies.rules.library import FILES, Library

ROOT = Path(__file__).resolve().parents[2] / "policies" / "catalogue"
ON = date(2026, 5, 1)


@dataclass(frozen=True)
class Catalogue:
    """What is on the disk.

    Attributes:
        texts: of the programmes' files, by name.
        refused: files that cannot be read just now.
    """

    library: Library
    texts: dict[str, str]
    documents: tuple[Document, ...]
    refused: tuple[str, ...]


def shared_texts() -> dict[str, str]:
    """The files that all documents share."""
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}


def read_catalogue() -> Catalogue:
    """Read every file that is there."""
    library = Library.read(shared_texts())
    texts, documents, refused = {}, list[Document](), []
    for path in sorted((ROOT / "programmes").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        try:
            documents += read_documents(text, library=library)
        except RuleError:
            refused.append(path.name)
        else:
            texts[path.name] = text
    return Catalogue(library, texts, tuple(documents), tuple(refused))


def half_a_profile(documents: tuple[Document, ...]) -> dict[str, Value]:
    """Every second fact of those that the first examples state."""
    found: dict[str, Value] = {}
    for document in documents:
        for example in document.examples[:1]:
            for name, value in example.facts.items():
                found.setdefault(name, value)
    return dict(list(found.items())[::2])
