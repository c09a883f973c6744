"""Cards: forms of the mappings of a draft, made from the grammar, with the lists inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from policies.admin.builder.conditions import Node, citation_of, node_of
from policies.admin.builder.fields import Field, choice_field, field_for, place_id, text_of
from policies.admin.builder.keys import key_words
from policies.admin.builder.sent import PASTE
from policies.admin.builder.surroundings import Surroundings, said_of
from policies.admin.builder.teaching import inner_fields
from policies.admin.builder.values import value_field
from policies.presentation.programme.procedure import STAGES as PROCEDURE
from policies.presentation.words import in_language
from policies.rules import grammar
from policies.rules.reading import Plain
from policies.rules.shapes import Deferred, Either, Fields, Listing, Named, Shape

CONDITION, PART = "condition", "part"
ADD_GROUP = "add-group"  # a group of programmes that exclude each other, beside single ones
_FEW = 3  # so many examples are all shown at once
# What cannot stand together in one card: the choice, and the keys of each.
VARIANTS: dict[str, dict[str, tuple[str, ...]]] = {
    "scoring": {
        "bands": ("bands",),
        "linear": ("linear",),
        "ratio_to": ("ratio_to", "cap"),
        "points": ("points",),
        "count": ("count",),
        "judged": ("judged",),
        "best_of": ("best_of",),
        "sum_of": ("sum_of",),
    },
    "windows": {
        "from": ("from", "to", "expected"),
        "rolling": ("rolling",),
        "after": ("after", "from_months", "from_days", "within_months", "within_days"),
    },
}
# what a key of the author's looks like
NAMES = {"sources": "s1", "facts": "enterprise.has_office", "tables": "rent", "parameters": "floor"}
WITHOUT_SUBJECT = ("judged", "best_of", "sum_of")
_OTHER_SPELLINGS = {"windows": ("personal",)}  # shown by the keys they hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One form with what belongs to it.

    Attributes:
        path: of the mapping it shows; empty for the document itself.
        name: under which the author knows it, where that can be changed.
        fields: shown at once; ``more`` on demand.
        conditions: key and words of conditions, with the tree where there is one.
        cards: of lists inside, each with the path and the words to add another.
        index, count: its place among its siblings; ``-1`` where it stands alone.
    """

    path: str
    heading: str
    context: str = ""
    name: str = ""
    fields: tuple[Field, ...] = ()
    more: tuple[Field, ...] = ()
    conditions: tuple[tuple[str, str, Node | None], ...] = ()
    groups: tuple[Group, ...] = ()
    index: int = -1
    count: int = 0
    problems: tuple[str, ...] = ()
    ran: str = ""

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
    def is_folded(self) -> bool:
        """Whether only its heading is shown at first: one of many examples that is in order."""
        wrong = self.problems or self.more_wrong or any(field.problems for field in self.fields)
        many = self.context == "examples" and self.count > _FEW
        return many and self.ran != "failed" and not wrong

    @property
    def more_wrong(self) -> bool:
        """Whether something is wrong with what is shown on demand."""
        return any(field.problems for field in self.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A list of cards, to which one can add.

    Attributes:
        named: whether a new one needs a name of the author's.
        also: what else can be added, each with the words of its button.
    """

    path: str
    heading: str
    hint: str
    adds: str
    cards: tuple[Card, ...]
    named: bool = False
    also: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The id of its element."""
        return place_id("p", self.path)

    @property
    def asks(self) -> str:
        """What the name of a new one is called."""
        return (
            _("Fact")
            if self.path == "grants"
            else _("Key, such as %(key)s") % {"key": NAMES.get(self.path, "name")}
        )


def group_of(shape: Shape, value: Plain, path: str, context: str, around: Surroundings) -> Group:
    """The cards of a list or of a mapping with names of the author's."""
    key = path.rpartition(".")[2]
    name, hint = key_words(context if key != context else "", key)
    entries: list[tuple[str, str, Plain]]
    if isinstance(shape, Named):
        items = value.items() if isinstance(value, dict) else ()
        entries = [(f"{path}.{each}", str(each), raw) for each, raw in items]
    else:
        listed = value if isinstance(value, list) else []
        entries = [(f"{path}[{index}]", "", raw) for index, raw in enumerate(listed)]
    cards = tuple(
        _entry_card(shape, raw, place, each, context, around, index, len(entries))
        for index, (place, each, raw) in enumerate(entries)
    )
    return Group(
        path=path,
        heading=name,
        hint=hint,
        adds=_("Add: %(what)s") % {"what": name},
        cards=cards,
        named=isinstance(shape, Named),
        also=((ADD_GROUP, _("Add a group of programmes")),) if path == "excludes" else (),
        problems=tuple(around.problems.get(path, ())),
    )


def _entry_card(
    shape: Shape,
    raw: Plain,
    path: str,
    name: str,
    context: str,
    around: Surroundings,
    index: int,
    count: int,
) -> Card:
    place: dict[str, Any] = {"index": index, "count": count, "name": name}
    inner = shape.value if isinstance(shape, Named) else getattr(shape, "item", shape)
    heading = name or heading_of(raw, context, index)
    if context == "grants":
        return Card(
            path=path,
            heading=in_language(around.facts[name].label) if name in around.facts else name,
            context=context,
            fields=_grant_fields(name, raw, path, around),
            problems=tuple(around.problems.get(path, ())),
            **place,
        )
    if isinstance(inner, Deferred) and inner.definition == PART:
        inner = grammar.PART
    found = inner_fields(inner)
    if not found or (isinstance(raw, str) and isinstance(inner, Either)):
        if context == "tables":
            around = around.at_table(name)
        fields = [_single(inner, raw, path, context, around)]
        if context == "tables":
            fields.append(_paste(path))
        return Card(path=path, heading=heading, context=context, fields=tuple(fields), **place)
    mapping = raw if isinstance(raw, dict) else {}
    card = card_of(found[0], mapping, path, context, around)
    return _placed(card, heading, **place)


def _paste(path: str) -> Field:
    """Where the rows of a spreadsheet go."""
    hint = _("Two columns: a name or a key, and the figure. Rows of the same name are replaced.")
    return Field(name=PASTE, path=path, label=_("Paste rows"), widget="area", hint=hint)


def _placed(card: Card, heading: str, **place: Any) -> Card:
    return replace(card, heading=heading, **place)


def _single(inner: Shape, raw: Plain, path: str, context: str, around: Surroundings) -> Field:
    """The only field of a card that is no mapping: a programme, or the rows of a table."""
    if context == "excludes":
        label = key_words("", context)[0]
        return Field(
            name="_value", path=path, label=label, widget="pick", pick="programmes",
            value=text_of(raw), problems=tuple(around.problems.get(path, ())),
        )  # fmt: skip
    return field_for(inner, raw, path, "_value", "value", "tables", around)


def heading_of(raw: Plain, context: str, index: int) -> str:
    """What a card is called before it is opened."""
    fallback = f"{key_words('', context)[0]} {index + 1}"
    if not isinstance(raw, dict):
        return text_of(raw) or fallback
    for key in ("label", "name", "item", "title", "stage", "zh-hans"):
        if raw.get(key):
            stage = context == "process" and PROCEDURE.get(str(raw[key]))
            return str(stage) if stage else said_of(raw[key]) or fallback
    return fallback


def card_of(
    fields: Fields,
    raw: dict[str, Any],
    path: str,
    context: str,
    around: Surroundings,
    *,
    only: tuple[str, ...] | None = None,
) -> Card:
    """The form of a mapping with known keys."""
    raw = spread(raw, context)
    shown: list[Field] = []
    more: list[Field] = []
    conditions: list[tuple[str, str, Node | None]] = []
    groups: list[Group] = []
    keys = {**fields.required, **fields.optional}
    if only is not None:
        keys = {key: keys[key] for key in only}
    if variants := variants_for(fields, context):
        shown.append(_variant_field(variants, raw, path, context))
    for key, shape in keys.items():
        place = f"{path}.{key}" if path else key
        if key in hidden_keys(fields, raw, context):
            continue
        if isinstance(shape, Deferred) and shape.definition == CONDITION:
            value = raw.get(key)
            tree = node_of(value, place, around) if isinstance(value, dict) else None
            conditions.append((place, key_words(context, key)[0], tree))
        elif holds_cards(shape):
            groups.append(group_of(shape, raw.get(key), place, context, around))
        elif isinstance(shape, Fields) and not is_words_fields(shape):
            shown += _nested(shape, raw.get(key), place, key, context, around)
        else:
            target = more if key in grammar.CLAUSE and context != "facts" else shown
            target.append(field_for(shape, raw.get(key), place, key, key, context, around))
    if fields in (grammar.ITEM, grammar.PART):
        groups += _parts_of_item(raw, path, around)
    return Card(
        path=path,
        heading="",
        context=context,
        fields=tuple(shown),
        more=tuple(more),
        conditions=tuple(conditions),
        groups=tuple(groups),
        problems=tuple(around.problems.get(path, ())) if path else (),
    )


def _parts_of_item(raw: dict[str, Any], path: str, around: Surroundings) -> Iterator[Group]:
    for key in ("best_of", "sum_of"):
        if key in raw:
            shape = Listing(item=Deferred(definition=PART))
            yield group_of(shape, raw[key], f"{path}.{key}", "scoring", around)


def is_words_fields(shape: Fields) -> bool:
    """Whether it is a text in both languages."""
    return tuple(shape.required) == ("zh-hans", "en") and not shape.optional


def holds_cards(shape: Shape) -> bool:
    """Whether it is a list of mappings that are too large for one line each."""
    if isinstance(shape, Listing):
        if isinstance(shape.item, Deferred):
            return False  # the parts of an item, see its method
        return any(len(f.required) + len(f.optional) > 2 for f in inner_fields(shape.item))
    return isinstance(shape, Named) and bool(inner_fields(shape.value))


def variants_for(fields: Fields, context: str) -> dict[str, tuple[str, ...]]:
    """The choices of a card of which only one can hold."""
    known = VARIANTS.get(context, {})
    keys = {**fields.required, **fields.optional}
    return known if known and all(key in keys for key in known) else {}


def variant_of(raw: dict[str, Any], context: str) -> str:
    """The choice that a card holds; the first where it holds none."""
    variants = VARIANTS[context]
    held = (name for name, keys in variants.items() if any(key in raw for key in keys))
    return next(held, next(iter(variants)))


def spread(raw: dict[str, Any], context: str) -> dict[str, Any]:
    """A window with its clock beside the other keys, as the form has them."""
    clock = raw.get("personal")
    if context != "windows" or not isinstance(clock, dict):
        return raw
    return {**{key: value for key, value in raw.items() if key != "personal"}, **clock}


def hidden_keys(fields: Fields, raw: dict[str, Any], context: str) -> set[str]:
    """The keys that do not go with the choice that was made."""
    variants = variants_for(fields, context)
    if not variants:
        return set()
    chosen = variant_of(raw, context)
    hidden = {key for name, keys in variants.items() if name != chosen for key in keys}
    hidden |= {"judged", "rolling", "best_of", "sum_of", *_OTHER_SPELLINGS.get(context, ())}
    if chosen in WITHOUT_SUBJECT:
        hidden |= {"fact", "formula", "missing"}
    return hidden


def _variant_field(
    variants: dict[str, tuple[str, ...]], raw: dict[str, Any], path: str, context: str
) -> Field:
    names = {"from": _("Fixed days"), "after": _("A clock of one's own")}
    label = _("Method") if context == "scoring" else _("Kind")
    value = variant_of(raw, context)
    return choice_field("_variant", path, label, value, variants, context=context, words=names)


def _nested(
    shape: Fields, value: Plain, path: str, key: str, context: str, around: Surroundings
) -> Iterator[Field]:
    """The fields of a small mapping inside a card."""
    raw = value if isinstance(value, dict) else {}
    deeper = key if key in ("linear", "bands", "in_force", "contact") else context
    for name, inner in {**shape.required, **shape.optional}.items():
        yield field_for(
            inner, raw.get(name), f"{path}.{name}", f"{key}.{name}", name, deeper, around
        )


def _grant_fields(name: str, raw: Plain, path: str, around: Surroundings) -> tuple[Field, ...]:
    spread = raw if isinstance(raw, dict) else {"is": raw}
    fact = around.facts.get(name)
    outcomes = (("", "—"), *((each, each) for each in around.outcomes))
    of_class = Field(
        name="outcome", path=f"{path}.outcome", label=key_words("grants", "outcome")[0],
        widget="select", value=text_of(spread.get("outcome")), options=outcomes,
    )  # fmt: skip
    if fact is not None and fact.type == "date":
        today = Field(
            name="is", path=path, label=key_words("grants", "is")[0], widget="text",
            value="today" if spread.get("formula") == "today" else text_of(spread.get("is")),
            hint=_("A day, or today for the day of approval."),
        )  # fmt: skip
        return (today, of_class)
    label = key_words("grants", "is")[0]
    return (value_field(fact, spread.get("is"), path, "is", around, label), of_class)
