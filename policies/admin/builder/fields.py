"""Fields of a form made from the shapes of the grammar, and reading what was sent of them.

What cannot be read as its shape is kept as it was typed: a draft may say anything, and the checks
say what is wrong with it and where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from policies.admin.builder.keys import key_words
from policies.admin.builder.options import option_words
from policies.admin.builder.surroundings import Surroundings, offered, picked
from policies.admin.builder.teaching import options_of
from policies.presentation.words import language, shown, unit_words
from policies.rules.authoring.writing import document_text
from policies.rules.entry import EntryError, parse_text
from policies.rules.errors import RuleError
from policies.rules.facts import FactType, as_json
from policies.rules.quantities import NumberRangeError, decimal_text, exact
from policies.rules.reading import Plain, read_document_text
from policies.rules.shapes import (
    WORDS,
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

ABSENT: Any = object()  # what was left empty; None is a value of documents
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMERAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ANY_NUMBER = FactType(name="number", type="money")
_ANY_DAY = FactType(name="day", type="date")
# keys whose field has a list to choose from, and which
PICKED = {
    **{"fact": "facts", "after": "facts", "some": "facts", "every": "facts"},
    **{"source": "sources", "department": "departments"},
}
FORMULAS = ("formula", "derived", "ratio_to")
_RIGHT = ("value", "low", "high")
_WHOLE = ("group", "subject", "records")
LONG = ("summary", "note", "question", "help", "zh-hans", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form.

    Attributes:
        name: in the form.
        path: of what it shows, as messages spell it.
        widget: the template that draws it.
        value: a text, or the list of what is ticked.
        pick: the list it offers.
        reading: how a value that was typed short is understood.
        cells: for several inputs beside each other, those of one line.
        reshapes: whether the form looks different after another choice.
    """

    name: str
    path: str
    label: str
    widget: str = "text"
    hint: str = ""
    value: Any = ""
    options: tuple[tuple[str, str], ...] = ()
    pick: str = ""
    unit: str = ""
    reading: str = ""
    language: str = ""
    lines: tuple[tuple[Field, ...], ...] = ()
    problems: tuple[str, ...] = ()
    reshapes: bool = False

    @property
    def id(self) -> str:
        """The id of its element; that of a value stays when another operator is chosen."""
        path = self.path.rpartition(".")[0] if self.name in _RIGHT else self.path
        return place_id("f", f"{path}.{self.name}")

    @property
    def place(self) -> str:
        """The id of what is around it; of a choice that stands for the whole form, its own."""
        whole = self.name in _WHOLE or self.name.startswith("_")
        return place_id("p", f"{self.path}.{self.name}" if whole else self.path)

    @property
    def height(self) -> int:
        """How many lines it shows."""
        return min(max(2, str(self.value).count("\n") + 1), 12)


def place_id(prefix: str, path: str) -> str:
    """An id for a place of a document, of characters that every selector takes."""
    signs = (sign if sign.isascii() and sign.isalnum() else _coded(sign) for sign in path)
    return f"{prefix}-{''.join(signs)}"


def _coded(sign: str) -> str:
    return {".": "-", "[": "--", "]": "", "_": "_"}.get(sign, f"_{ord(sign):x}")


# --- showing ------------------------------------------------------------------------------------


def field_for(
    shape: Shape, value: Plain, path: str, name: str, key: str, context: str, around: Surroundings
) -> Field:
    """The field of one key."""
    label, hint = key_words(context, key)
    common: dict[str, Any] = {
        "name": name,
        "path": path,
        "label": label,
        "hint": hint,
        "problems": tuple(around.problems.get(path, ())),
    }
    if key in PICKED and not isinstance(shape, Listing):
        known = known_of(PICKED[key], around)
        return Field(**common, widget="pick", pick=PICKED[key], value=offered(value, known))
    if key in FORMULAS:
        return Field(**common, widget="formula", value=text_of(value))
    if is_words(shape):
        return Field(**common, widget="words", lines=(_word_cells(value, path, name, key),))
    if isinstance(shape, Flag):
        return Field(**common, widget="select", value=text_of(value), options=yes_no())
    if isinstance(shape, Listing) and isinstance(shape.item, Fields):
        return Field(**common, widget="rows", lines=_row_cells(shape.item, value, path, name, key))
    if isinstance(shape, Named):
        return Field(**common, widget="rows", lines=_pair_cells(shape, value, path, name))
    if options := options_of(shape):
        chosen = [(each, option_words(key, each)) for each in options]
        several = isinstance(shape, Listing) or _holds(shape, Listing)
        if several:
            ticked = value if isinstance(value, list) else [value]
            return Field(**common, widget="checks", value=ticked, options=tuple(chosen))
        empty = ("", "—")
        return Field(**common, widget="select", value=text_of(value), options=(empty, *chosen))
    if isinstance(shape, Listing):
        listed = value if isinstance(value, list) else []
        return Field(**common, widget="lines", value="\n".join(map(text_of, listed)))
    if is_day(shape):
        typed = text_of(value)
        plain = not typed or _ISO.fullmatch(typed)
        return Field(**common, widget="day" if plain else "text", value=typed)
    if isinstance(shape, Numeric):
        return Field(**common, widget="number", value=text_of(value), reading=_reading(value, key))
    widget = "key" if isinstance(shape, Slug | FactName) else "text"
    return Field(**common, widget=widget, value=text_of(value))


def known_of(pick: str, around: Surroundings) -> dict[str, str]:
    """What a field with a list offers: key to words."""
    if pick == "facts":
        if around.fields is not None:
            return {name: fact.label_in(language()) for name, fact in around.fields.items()}
        own = {name: _("class") for name in ("outcome",) if around.outcomes}
        return own | {name: fact.label_in(language()) for name, fact in around.facts.items()}
    return dict(getattr(around, pick))


def yes_no() -> tuple[tuple[str, str], ...]:
    """The choices of a flag."""
    return (("", "—"), ("true", _("yes")), ("false", _("no")))


def is_words(shape: Shape) -> bool:
    """Whether it is a text in both languages."""
    return shape is WORDS or (isinstance(shape, Either) and WORDS in shape.shapes.values())


def is_day(shape: Shape) -> bool:
    """Whether it is a day and nothing else."""
    kinds = (
        [type(each).__name__ for each in shape.shapes.values()] if isinstance(shape, Either) else []
    )
    return type(shape).__name__ == "Day" or kinds == ["Day", "Null"]


def _holds(shape: Shape, kind: type) -> bool:
    return isinstance(shape, Either) and any(isinstance(s, kind) for s in shape.shapes.values())


def _reading(value: Plain, key: str) -> str:
    """Large amounts in words, so that a zero too many is seen."""
    if key == "amount" and isinstance(value, int | Fraction) and value >= 10_000:
        return shown(value, _ANY_NUMBER)
    return ""


def text_of(value: Plain) -> str:
    """A plain value as a field shows it."""
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction):
        return decimal_text(value, 12)
    if isinstance(value, dict) and value.keys() == {"low", "high"}:
        return f"{text_of(value['low'])}–{text_of(value['high'])}"
    if isinstance(value, dict | list):
        return document_text(value).strip()
    return str(value)


def word_of(value: Plain, language: str) -> str:
    """A text in one language; one that is given plainly stands for both."""
    return text_of(value.get(language, "")) if isinstance(value, dict) else text_of(value)


def _word_cells(value: Plain, path: str, name: str, key: str) -> tuple[Field, ...]:
    widget = "area" if key in LONG else "text"
    return tuple(
        Field(
            name=f"{name}.{language}",
            path=path,
            label=label,
            widget=widget,
            value=word_of(value, language),
            language=mark,
        )
        for language, mark, label in (
            ("zh-hans", "zh-Hans", _("Chinese")),
            ("en", "en", _("English")),
        )
    )


def _row_cells(
    fields: Fields, value: Plain, path: str, name: str, context: str
) -> tuple[tuple[Field, ...], ...]:
    """One line of inputs for each entry of a list, and an empty one to add another."""
    listed = value if isinstance(value, list) else []
    return tuple(
        tuple(
            Field(
                name=f"{name}.{index}.{key}",
                path=path,
                label=key_words(context, key)[0],
                value=text_of(entry.get(key)) if isinstance(entry, dict) else "",
            )
            for key in (*fields.required, *fields.optional)
        )
        for index, entry in enumerate([*listed, {}])
    )


def _pair_cells(shape: Named, value: Plain, path: str, name: str) -> tuple[tuple[Field, ...], ...]:
    """One line for each name of a mapping with what it stands for, and an empty one."""
    pairs = list(value.items()) if isinstance(value, dict) else []
    lines = []
    for index, (key, entry) in enumerate([*pairs, ("", None)]):
        begin = f"{name}.{index}"
        cells = [
            Field(name=f"{begin}.key", path=path, label=key_words("tables", "key")[0], value=key)
        ]
        if is_words(shape.value):
            cells += _word_cells(entry, path, begin, "")
        else:
            label = key_words("tables", "value")[0]
            cells.append(Field(name=f"{begin}.value", path=path, label=label, value=text_of(entry)))
        lines.append(tuple(cells))
    return tuple(lines)


# --- reading ------------------------------------------------------------------------------------


def unchanged(field: Field, sent: QueryDict) -> bool:
    """Whether a field was sent as it was shown, so that its value stays to the last digit."""
    if field.widget in ("words", "rows"):
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
    if is_words(shape):
        return _read_words(sent, name)
    if isinstance(shape, Listing) and isinstance(shape.item, Fields):
        return _read_rows(shape.item, sent, name) or ABSENT
    if isinstance(shape, Named):
        return _read_pairs(shape, sent, name) or ABSENT
    if isinstance(shape, Listing) or _holds(shape, Listing):
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
        return as_plain(parse_text(_ANY_NUMBER, text))
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


def _read_words(sent: QueryDict, name: str) -> Plain:
    found = {}
    for tongue in ("zh-hans", "en"):
        text = str(sent.get(f"{name}.{tongue}", "")).replace("\r\n", "\n").strip()
        if text:
            found[tongue] = text
    return found or ABSENT


def _lines_sent(sent: QueryDict, name: str) -> list[int]:
    found = {
        int(rest.partition(".")[0])
        for key in sent
        if key.startswith(f"{name}.") and (rest := key.removeprefix(f"{name}."))[:1].isdigit()
    }
    return sorted(found)


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


def _read_pairs(shape: Named, sent: QueryDict, name: str) -> dict[str, Plain]:
    pairs: dict[str, Plain] = {}
    for index in _lines_sent(sent, name):
        key = str(sent.get(f"{name}.{index}.key", "")).strip()
        if is_words(shape.value):
            value = _read_words(sent, f"{name}.{index}")
        else:
            text = str(sent.get(f"{name}.{index}.value", "")).strip()
            value = _read_value(shape.value, text) if text else ABSENT
        if key or value is not ABSENT:
            pairs[key or f"_{index}"] = "" if value is ABSENT else value
    return pairs


def _read_value(shape: Shape, text: str) -> Plain:
    if isinstance(shape, Either) and str in shape.shapes:
        day = day_or_text(text) if _ISO.fullmatch(text) else text
        return day if day != text or _ISO.fullmatch(text) else number_or_text(text)
    return read_text(shape, text)


# --- values of facts ----------------------------------------------------------------------------


def value_field(
    fact: FactType | None, value: Plain, path: str, name: str, around: Surroundings, label: str = ""
) -> Field:
    """The field for a value of a fact, by its type."""
    common: dict[str, Any] = {
        "name": name,
        "path": path,
        "label": label or _("Compared with"),
        "problems": tuple(around.problems.get(path, ())),
    }
    kind = fact.type if fact else "text"
    if fact is not None and kind == "boolean":
        return Field(**common, widget="select", value=text_of(value), options=yes_no()[1:])
    if fact is not None and kind == "choice":
        words = tuple((key, text.get(language()) or key) for key, text in fact.choices.items())
        known = value in fact.choices or value in (None, "")
        extra = () if known else ((text_of(value), text_of(value)),)
        return Field(
            **common, widget="select", value=text_of(value), options=(("", "—"), *words, *extra)
        )
    if fact is not None and kind == "choices":
        words = tuple((key, text.get(language()) or key) for key, text in fact.choices.items())
        ticked = value if isinstance(value, list) else []
        return Field(**common, widget="checks", value=ticked, options=words)
    if kind == "date":
        typed = text_of(value)
        plain = not typed or _ISO.fullmatch(typed)
        return Field(**common, widget="day" if plain else "text", value=typed)
    if fact is not None and kind in ("integer", "decimal", "money", "percent"):
        number = isinstance(value, int | Fraction) and not isinstance(value, bool)
        typed = text_of(Fraction(value) * 100 if number and kind == "percent" else value)
        reading = shown(value, fact) if number and kind == "money" and value >= 10_000 else ""
        return Field(**common, widget="number", value=typed, unit=unit_words(fact), reading=reading)
    widget = "lines" if kind == "records" else "text"
    return Field(**common, widget=widget, value=text_of(value))


def read_value(fact: FactType | None, sent: QueryDict, name: str) -> Plain:
    """What was sent for a value of a fact; as it was typed where that is none."""
    if fact is not None and fact.type == "choices":
        return [each for each in fact.choices if each in sent.getlist(name)]
    return value_from_text(fact, str(sent.get(name, "")).strip())


def value_from_text(fact: FactType | None, text: str) -> Plain:
    """A value of a fact from what was typed for it."""
    if fact is None or not text:
        return text
    if fact.type == "records":
        try:
            return read_document_text(text)
        except RuleError:
            return text
    if fact.type == "text":
        return text
    try:
        loose = FactType(name=fact.name, type=fact.type, unit=fact.unit, choices=fact.choices)
        return as_plain(parse_text(loose, text))
    except EntryError:
        return text
