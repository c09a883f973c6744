"""Fields of a form made from the shapes of the grammar; :mod:`.sent` reads what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from policies.admin.builder.keys import key_words
from policies.admin.builder.options import option_words, stage_options
from policies.admin.builder.surroundings import Surroundings, offered
from policies.admin.builder.teaching import options_of
from policies.presentation.words import language, shown
from policies.rules.authoring.writing import document_text
from policies.rules.facts import DIRECTIONS, FactType
from policies.rules.quantities import decimal_text
from policies.rules.reading import Plain
from policies.rules.shapes import (
    WORDS,
    Either,
    FactName,
    Fields,
    Flag,
    Listing,
    Named,
    Numeric,
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
SPELLED = ("application", "again")  # a word, or a few lines with a key each
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
        lines: several inputs beside each other, line by line; of records one line each.
        untranslated: whether the English of a text is still to be written.
        takes_out: what its button to take it out of the form sends.
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
    takes_out: str = ""
    untranslated: bool = False

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


@lru_cache(maxsize=20_000)  # a large draft has thousands of places, each asked for several times
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
    if key in SPELLED:
        return Field(**common, widget="area", value=text_of(value))
    if key == "changeable":
        ways = tuple((each, option_words(key, each)) for each in DIRECTIONS)
        return Field(**common, widget="select", value=text_of(value), options=(*yes_no(), *ways))
    if key == "stage" and isinstance(shape, Slug):
        stage = text_of(value)
        return Field(**common, widget="select", value=stage, options=stage_options(stage))
    if is_words(shape):
        lacks = bool(word_of(value, "zh-hans")) and not word_of(value, "en")
        cells = (_word_cells(value, path, name, key),)
        return Field(**common, widget="words", lines=cells, untranslated=lacks)
    if isinstance(shape, Flag):
        return Field(**common, widget="select", value=text_of(value), options=yes_no())
    if isinstance(shape, Listing) and isinstance(shape.item, Fields):
        return Field(**common, widget="rows", lines=_row_cells(shape.item, value, path, name, key))
    if isinstance(shape, Named):
        return Field(
            **common, widget="rows", lines=_pair_cells(shape, value, path, name, around.rows)
        )
    if options := options_of(shape):
        chosen = [(each, option_words(key, each)) for each in options]
        several = isinstance(shape, Listing) or holds(shape, Listing)
        if several:
            ticked = value if isinstance(value, list) else [value]
            return Field(**common, widget="checks", value=ticked, options=tuple(chosen))
        empty = ("", "—")
        return Field(**common, widget="select", value=text_of(value), options=(empty, *chosen))
    if isinstance(shape, Listing):
        listed = value if isinstance(value, list) else []
        return Field(**common, widget="lines", value="\n".join(map(text_of, listed)))
    if is_day(shape):
        return Field(**common, widget=day_widget(value), value=text_of(value))
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


def holds(shape: Shape, kind: type) -> bool:
    """Whether one of its alternatives is of a kind."""
    return isinstance(shape, Either) and any(isinstance(s, kind) for s in shape.shapes.values())


def day_widget(value: Plain) -> str:
    """A calendar for a day; what was typed instead of one stays readable as text."""
    typed = text_of(value)
    return "day" if not typed or _ISO.fullmatch(typed) else "text"


def choice_field(
    name: str,
    path: str,
    label: str,
    value: str,
    keys: Iterable[str],
    *,
    context: str = "",
    words: Mapping[str, str] | None = None,
) -> Field:
    """A choice between keys of the grammar after which the form looks different.

    Args:
        words: for the keys that are called otherwise here.
    """
    special = words or {}
    options = tuple((each, special.get(each) or key_words(context, each)[0]) for each in keys)
    return Field(
        name=name, path=path, label=label, widget="select", value=value, options=options,
    )  # fmt: skip


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


def _pair_cells(
    shape: Named, value: Plain, path: str, name: str, known: Mapping[str, str]
) -> tuple[tuple[Field, ...], ...]:
    """One line for each name of a mapping with what it stands for, and an empty one.

    Args:
        known: key to words of the names it can have; each has a line.
    """
    pairs = list(value.items()) if isinstance(value, dict) else []
    pairs += [(key, None) for key in known if key not in dict(pairs)]
    lines = []
    for index, (key, entry) in enumerate([*pairs, ("", None)]):
        begin = f"{name}.{index}"
        cells = [
            Field(
                name=f"{begin}.key",
                path=path,
                label=key_words("tables", "key")[0],
                value=offered(key, known),
            )
        ]
        if is_words(shape.value):
            cells += _word_cells(entry, path, begin, "")
        else:
            label = key_words("tables", "value")[0]
            cells.append(Field(name=f"{begin}.value", path=path, label=label, value=text_of(entry)))
        lines.append(tuple(cells))
    return tuple(lines)
