"""The help page: each lesson read and evaluated when the page is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from policies.admin.builder import lessons
from policies.admin.builder.keys import key_words
from policies.admin.builder.lessons import Lesson
from policies.admin.builder.options import TYPES, VERDICTS, option_words
from policies.presentation.awards import KINDS, MODES, award_lines
from policies.presentation.windows import STATES
from policies.presentation.words import in_language, language, listed, shown
from policies.rules import grammar
from policies.rules.documents import Document, read_document
from policies.rules.examples import run_examples
from policies.rules.facts import Facts
from policies.rules.formulas import OUTCOME, SCORE, Scope, parse_formula
from policies.rules.library import Library
from policies.rules.quantities import decimal_text
from policies.rules.reading import read_document_text
from policies.rules.rulebook import Result, Rulebook
from policies.rules.sentences import sentence
from policies.rules.shapes import WORDS, Deferred, Either, Fields, Listing, Named, Shape

DAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One applicant of a lesson: what is stated, and what comes out."""

    facts: str
    result: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A lesson as the page shows it."""

    name: str
    says: str
    part: str
    sentence: str
    cases: tuple[Case, ...]


def taught(lesson: Lesson) -> Taught:
    """Read and evaluate one lesson about a part of a document."""
    document = read_document(f"{lessons.SCHOOL}{lesson.part}\n", library=Library())
    book = Rulebook([document])
    rows = tuple(_case(document, book, text) for text in lesson.cases)
    if document.examples:
        rows = tuple(_example_cases(document))
    said = ""
    if document.eligibility:
        said = sentence(document.eligibility, document.vocabulary, language())
    return Taught(
        name=lesson.name, says=str(lesson.says), part=lesson.part, sentence=said, cases=rows
    )


def taught_formula(lesson: Lesson) -> Taught:
    """Read and evaluate a lesson that is a formula."""
    document = read_document(lessons.SCHOOL, library=Library())
    plain = read_document_text(lessons.SCHOOL)
    scope = Scope(
        facts=document.vocabulary,
        parameters={"lowest_wage": plain["parameters"]["lowest_wage"]},
        tables={name: tuple(rows.items()) for name, rows in plain["tables"].items()},
        outcome=True,
        score=True,
        outcomes=("A", "B"),
    )
    formula = parse_formula(lesson.part, scope=scope, path=lesson.name)
    work = formula.compiled()
    cases = []
    for text in lesson.cases:
        facts = _facts(document, text)
        value = work(facts, DAY, None)
        result = _("unknown") if value is None else shown(value, None)
        cases.append(Case(facts=stated(document, facts), result=result))
    return Taught(
        name=lesson.name, says=str(lesson.says), part=lesson.part, sentence="", cases=tuple(cases)
    )


def _facts(document: Document, text: str) -> Facts:
    """What an applicant states; class and points are given where a formula may use them."""
    plain = read_document_text(text)
    given = {name: plain.pop(name) for name in (OUTCOME, SCORE) if name in plain}
    return {**document.vocabulary.read(plain), **given}


def stated(document: Document, facts: Facts) -> str:
    """What an applicant states, in words."""
    parts = [
        f"{_name(document, name)}: {_value(document, name, value)}" for name, value in facts.items()
    ]
    return listed(parts) or _("nothing is stated")


def _name(document: Document, name: str) -> str:
    fact = document.vocabulary.get(name)
    return in_language(fact.label) if fact else {OUTCOME: _("class"), SCORE: _("score")}[name]


def _value(document: Document, name: str, value: Any) -> str:
    fact = document.vocabulary.get(name)
    if fact is None or not isinstance(value, tuple):
        return shown(value, fact)
    records = [
        "[{}]".format(
            listed(
                [
                    f"{in_language(fact.fields[key].label)} {shown(part, fact.fields[key])}"
                    for key, part in record.items()
                ]
            )
        )
        for record in value
    ]
    return listed(records) or _("an empty list")


def _case(document: Document, book: Rulebook, text: str) -> Case:
    facts = _facts(document, text)
    result = book.explain_one(document.programme, facts, on=DAY)
    if result.score is not None:
        low, high = decimal_text(result.score.low, 2), decimal_text(result.score.high, 2)
        words = _("%(points)s points") % {"points": low if low == high else f"{low}–{high}"}
        kind, words = result.verdict, f"{words} · {VERDICTS[result.verdict]}"
    elif document.outcomes:
        kind, words = "", _class_words(result)
    elif document.awards:
        kind, words = "", _award_words(result, document)
    elif document.windows:
        kind, words = "", listed([str(STATES[state.state]) for state in result.windows])
    else:
        kind, words = result.verdict, str(VERDICTS[result.verdict])
    return Case(facts=stated(document, facts), result=words, kind=kind)


def _class_words(result: Result) -> str:
    if result.outcome:
        return _("Class %(name)s") % {"name": result.outcome}
    return _("Still open: %(names)s") % {"names": listed(list(result.open_outcomes))}


def _award_words(result: Result, document: Document) -> str:
    lines = award_lines(result.awards, document)
    return listed([f"{KINDS[line.kind]} {line.amount}".strip() for line in lines])


def _example_cases(document: Document) -> Iterator[Case]:
    failures = run_examples(document)
    for index, example in enumerate(document.examples):
        failed = any(f"examples[{index}]" in failure for failure in failures)
        verdict = str(VERDICTS[example.expect["verdict"]])
        words = _("fails") if failed else _("passes")
        yield Case(
            facts=stated(document, example.facts),
            result=_("expected: %(verdict)s — %(result)s") % {"verdict": verdict, "result": words},
            kind="ineligible" if failed else "eligible",
        )


# --- the reference of all keys ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One key of a part of the document."""

    key: str
    name: str
    hint: str
    options: str
    required: bool


def reference() -> list[tuple[str, list[KeyLine]]]:
    """Every part of a document with its keys, walked through in the grammar."""
    lines = [_line("", key, shape, needed) for key, shape, needed in _keys_of(grammar.DOCUMENT)]
    parts = [(_("The document"), lines)]
    for key, shape, _needed in _keys_of(grammar.DOCUMENT):
        below = list(_below(key, shape))
        if below:
            parts.append((key_words("", key)[0], below))
    clause = [_line("", key, shape, False) for key, shape in grammar.CLAUSE.items()]
    return [*parts, (_("Where it stands"), clause)]


def _keys_of(fields: Fields) -> Iterator[tuple[str, Shape, bool]]:
    yield from ((key, shape, True) for key, shape in fields.required.items())
    yield from ((key, shape, False) for key, shape in fields.optional.items())


def _below(context: str, shape: Shape) -> Iterator[KeyLine]:
    """The keys of a part, those of its own parts after it; the clause stands once for all."""
    for fields in inner_fields(shape):
        for key, inner, needed in _keys_of(fields):
            if key in grammar.CLAUSE and context != "facts":
                continue
            yield _line(context, key, inner, needed)
            deeper = key if key in ("linear", "bands") else context
            if not (context == "facts" and key == "fields"):
                yield from _below(deeper, inner)


def inner_fields(shape: Shape) -> list[Fields]:
    """The mappings with known keys that a shape holds directly."""
    if shape is WORDS or isinstance(shape, Deferred):
        return []
    if isinstance(shape, Fields):
        return [shape]
    if isinstance(shape, Listing):
        return inner_fields(shape.item)
    if isinstance(shape, Named):
        return inner_fields(shape.value)
    if isinstance(shape, Either):
        return [fields for each in shape.shapes.values() for fields in inner_fields(each)]
    return []


def _line(context: str, key: str, shape: Shape, needed: bool) -> KeyLine:
    name, hint = key_words(context, key)
    options = [option_words(key, value) for value in options_of(shape)]
    return KeyLine(key=key, name=name, hint=hint, options=listed(options), required=needed)


def options_of(shape: Shape) -> tuple[str, ...]:
    """The closed list of words that a shape offers, where it has one."""
    if isinstance(shape, Listing):
        return options_of(shape.item)
    if isinstance(shape, Either):
        return next(filter(None, map(options_of, shape.shapes.values())), ())
    return getattr(shape, "options", ())


def help_page() -> dict[str, Any]:
    """The context of the page."""
    return {
        "day": DAY,
        "operators": _all(lessons.OPERATORS),
        "groups": _all(lessons.GROUPS),
        "functions": [taught_formula(each) for each in lessons.FUNCTIONS.values()],
        "words": [
            taught_formula(each) for each in (*lessons.SYMBOLS.values(), *lessons.WORDS.values())
        ],
        "methods": _all(lessons.METHODS),
        "parts": _all(lessons.PARTS),
        "kinds": [(key, str(words)) for key, words in KINDS.items()],
        "modes": [(key, str(words)) for key, words in MODES.items()],
        "types": [(key, str(words)) for key, words in TYPES.items()],
        "reference": reference(),
        "school": lessons.SCHOOL,
    }


def _all(table: Mapping[str, Lesson]) -> list[Taught]:
    return [taught(lesson) for lesson in table.values()]
