"""What was sent of a form, read as the shapes of the grammar have it.

What cannot be read as its shape is kept as it was typed: a draft may say anything, and the checks
say what is wrong with it and where.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import QueryDict

from policies.admin.builder.fields import (
    ABSENT,
    FORMULAS,
    PICKED,
    SPELLED,
    Field,
    field_for,
    holds,
    is_day,
    is_words,
    known_of,
)
from policies.admin.builder.surroundings import Surroundings, picked
from policies.admin.builder.teaching import options_of
from policies.rules.authoring.paths import EditError
from policies.rules.entry import EntryError, parse_text
from policies.rules.errors import RuleError
from policies.rules.facts import FactType, as_json
from policies.rules.quantities import NumberRangeError, exact
from policies.rules.reading import CONTROL, Plain, read_document_text
from policies.rules.shapes import (
    Either,
    FactName,
    Fields,
    Flag,
    Listing,
    Named,
    Numeric,
    OneOf,
    Shape,
    Slug,
)
from policies.rules.signs import drop_unseen

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMERAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ANY_NUMBER = FactType(name="number", type="money")
_FIGURES = re.compile(r"[^a-z0-9]*[0-9][^a-z]*", re.IGNORECASE)  # 十 and 5m stay text
_ANY_DAY = FactType(name="day", type="date")


PASTE = "_paste"  # the field of a table that takes rows from a spreadsheet


def cleaned(sent: QueryDict) -> QueryDict:
    """A form without the characters that no document may have, as they come from other programs.

    Signs of private use stay: the checks name them.
    """
    made = QueryDict(mutable=True)
    for name in sent:
        texts = (CONTROL.sub("", str(value)) for value in sent.getlist(name))
        made.setlist(name, [drop_unseen(text) for text in texts])
    return made


def number_in(text: str) -> int | None:
    """A small whole number as our own pages send it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def was_sent(sent: QueryDict, key: str) -> bool:
    """Whether the form had the field; boxes of which none is ticked send nothing but a mark."""
    return key in sent or any(name.startswith((f"{key}.", f"{key}:")) for name in sent)


def unchanged(field: Field, sent: QueryDict) -> bool:
    """Whether a field was sent as it was shown, so that its value stays to the last digit."""
    if field.widget in ("words", "rows", "records"):
        return all(unchanged(cell, sent) for line in field.lines for cell in line)
    if field.widget == "checks":
        return set(sent.getlist(field.name)) == set(map(str, field.value))
    text = str(sent.get(field.name, "")).replace("\r\n", "\n").strip()
    return text == str(field.value).strip()


def read_key(
    shape: Shape,
    old: Plain,
    sent: QueryDict,
    name: str,
    key: str,
    context: str,
    around: Surroundings,
) -> Plain:
    """What was sent for one key; the old value where the field was not touched.

    Args:
        old: :data:`ABSENT` where there was none.
    """
    before = None if old is ABSENT else old
    if unchanged(field_for(shape, before, "", name, key, context, around), sent):
        return old
    return read_field(shape, sent, name, key, around)


def read_field(shape: Shape, sent: QueryDict, name: str, key: str, around: Surroundings) -> Plain:
    """What was sent for one key; :data:`ABSENT` where it was left empty."""
    text = str(sent.get(name, "")).replace("\r\n", "\n").strip()
    if key in PICKED and not isinstance(shape, Listing):
        return picked(text, known_of(PICKED[key], around)) if text else ABSENT
    if key in FORMULAS:
        return ABSENT if not text else number_or_text(text) if key == "ratio_to" else text
    if key in SPELLED:
        return spelled(text)
    if key == "changeable":
        return {"true": True, "false": False, "": ABSENT}.get(text, text)
    if is_words(shape):
        return _read_words(sent, name)
    if isinstance(shape, Listing) and isinstance(shape.item, Fields):
        rows = _read_rows(shape.item, sent, name)
        return (_downwards(rows) if key == "bands" else rows) or ABSENT
    if isinstance(shape, Named):
        return _read_pairs(shape, sent, name, around.rows) or ABSENT
    if isinstance(shape, Listing) or holds(shape, Listing):
        if options_of(shape):
            ticked = [each for each in options_of(shape) if each in sent.getlist(name)]
            if key == "audience" and len(ticked) == 1:
                return ticked[0]
            return ticked or ABSENT
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [_read_line(shape, line) for line in lines] or ABSENT
    return read_text(shape, text) if text else ABSENT


def _read_line(shape: Shape, line: str) -> Plain:
    """One line of a list: a name, or an amount."""
    item = shape.item if isinstance(shape, Listing) else shape
    if isinstance(item, Either):
        return None if line == "null" else number_or_text(line)
    return line


def read_text(shape: Shape, text: str) -> Plain:
    """A single value as its shape has it, or as it was typed."""
    if isinstance(shape, Flag):
        return {"true": True, "false": False}.get(text, text)
    if isinstance(shape, Numeric):
        return number_or_text(text)
    if is_day(shape):
        return day_or_text(text)
    if isinstance(shape, OneOf | Slug | FactName):
        return text
    if isinstance(shape, Either):
        if "–" in text:
            ends = [number_or_text(end.strip()) for end in text.split("–", 1)]
            if not any(isinstance(end, str) for end in ends):
                return {"low": ends[0], "high": ends[1]}
        if bool in shape.shapes and text in ("true", "false"):
            return text == "true"
        if int in shape.shapes:
            return number_or_text(text)
    return text


def number_or_text(text: str) -> Plain:
    """A number, however it is typed (30万, 1,200), else the text."""
    try:
        if _NUMERAL.fullmatch(text):
            return exact(text)
        return as_plain(parse_text(_ANY_NUMBER, text)) if _FIGURES.fullmatch(text) else text
    except (EntryError, NumberRangeError):
        return text


def day_or_text(text: str) -> Plain:
    """A day as documents spell it, else the text."""
    try:
        return as_plain(parse_text(_ANY_DAY, text))
    except EntryError:
        return text


def as_plain(value: Any) -> Plain:
    """A fact's value as a document has it, exact."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | Fraction | str):
        return value
    return as_json(value)


def spelled(text: str) -> Plain:
    """A word, or a few lines with a key each; what cannot be read stays as it was typed."""
    if not text:
        return ABSENT
    try:
        return read_document_text(text)
    except RuleError:
        return text


def _read_words(sent: QueryDict, name: str) -> Plain:
    found = {}
    for tongue in ("zh-hans", "en"):
        text = str(sent.get(f"{name}.{tongue}", "")).replace("\r\n", "\n").strip()
        if text:
            found[tongue] = text
    return found or ABSENT


def _lines_sent(sent: QueryDict, name: str) -> list[int]:
    rests = (key.removeprefix(f"{name}.") for key in sent if key.startswith(f"{name}."))
    found = {number_in(rest.partition(".")[0]) for rest in rests}
    return sorted(number for number in found if number is not None)


def _read_rows(fields: Fields, sent: QueryDict, name: str) -> list[Plain]:
    rows: list[Plain] = []
    for index in _lines_sent(sent, name):
        row = {}
        for key, shape in {**fields.required, **fields.optional}.items():
            text = str(sent.get(f"{name}.{index}.{key}", "")).strip()
            if text:
                row[key] = read_text(shape, text)
        if row:
            rows.append(row)
    return rows


def _downwards(bands: list[Plain]) -> list[Plain]:
    """Bands from the highest down, as they have to stand; one without a number keeps its place."""
    bounds = [band.get("at_least") for band in bands]
    if not all(isinstance(bound, int | Fraction) for bound in bounds):
        return bands
    return sorted(bands, key=lambda band: Fraction(band["at_least"]), reverse=True)


def _read_pairs(
    shape: Named, sent: QueryDict, name: str, known: Mapping[str, str]
) -> dict[str, Plain]:
    pairs: dict[str, Plain] = {}
    for index in _lines_sent(sent, name):
        typed = str(sent.get(f"{name}.{index}.key", "")).strip()
        key = picked(typed, known) if known else typed
        if is_words(shape.value):
            value = _read_words(sent, f"{name}.{index}")
        else:
            text = str(sent.get(f"{name}.{index}.value", "")).strip()
            value = _read_value(shape.value, text) if text else ABSENT
        if value is ABSENT and key in known:
            continue  # a row that is offered and was not filled in
        if key or value is not ABSENT:
            pairs[key or f"_{index}"] = "" if value is ABSENT else value
    return pairs


def read_pasted(text: str, known: Mapping[str, str], path: str) -> dict[str, Plain]:
    """Rows of two columns from a spreadsheet: a name or a key, and a figure.

    Raises:
        EditError: some names are none that the table can have; all of them are told.
    """
    rows: dict[str, Plain] = {}
    unknown = []
    for line in text.splitlines():
        left, _tab, right = line.strip().replace("，", ",").partition("\t" if "\t" in line else ",")
        if not left.strip():
            continue
        key = picked(left, known)
        if known and key not in known:
            unknown.append(left.strip())
        rows[key] = number_or_text(right.strip())
    if unknown:
        raise EditError.at(path, f"no rows have these names: {', '.join(unknown)}.")
    return rows


def _read_value(shape: Shape, text: str) -> Plain:
    if isinstance(shape, Either) and str in shape.shapes:
        day = day_or_text(text) if _ISO.fullmatch(text) else text
        return day if day != text or _ISO.fullmatch(text) else number_or_text(text)
    return read_text(shape, text)
