"""From plain data to the text of a document, which reads back as equal plain data.

One document has one spelling: two spaces a level, and on one line what fits on one. Comments are
written where :mod:`policies.rules.authoring.comments` puts them; the layout of a text that was read
is not kept.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from policies.rules.authoring.paths import Steps
from policies.rules.quantities import decimal_text
from policies.rules.reading import Plain

ABOVE, BESIDE, BELOW = "above", "beside", "below"  # where a comment stands
WIDTH = 100
_MOST_ON_A_LINE = 30
_LONGEST_KEY = 500  # a longer one is no simple key in YAML
# Without quotes stands what no reader of YAML, old or new, takes for something else.
_PLAIN = re.compile(r"[^\W_](?:[^:#\[\]{},\"'`&*!|>%@\\\s]| (?=[^\s#]))*")
_WORD = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|nan|inf")
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9_.,:eExXoOa-fA-F+-]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a document.

    Attributes:
        text: with its mark, of one line.
        steps: the place it speaks of; of the document as a whole none.
        place: whether its line is above or below that, or it stands behind it.
    """

    text: str
    steps: Steps
    place: str


def document_text(plain: Plain, comments: Sequence[Comment] = ()) -> str:
    """The canonical text of a document.

    Args:
        comments: at places that are there; what they stand inside of is not put on one line.

    Raises:
        ValueError: it holds what no document can, such as a float or a third.
    """
    if not isinstance(plain, dict) or not plain:
        return "".join(f"{each.text}\n" for each in comments) + f"{_flow(plain)}\n"
    return "\n".join(_Writing(comments).lines(plain)) + "\n"


class _Writing:
    """One document being written, with its comments."""

    def __init__(self, comments: Sequence[Comment]) -> None:
        self.at: dict[tuple[Steps, str], list[str]] = {}
        self.inside: set[Steps] = set()
        for each in comments:
            self.at.setdefault((each.steps, each.place), []).append(each.text)
            self.inside.update(each.steps[:depth] for depth in range(len(each.steps)))

    def lines(self, plain: dict[str, Plain]) -> Iterator[str]:
        """The whole of it."""
        yield from self._said((), ABOVE, "")
        yield from self._said((), BESIDE, "")
        for key, value in plain.items():
            whole = key in ("eligibility", "examples")
            yield from self._entry(_key(key), value, 0, (key,), whole=whole)
        yield from self._said((), BELOW, "")

    def _said(self, steps: Steps, place: str, indent: str) -> Iterator[str]:
        for text in self.at.get((steps, place), ()):
            yield f"{indent}{text}"

    def _behind(self, line: str, steps: Steps) -> str:
        return "  ".join([line, *self.at.get((steps, BESIDE), ())])

    def _entry(
        self, lead: str, value: Plain, depth: int, steps: Steps, *, whole: bool = False
    ) -> Iterator[str]:
        """The lines of a key with what belongs to it."""
        indent = "  " * depth
        yield from self._said(steps, ABOVE, indent)
        short = self._short(f"{indent}{lead}", value, steps, whole=whole)
        yield self._behind(f"{indent}{lead}" if short is None else short, steps)
        if short is None:
            yield from self._block(value, depth + 1, steps)
        yield from self._said(steps, BELOW, indent)

    def _block(self, value: Plain, depth: int, steps: Steps) -> Iterator[str]:
        if isinstance(value, dict):
            for key, part in value.items():
                yield from self._entry(_key(key), part, depth, (*steps, key))
            return
        for index, part in enumerate(value):
            yield from self._item(part, depth, (*steps, index))

    def _item(self, part: Plain, depth: int, steps: Steps) -> Iterator[str]:
        """The lines of a dash with what belongs to it."""
        indent = "  " * depth
        yield from self._said(steps, ABOVE, indent)
        short = self._short(f"{indent}-", part, steps)
        if short is not None:
            yield self._behind(short, steps)
        else:
            yield from self._said(steps, BESIDE, indent)
            below = list(self._block(part, depth + 1, steps))
            while below[0].lstrip(" ").startswith("#"):  # of its first part: above the dash
                yield f"{indent}{below.pop(0).lstrip(' ')}"
            yield f"{indent}- {below[0].lstrip(' ')}"
            yield from below[1:]
        yield from self._said(steps, BELOW, indent)

    def _short(self, lead: str, value: Plain, steps: Steps, *, whole: bool = False) -> str | None:
        is_filled = isinstance(value, dict | list) and bool(value)
        return None if is_filled and steps in self.inside else _one_line(lead, value, whole=whole)


def _one_line(lead: str, value: Plain, *, whole: bool = False) -> str | None:
    """On one line, where it fits, or has no parts."""
    if not isinstance(value, dict | list) or not value:
        return f"{lead} {_flow(value)}"
    if whole or not _is_shallow(value, 2):
        return None
    found = f"{lead} {_flow(value)}"
    return found if len(found) <= WIDTH and _columns(found) <= WIDTH else None


def _is_shallow(value: Plain, levels: int) -> bool:
    """Whether it has few parts, nested so many levels at most: what is worth one line."""
    if not isinstance(value, dict | list) or not value:
        return True
    if not levels or len(value) > _MOST_ON_A_LINE:
        return False
    if isinstance(value, list):
        return not any(isinstance(part, dict | list) and part for part in value)
    return all(_is_shallow(part, levels - 1) for part in value.values())


def _columns(text: str) -> int:
    """How wide it is printed; a Chinese character is as wide as two Latin ones."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)} {_flow(part)}' for key, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(value)


def _key(key: str) -> str:
    text = _scalar(key)
    return f"{text}:" if len(text) <= _LONGEST_KEY else f"? {text}\n:"


def _scalar(value: Plain) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction):
        text = decimal_text(value, 12)
        if Fraction(text) != value:
            raise ValueError(f"{value} has no end as a decimal.")
        return text
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    raise ValueError(f"{type(value).__name__} cannot stand in a document.")


def _is_plain(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or _WORD.fullmatch(text):
        return False
    return bool(_DAY.fullmatch(text)) or not _NUMBER_LIKE.fullmatch(text)


def _quoted(text: str) -> str:
    """In double quotes, as JSON has it, which is YAML as well."""
    return _ESCAPED.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )
