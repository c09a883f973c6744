"""The catalogue as files: what all programmes share, and one file for each programme."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from policies.rules.documents import split_documents
from policies.rules.errors import Collector, RuleError
from policies.rules.library import FILES
from policies.rules.reading import SHARED_LIMITS, read_document_text
from policies.services.errors import CatalogueError

SHIPPED = Path(__file__).resolve().parent.parent / "catalogue"
PROGRAMMES = "programmes"
MAX_FILE = 60 * 64 * 1024  # octets; as many editions as a file may have, each of its longest
_MARKER = re.compile(r"^(?:---|\.\.\.)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueTexts:
    """A whole catalogue as texts.

    Attributes:
        shared: name of the file, such as ``facts.yaml``, to its text; a missing file is absent.
        programmes: slug to the text of all its editions.
    """

    shared: Mapping[str, str]
    programmes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a shared file.

    Attributes:
        text: its lines, to the byte, with the comments above it.
        value: what stands under its key, as plain data.
    """

    key: str
    text: str
    value: Mapping[str, Any]


def read_folder(folder: Path) -> CatalogueTexts:
    """Read the files of a catalogue.

    Raises:
        CatalogueError: there is no such folder, or a file cannot be read as text.
    """
    if not folder.is_dir():
        raise CatalogueError.at("", f"{folder}: there is no such folder.")
    problems = Collector()
    shared = {
        name: _read_file(folder / name, name, problems)
        for name in FILES
        if (folder / name).exists()
    }
    programmes = {
        path.stem: _read_file(path, f"{PROGRAMMES}/{path.name}", problems)
        for path in sorted((folder / PROGRAMMES).glob("*.yaml"))
    }
    if not shared and not programmes:
        problems.add("", f"{folder} holds no catalogue: neither {', '.join(FILES)} nor programmes.")
    if problems.problems:
        raise CatalogueError(problems.problems)
    return CatalogueTexts(shared=shared, programmes=programmes)


def _read_file(path: Path, name: str, problems: Collector) -> str:
    try:
        if path.stat().st_size > MAX_FILE:
            problems.add(name, f"{path.stat().st_size} bytes; at most {MAX_FILE} are read.")
            return ""
        text = path.read_bytes().decode("utf-8")
        if text.startswith("\ufeff"):
            problems.add(name, "begins with a byte order mark: save it without one.")
        return text
    except OSError as error:
        problems.add(name, f"cannot be read: {error.strerror or error}.")
    except UnicodeDecodeError as error:
        problems.add(name, f"is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}.")
    return ""


def write_folder(folder: Path, texts: CatalogueTexts) -> int:
    """Write the files of a catalogue; files that are the same already are left alone.

    Returns:
        How many files were written.

    Raises:
        CatalogueError: a file cannot be written.
    """
    files = {folder / name: text for name, text in texts.shared.items()}
    for slug, text in texts.programmes.items():
        files[folder / PROGRAMMES / f"{slug}.yaml"] = text
    written = 0
    try:
        (folder / PROGRAMMES).mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            octets = text.encode()
            if not path.exists() or path.read_bytes() != octets:
                path.write_bytes(octets)
                written += 1
    except OSError as error:
        raise CatalogueError.at("", f"{error.filename}: {error.strerror}.") from None
    return written


def cut_entries(name: str, text: str) -> tuple[Entry, ...]:
    """Cut a shared file into its entries, so that their texts together are the file again.

    Raises:
        RuleError: the file is not one plain block mapping.
    """
    if _MARKER.search(text):
        raise RuleError.at(name, "--- and ... have no place here.")
    starts = list(_starts_of_entries(name, text))
    bounds = [0, *starts[1:], len(text)]
    entries = []
    for first, last in pairwise(bounds):
        piece = text[first:last]
        piece += "" if piece.endswith("\n") or last == len(text) else "\n"
        ((key, value),) = read_document_text(piece, limits=SHARED_LIMITS).items()
        entries.append(Entry(key=key, text=piece, value=value))
    return tuple(entries)


def _starts_of_entries(name: str, text: str) -> Iterator[int]:
    """Where the keys of the outermost mapping begin."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth, is_key = 0, False
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            if depth == 0 and (not isinstance(event, yaml.MappingStartEvent) or event.flow_style):
                raise RuleError.at(name, "expected key: value, one entry below the other.")
            if depth == 1:
                is_key = not is_key
                if is_key and event.start_mark is not None:
                    yield event.start_mark.index
            depth += isinstance(event, yaml.CollectionStartEvent)


def join_entries(texts: list[str]) -> str:
    """The text of a shared file from those of its entries."""
    ends = [text if text.endswith("\n") else f"{text}\n" for text in texts[:-1]]
    return "".join([*ends, *texts[-1:]])


def join_editions(texts: list[str]) -> str:
    """The text of a programme's file from those of its editions."""
    ends = [text if text.endswith("\n") else f"{text}\n" for text in texts[:-1]]
    return "---\n".join([*ends, *texts[-1:]])


def cut_editions(name: str, text: str) -> tuple[str, ...]:
    """Cut the file of a programme into its editions.

    Raises:
        RuleError: a separating line has more than ``---``.
    """
    pieces = split_documents(text)
    if join_editions(list(pieces)) != text:
        raise RuleError.at(name, "a line between two editions is --- without anything behind it.")
    return pieces
