"""From plain data to the text of a document, which reads back as equal plain data.

One document has one spelling: two spaces a level, and on one line what fits on one. Comments and
layout of a text that was read are not kept: they are no part of the plain data.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from policies.rules.quantities import decimal_text
from policies.rules.reading import Plain

WIDTH = 100
_MOST_ON_A_LINE = 30
_LONGEST_KEY = 500  # a longer one is no simple key in YAML
# Without quotes stands what no reader of YAML, old or new, takes for something else.
_PLAIN = re.compile(r"[^\W_](?:[^:#\[\]{},\"'`&*!|>%@\\\s]| (?=[^\s#]))*")
_WORD = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|nan|inf")
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9_.,:eExXoOa-fA-F+-]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def document_text(plain: Plain) -> str:
    """The canonical text of a document.

    Raises:
        ValueError: it holds what no document can, such as a float or a third.
    """
    if not isinstance(plain, dict) or not plain:
        return f"{_flow(plain)}\n"
    lines: list[str] = []
    for key, value in plain.items():
        lines += _entry(_key(key), value, 0, whole=key in ("eligibility", "examples"))
    return "\n".join(lines) + "\n"


def _entry(lead: str, value: Plain, depth: int, *, whole: bool = False) -> Iterator[str]:
    """The lines of a key or of a dash with what belongs to it."""
    indent = "  " * depth
    short = _one_line(f"{indent}{lead}", value, whole=whole)
    if short is not None:
        yield short
        return
    yield f"{indent}{lead}"
    yield from _block(value, depth + 1)


def _block(value: Plain, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _entry(_key(key), part, depth)
        return
    indent = "  " * depth
    for part in value:
        short = _one_line(f"{indent}-", part)
        if short is not None:
            yield short
            continue
        below = list(_block(part, depth + 1))
        yield f"{indent}- {below[0].lstrip(' ')}"
        yield from below[1:]


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
