"""Conditions of a draft as a tree of forms: groups, criteria, and what one record must fulfil."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from policies.admin.builder.fields import (
    ABSENT,
    Field,
    choice_field,
    field_for,
    known_of,
    place_id,
    text_of,
)
from policies.admin.builder.keys import key_words
from policies.admin.builder.sent import number_or_text, read_key, unchanged
from policies.admin.builder.surroundings import Surroundings, offered, picked
from policies.admin.builder.values import read_value, value_field, value_from_text
from policies.presentation.words import language
from policies.rules.errors import ProblemsError
from policies.rules.expressions import Expression
from policies.rules.facts import FactType, Sort
from policies.rules.formulas import parse_formula
from policies.rules.grammar import CLAUSE
from policies.rules.operators import OPERATORS, Operand
from policies.rules.reading import Plain
from policies.rules.sentences import DAY_WORDS, OPERATOR_WORDS

GROUPS = ("all", "any", "none", "of")
RECORDS = ("some", "every")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One condition.

    Attributes:
        kind: ``group``, ``records`` or ``leaf``.
        fields: what is shown at once.
        more: where it stands, shown on demand.
        parts: the conditions of a group.
        listed: the path of the list that holds them, to add another.
        where: what each record must fulfil.
        index, count: its place among its siblings; ``-1`` where it stands alone.
        problems: of the whole condition.
    """

    kind: str
    path: str
    heading: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...]
    parts: tuple[Node, ...] = ()
    listed: str = ""
    where: Node | None = None
    index: int = -1
    count: int = 0
    depth: int = 0
    problems: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The id of its element."""
        return place_id("p", self.path)

    @property
    def last(self) -> int:
        """The index of its last sibling."""
        return self.count - 1

    @property
    def cited(self) -> str:
        """Source, article and basis in a few words."""
        return citation_of(self.more)

    @property
    def more_wrong(self) -> bool:
        """Whether something is wrong with what is shown on demand."""
        return any(field.problems for field in self.more)


def citation_of(more: tuple[Field, ...]) -> str:
    """Source, article and basis of a part in a few words."""
    shown = {field.name: field for field in more}
    parts = [str(shown[name].value) for name in ("source", "clause") if name in shown]
    if basis := shown.get("basis"):
        parts.append(dict(basis.options).get(str(basis.value), "") if basis.value else "")
    return " · ".join(part for part in parts if part)


def kind_of(raw: object) -> str:
    """Which of the kinds of conditions it is; a leaf where nothing says otherwise."""
    if isinstance(raw, dict):
        if any(key in raw for key in GROUPS):
            return "group"
        if any(key in raw for key in RECORDS):
            return "records"
    return "leaf"


def node_of(
    raw: Plain, path: str, around: Surroundings, *, index: int = -1, count: int = 0, depth: int = 0
) -> Node:
    """A condition with all below it, whatever is still wrong with it."""
    raw = raw if isinstance(raw, dict) else {}
    place: dict[str, Any] = {
        "path": path,
        "index": index,
        "count": count,
        "depth": depth,
        "more": clause_fields(raw, path, around),
        "problems": tuple(around.problems.get(path, ())),
    }
    kind = kind_of(raw)
    if kind == "group":
        key = next(key for key in GROUPS if key in raw)
        listed = raw[key] if isinstance(raw[key], list) else []
        below = f"{path}.{key}"
        parts = tuple(
            node_of(part, f"{below}[{i}]", around, index=i, count=len(listed), depth=depth + 1)
            for i, part in enumerate(listed)
        )
        fields = _group_fields(raw, key, path, around)
        place["problems"] += tuple(around.problems.get(below, ()))
        heading = key_words("", key)[0]
        return Node(**place, kind=kind, heading=heading, fields=fields, parts=parts, listed=below)
    if kind == "records":
        key = next(key for key in RECORDS if key in raw)
        where = node_of(raw.get("where"), f"{path}.where", around.inside(raw[key]), depth=depth + 1)
        fields = _record_fields(raw, key, path, around)
        return Node(**place, kind=kind, heading=key_words("", key)[0], fields=fields, where=where)
    return Node(**place, kind=kind, heading=_("Criterion"), fields=_leaf_fields(raw, path, around))


def clause_fields(raw: dict[str, Any], path: str, around: Surroundings) -> tuple[Field, ...]:
    """Where a part stands."""
    return tuple(
        field_for(shape, raw.get(key), f"{path}.{key}", key, key, "", around)
        for key, shape in CLAUSE.items()
    )


def _group_fields(
    raw: dict[str, Any], key: str, path: str, around: Surroundings
) -> tuple[Field, ...]:
    kind = choice_field("group", path, _("Group"), key, GROUPS)
    if key != "of":
        return (kind,)
    number = Field(
        name="number",
        path=f"{path}.at_least",
        label=_("How many"),
        widget="number",
        value=text_of(raw.get("at_least")),
        problems=tuple(around.problems.get(f"{path}.at_least", ())),
    )
    return (kind, number)


def _record_fields(
    raw: dict[str, Any], key: str, path: str, around: Surroundings
) -> tuple[Field, ...]:
    return (
        choice_field("records", path, _("Which records"), key, RECORDS),
        Field(
            name="of", path=f"{path}.{key}", label=_("List of"), widget="pick", pick="facts",
            value=offered(raw[key], known_of("facts", around)),
            problems=tuple(around.problems.get(f"{path}.{key}", ())),
        ),
    )  # fmt: skip


# --- a criterion --------------------------------------------------------------------------------


def _subject_key(raw: dict[str, Any], around: Surroundings) -> str:
    if "formula" in raw:
        return "formula"
    return "field" if around.fields is not None else "fact"


def subject_of(raw: dict[str, Any], around: Surroundings) -> FactType | None:
    """The fact that a criterion looks at; for a formula one of its sort, ``None`` if unknown."""
    key = _subject_key(raw, around)
    if key != "formula":
        return around.fact(raw.get(key))
    found = expression_of(raw.get("formula"), around)
    kinds = {Sort.NUMBER: "decimal", Sort.DATE: "date", Sort.BOOLEAN: "boolean"}
    kind = kinds.get(found.sort, "text") if found else "decimal"
    return FactType(name="formula", type=kind)


def expression_of(raw: object, around: Surroundings) -> Expression | None:
    """A formula of the draft, if it can be read."""
    try:
        return parse_formula(text_of(raw), scope=around.builder().scope, path="")
    except ProblemsError:
        return None


def fitting(fact: FactType | None) -> list[str]:
    """The operators that fit a fact."""
    return _fitting(fact.sort if fact else None)


def _fitting(sort: Sort | None) -> list[str]:
    return [o.name for o in OPERATORS.values() if sort is None or sort in o.sorts]


def operator_words(name: str, fact: FactType | None = None) -> str:
    """How an operator reads in a list, for what it compares."""
    return _operator_words(name, fact.sort if fact else None)


def _operator_words(name: str, sort: Sort | None) -> str:
    special = {
        "is_known": _("is stated or not"),
        "in": _("is one of"),
        "not_in": _("is none of"),
        "is": _("is"),
        "is_not": _("is not"),
        "includes_any": _("includes one of"),
        "includes_all": _("includes all of"),
    }
    of_days = DAY_WORDS if sort is Sort.DATE else {}
    words = special.get(name) or (of_days.get(name) or OPERATOR_WORDS[name])[language()]
    return " ".join(words.replace("{}", "…").split())


@lru_cache(maxsize=200)
def _operators(sort: Sort | None, chosen: str, _language: str) -> tuple[tuple[str, str], ...]:
    """The operators that fit a sort, and the chosen one, with their words."""
    names = _fitting(sort)
    names += [chosen] if chosen and chosen not in names else []
    begin = () if chosen else (("", "—"),)
    return (*begin, *((each, _operator_words(each, sort)) for each in names))


def _leaf_fields(raw: dict[str, Any], path: str, around: Surroundings) -> tuple[Field, ...]:
    key, fact = _subject_key(raw, around), subject_of(raw, around)
    problems = tuple(around.problems.get(f"{path}.{key}", ()))
    subjects = (_subject_key({}, around), "formula")
    fields = [choice_field("subject", path, _("Look at"), key, subjects)]
    if key == "formula":
        fields.append(
            Field(
                name="formula", path=f"{path}.formula", label=key_words("", "formula")[0],
                widget="formula", value=text_of(raw["formula"]), problems=problems,
            )
        )  # fmt: skip
    else:
        known = known_of("facts", around)
        within = around.fields is not None
        options = (("", "—"), *known.items()) if within else ()
        value = text_of(raw.get(key)) if within else offered(raw.get(key), known)
        fields.append(
            Field(
                name="fact", path=f"{path}.{key}", label=key_words("", key)[0],
                widget="select" if within else "pick", pick="facts", value=value,
                options=options, problems=problems,
            )
        )  # fmt: skip
    name = next((name for name in OPERATORS if name in raw), "")
    fields.append(
        Field(
            name="operator", path=f"{path}.operator", label=_("Comparison"), widget="select",
            value=name,
            options=_operators(fact.sort if fact else None, name, language()),
            problems=() if name else tuple(around.problems.get(path, ())),
        )
    )  # fmt: skip
    if name:
        fields += _right_side(raw.get(name), name, fact, f"{path}.{name}", around)
    return tuple(fields)


def _right_side(
    right: Plain, name: str, fact: FactType | None, path: str, around: Surroundings
) -> list[Field]:
    operand = OPERATORS[name].operand
    if operand is Operand.FLAG:
        flag = FactType(name="known", type="boolean")
        return [value_field(flag, right, path, "value", around, _("Stated"))]
    if operand is Operand.PAIR:
        sides = right if isinstance(right, list) and len(right) == 2 else ["", ""]
        ends = (("low", _("From")), ("high", _("Up to")))
        return [
            _side(side, fact, f"{path}[{index}]", end, label, around)
            for index, (side, (end, label)) in enumerate(zip(sides, ends, strict=True))
        ]
    if operand is Operand.SET:
        return [_set_field(right, fact, path, around)]
    kind = "choice" if fact is not None and fact.type == "choices" else ""
    if kind and fact is not None:
        fact = FactType(name=fact.name, type=kind, choices=fact.choices)
    return [_side(right, fact, path, "value", _("Compared with"), around)]


def _side(
    value: Plain, fact: FactType | None, path: str, name: str, label: str, around: Surroundings
) -> Field:
    """A constant in the fact's own field; another fact or a formula as it is typed."""
    if isinstance(value, dict):
        key, inner = next(iter(value.items()), ("", ""))
        text = f"= {text_of(inner)}" if key in ("fact", "formula", "field") else text_of(value)
        found = (*around.problems.get(path, ()), *around.problems.get(f"{path}.{key}", ()))
        return Field(
            name=name, path=path, label=label, widget="formula", value=text, problems=found
        )
    return value_field(fact, value, path, name, around, label)


def _set_field(right: Plain, fact: FactType | None, path: str, around: Surroundings) -> Field:
    values = right if isinstance(right, list) else [right] if right else []
    if fact is not None and fact.choices:
        many = FactType(name=fact.name, type="choices", choices=fact.choices)
        return value_field(many, values, path, "value", around, _("Values"))
    return Field(
        name="value", path=path, label=_("Values, one to a line"), widget="lines",
        value="\n".join(map(text_of, values)), problems=tuple(around.problems.get(path, ())),
    )  # fmt: skip


# --- reading ------------------------------------------------------------------------------------


def read_condition(raw: Plain, sent: QueryDict, around: Surroundings) -> dict[str, Plain]:
    """The condition that a form makes of the one that stands there; its parts are kept."""
    raw = raw if isinstance(raw, dict) else {}
    kind = kind_of(raw)
    made = {
        "group": _read_group,
        "records": _read_records,
        "leaf": _read_leaf,
    }[kind](raw, sent, around)
    return {**made, **read_clause(raw, sent, around)}


def read_clause(raw: dict[str, Plain], sent: QueryDict, around: Surroundings) -> dict[str, Plain]:
    """Where a part stands, as it was sent; as it was where the form has no such field."""
    found: dict[str, Plain] = {}
    for key, shape in CLAUSE.items():
        if any(name == key or name.startswith(f"{key}.") for name in sent):
            value = read_key(shape, raw.get(key, ABSENT), sent, key, key, "", around)
            if value is not ABSENT:
                found[key] = value
        elif key in raw:
            found[key] = raw[key]
    return found


def _read_group(raw: dict[str, Plain], sent: QueryDict, around: Surroundings) -> dict[str, Plain]:
    old = next(key for key in GROUPS if key in raw)
    key = str(sent.get("group", old))
    key = key if key in GROUPS else old
    if key != "of":
        return {key: raw[old]}
    number = number_or_text(str(sent.get("number", "")).strip()) or 1
    return {"at_least": number, "of": raw[old]}


def _read_records(raw: dict[str, Plain], sent: QueryDict, around: Surroundings) -> dict[str, Plain]:
    old = next(key for key in RECORDS if key in raw)
    key = str(sent.get("records", old))
    key = key if key in RECORDS else old
    fact = picked(str(sent.get("of", "")), known_of("facts", around))
    return {key: fact, "where": raw.get("where", {"field": ""})}


def _read_leaf(raw: dict[str, Plain], sent: QueryDict, around: Surroundings) -> dict[str, Plain]:
    own = _subject_key({}, around)
    before = _subject_key(raw, around)
    key = str(sent.get("subject", before))
    key = key if key in (own, "formula") else before
    if key == "formula":
        subject: dict[str, Plain] = {"formula": str(sent.get("formula", "")).strip()}
    else:
        subject = {own: picked(str(sent.get("fact", "")), known_of("facts", around))}
    fact = subject_of(subject, around)
    old_name = next((each for each in OPERATORS if each in raw), "")
    old_fact = subject_of(raw, around)
    same = (fact and fact.type, fact and fact.name) == (
        old_fact and old_fact.type,
        old_fact and old_fact.name,
    )
    name = str(sent.get("operator", old_name))
    begun = raw.get(old_name)
    untouched = name == old_name and (begun is True or begun in ("", ["", ""], [""], []))
    if name not in fitting(fact) or (not same and untouched):
        name = usual_operator(fact)
    if not name:
        return subject
    right = _right_of(raw, name, old_name, fact, sent, around, same=same)
    return {**subject, name: right}


def _right_of(
    raw: dict[str, Plain],
    name: str,
    old_name: str,
    fact: FactType | None,
    sent: QueryDict,
    around: Surroundings,
    *,
    same: bool,
) -> Plain:
    """What stands at the right: as it was, as it was typed, or as it begins."""
    operand = OPERATORS[old_name].operand if old_name else None
    shown = _right_side(raw.get(old_name), old_name, fact, "", around) if operand else []
    if same and name == old_name and all(unchanged(field, sent) for field in shown):
        return raw[old_name]
    alike = operand is OPERATORS[name].operand
    if alike and (same or any(sent.get(field.name) for field in shown)):
        return _read_right(name, fact, sent, around)
    return default_right(name, fact, raw.get(old_name) if same else None)


def usual_operator(fact: FactType | None) -> str:
    """What alone can be meant of such a fact; empty where somebody has to choose."""
    if fact is None:
        return "is"
    if fact.sort in (Sort.NUMBER, Sort.DATE, Sort.CHOICES):
        return ""
    return "is_known" if fact.sort is Sort.RECORDS else "is"


def default_right(name: str, fact: FactType | None, before: Plain = None) -> Plain:
    """What stands at the right of an operator that was just chosen, as far as it can be kept."""
    operand = OPERATORS[name].operand
    values = before if isinstance(before, list) else [] if before in (None, "") else [before]
    values = [each for each in values if not isinstance(each, bool)]
    if operand is Operand.FLAG or (fact is not None and fact.type == "boolean"):
        return True
    if operand is Operand.PAIR:
        return [*values[:1], *values[1:2]] if len(values) > 1 else [*(values or [""]), ""]
    if operand is Operand.SET:
        return values or [""] if fact is None or not fact.choices else values
    return values[0] if values else ""


def _read_right(name: str, fact: FactType | None, sent: QueryDict, around: Surroundings) -> Plain:
    operand = OPERATORS[name].operand
    if operand is Operand.FLAG:
        return sent.get("value") != "false"
    if operand is Operand.PAIR:
        return [_read_side(fact, str(sent.get(end, "")), around) for end in ("low", "high")]
    if operand is Operand.SET:
        if fact is not None and fact.choices:
            many = FactType(name=fact.name, type="choices", choices=fact.choices)
            return read_value(many, sent, "value")
        lines = str(sent.get("value", "")).splitlines()
        return [_read_side(fact, line, around) for line in lines if line.strip()]
    if fact is not None and fact.type == "choices":
        return str(sent.get("value", ""))
    return _read_side(fact, str(sent.get("value", "")), around)


def _read_side(fact: FactType | None, text: str, around: Surroundings) -> Plain:
    """A value; what begins with ``=`` is another fact or a formula."""
    text = text.strip()
    if not text.startswith("="):
        return value_from_text(fact, text)
    name = text[1:].strip()
    if around.fields is not None and name in around.fields:
        return {"field": name}
    known = known_of("facts", around) if around.fields is None else {}
    meant = picked(name, known)
    return {"fact": meant} if meant in known or meant in around.facts else {"formula": name}
