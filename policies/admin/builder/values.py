"""Values of facts in a form: a field for each type, and reading what was sent of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from policies.admin.builder.fields import Field, day_widget, text_of, yes_no
from policies.admin.builder.sent import as_plain, unchanged
from policies.admin.builder.surroundings import Surroundings
from policies.presentation.words import language, shown, unit_words
from policies.rules.entry import EntryError, parse_text
from policies.rules.errors import RuleError
from policies.rules.facts import FactType
from policies.rules.reading import Plain, read_document_text

# the buttons of a form that take a fact or a record out, and that add a record
TAKE_OUT, ADD_TO = "take_out", "add_to"


def value_field(
    fact: FactType | None,
    value: Plain,
    path: str,
    name: str,
    around: Surroundings,
    label: str = "",
    *,
    may_lack: bool = False,
) -> Field:
    """The field for a value of a fact, by its type.

    Args:
        may_lack: whether it can be left empty where the type has no empty value of its own.
    """
    common: dict[str, Any] = {
        "name": name,
        "path": path,
        "label": label or _("Compared with"),
        "problems": tuple(around.problems.get(path, ())),
    }
    kind = fact.type if fact else "text"
    if fact is not None and kind == "boolean":
        return Field(
            **common,
            widget="select",
            value=text_of(value),
            options=yes_no()[0 if may_lack else 1 :],
        )
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
        return Field(**common, widget=day_widget(value), value=text_of(value))
    if fact is not None and kind in ("integer", "decimal", "money", "percent"):
        number = isinstance(value, int | Fraction) and not isinstance(value, bool)
        typed = text_of(Fraction(value) * 100 if number and kind == "percent" else value)
        reading = shown(value, fact) if number and kind == "money" and value >= 10_000 else ""
        return Field(**common, widget="number", value=typed, unit=unit_words(fact), reading=reading)
    if fact is not None and kind == "records" and is_list_of_records(value):
        rows = tuple(
            _record(fact, each, f"{path}[{i}]", f"{name}.{i}", around)
            for i, each in enumerate(value)
        )
        return Field(**common, widget="records", lines=rows)
    widget = "lines" if kind == "records" else "text"
    return Field(**common, widget=widget, value=text_of(value))


def is_list_of_records(value: Plain) -> bool:
    """Whether it can be shown as rows; anything else is shown as it was written."""
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _record(
    fact: FactType, record: dict[str, Plain], path: str, name: str, around: Surroundings
) -> tuple[Field, ...]:
    """The fields of one record; what is not stated of it is empty."""
    return tuple(
        value_field(
            part,
            record.get(key),
            f"{path}.{key}",
            f"{name}.{key}",
            around,
            part.label_in(language()) or key,
            may_lack=True,
        )
        for key, part in fact.fields.items()
    )


def read_records(
    fact: FactType, value: list[dict[str, Plain]], sent: QueryDict, name: str, around: Surroundings
) -> Plain:
    """The records as they were sent; a row is added or taken out by its button."""
    made = [
        _read_record(fact, record, sent, f"{name}.{index}", around)
        for index, record in enumerate(value)
        if sent.get(TAKE_OUT) != f"{name}.{index}"
    ]
    return [*made, {}] if sent.get(ADD_TO) == name else made


def _read_record(
    fact: FactType, record: dict[str, Plain], sent: QueryDict, name: str, around: Surroundings
) -> dict[str, Plain]:
    """One record; a field that was emptied is not stated any more."""
    made = dict(record)
    for field, (key, part) in zip(
        _record(fact, record, "", name, around), fact.fields.items(), strict=True
    ):
        was_sent = field.name in sent or f"{field.name}:" in sent
        if not was_sent or unchanged(field, sent):
            continue
        value = read_value(part, sent, field.name)
        if value == "":
            made.pop(key, None)
        else:
            made[key] = value
    return made


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
