"""What the help page teaches: one lesson for each operator, group, function and method.

A lesson is a part of a document with a few applicants. The page reads and evaluates it while it is
made, so that it cannot say what the engine does not do. A test asks for a lesson for each entry of
the engine's tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What all lessons are about: an invented firm. Its facts show every type.
SCHOOL = """\
programme: school
edition: "1"
title: {zh-hans: 教学示例, en: Teaching example}
department: example
audience: enterprise
category: subsidy
in_force: {from: 2020-01-01}
sources:
  notice: {title: {zh-hans: 示例通知, en: Example notice}}
facts:
  staff: {type: integer, unit: people, min: 0, label: {zh-hans: 员工人数, en: Staff}}
  technicians: {type: integer, unit: people, min: 0, label: {zh-hans: 技术人员, en: Technicians}}
  revenue: {type: money, min: 0, label: {zh-hans: 营业收入, en: Revenue}}
  rnd_share: {type: percent, label: {zh-hans: 研发投入占比, en: Share of R&D}}
  founded_on: {type: date, label: {zh-hans: 成立日期, en: Date of foundation}}
  exports: {type: boolean, label: {zh-hans: 有出口业务, en: Exports goods}}
  scope: {type: text, label: {zh-hans: 经营范围, en: Scope of business}}
  town:
    type: choice
    choices:
      liushi: {zh-hans: 柳市镇, en: Liushi}
      hongqiao: {zh-hans: 虹桥镇, en: Hongqiao}
      yandang: {zh-hans: 雁荡镇, en: Yandang}
    label: {zh-hans: 所在镇, en: Town}
  fields:
    type: choices
    choices:
      electric: {zh-hans: 电气, en: Electrics}
      software: {zh-hans: 软件, en: Software}
      medical: {zh-hans: 医疗, en: Medicine}
    label: {zh-hans: 技术领域, en: Fields of technology}
  patents:
    type: records
    fields:
      kind:
        type: choice
        choices:
          invention: {zh-hans: 发明, en: Invention}
          design: {zh-hans: 外观设计, en: Design}
        label: {zh-hans: 类型, en: Kind}
      granted_on: {type: date, label: {zh-hans: 授权日期, en: Granted on}}
      in_use: {type: boolean, label: {zh-hans: 正在使用, en: In use}}
      cost: {type: money, label: {zh-hans: 费用, en: Cost}}
    label: {zh-hans: 专利, en: Patents}
parameters: {lowest_wage: 2490, founded_before: 2026-01-01}
tables:
  rent: {liushi: 30, hongqiao: 25}
"""
CLAUSE = "source: notice, basis: assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One thing to learn.

    Attributes:
        name: as documents spell it.
        says: what it means.
        part: what stands in the document, as YAML; for a function the formula alone.
        cases: what applicants of the example state, as YAML.
    """

    name: str
    says: StrPromise
    part: str
    cases: tuple[str, ...]


def _leaf(operator: str, fact: str, right: str) -> str:
    return f"eligibility: {{fact: {fact}, {operator}: {right}, {CLAUSE}}}"


def _operators() -> dict[str, Lesson]:
    rows: list[tuple[str, StrPromise, str, str, tuple[str, ...]]] = [
        ("is", _("Exactly this answer."), "town", "liushi", ("liushi", "hongqiao")),
        ("is_not", _("Any answer but this."), "town", "liushi", ("liushi", "hongqiao")),
        ("in", _("One of these answers."), "town", "[liushi, hongqiao]", ("hongqiao", "yandang")),
        ("not_in", _("None of these answers."), "town", "[liushi]", ("liushi", "yandang")),
        ("at_least", _("This much or more; for days, then or later."), "staff", "3", ("2", "3")),
        ("at_most", _("This much or less; for days, then or before."), "staff", "3", ("3", "4")),
        (
            "more_than",
            _("More than this; the bound itself is not enough."),
            "staff",
            "3",
            ("3", "4"),
        ),
        ("less_than", _("Less than this; the bound itself is too much."), "staff", "3", ("2", "3")),
        ("between", _("From low to high, both included."), "staff", "[3, 5]", ("2", "3", "5", "6")),
        (
            "starts_with",
            _("The text begins with these characters."),
            "scope",
            "电气",
            ("电气制造", "软件"),
        ),
        (
            "contains",
            _("The text has these characters somewhere."),
            "scope",
            "制造",
            ("电气制造", "软件"),
        ),
        (
            "includes",
            _("This is among the answers."),
            "fields",
            "software",
            ("[software, medical]", "[]"),
        ),
        (
            "includes_any",
            _("At least one of these is among the answers."),
            "fields",
            "[electric, software]",
            ("[software, medical]", "[medical]"),
        ),
        (
            "includes_all",
            _("All of these are among the answers."),
            "fields",
            "[electric, software]",
            ("[electric, software, medical]", "[software]"),
        ),
        (
            "is_known",
            _("Whether there is an answer at all. This alone turns unknown into yes or no."),
            "revenue",
            "true",
            ("500000",),
        ),
    ]
    return {
        name: Lesson(
            name=name,
            says=says,
            part=_leaf(name, fact, right),
            cases=(*(f"{{{fact}: {value}}}" for value in values), "{}"),
        )
        for name, says, fact, right, values in rows
    }


OPERATORS: dict[str, Lesson] = _operators()
_TWO = (
    f"[{{fact: exports, is: true, {CLAUSE}}}, {{fact: staff, at_least: 3, {CLAUSE}}}]",
    ("{exports: true, staff: 3}", "{exports: true, staff: 2}", "{exports: true}", "{staff: 2}"),
)
GROUPS: dict[str, Lesson] = {
    "all": Lesson(
        name="all",
        says=_("Every part must be met. One part that is not met settles it, whatever is unknown."),
        part=f"eligibility: {{all: {_TWO[0]}}}",
        cases=_TWO[1],
    ),
    "any": Lesson(
        name="any",
        says=_("One part is enough. It is not met only once no part can be met any more."),
        part=f"eligibility: {{any: {_TWO[0]}}}",
        cases=(*_TWO[1], "{exports: false, staff: 2}"),
    ),
    "none": Lesson(
        name="none",
        says=_("No part may be met: for what rules somebody out."),
        part=f"eligibility: {{none: {_TWO[0]}}}",
        cases=(*_TWO[1], "{exports: false, staff: 2}"),
    ),
    "of": Lesson(
        name="of",
        says=_("At least the given number of parts must be met."),
        part=f"eligibility: {{at_least: 1, of: {_TWO[0]}}}",
        cases=_TWO[1],
    ),
    "some": Lesson(
        name="some",
        says=_("One and the same record of a list must fulfil all that stands below it."),
        part=(
            f"eligibility: {{some: patents, {CLAUSE}, where: {{all: "
            "[{field: kind, is: invention}, {field: in_use, is: true}]}}"
        ),
        cases=(
            "{patents: [{kind: invention, in_use: true}]}",
            "{patents: [{kind: invention, in_use: false}, {kind: design, in_use: true}]}",
            "{patents: [{kind: invention}]}",
            "{patents: []}",
            "{}",
        ),
    ),
    "every": Lesson(
        name="every",
        says=_("Each record of the list must fulfil it; an empty list does."),
        part=f"eligibility: {{every: patents, {CLAUSE}, where: {{field: in_use, is: true}}}}",
        cases=(
            "{patents: [{in_use: true}, {in_use: true}]}",
            "{patents: [{in_use: true}, {in_use: false}]}",
            "{patents: []}",
            "{}",
        ),
    ),
}
_LISTED = "{patents: [{kind: invention, cost: 3000}, {kind: design, cost: 1000}]}"
_HALF = "{patents: [{kind: invention, cost: 3000}, {cost: 1000}]}"
_INVENTIONS = 'patents where kind = "invention"'


def _functions() -> dict[str, Lesson]:
    rows: list[tuple[str, StrPromise, str, tuple[str, ...]]] = [
        (
            "min",
            _("The smallest of several numbers: a ceiling."),
            "min(1000 * staff, 20000)",
            ("{staff: 5}", "{staff: 50}", "{}"),
        ),
        (
            "max",
            _("The largest of several numbers: a floor."),
            "max(staff - 3, 0)",
            ("{staff: 5}", "{staff: 1}"),
        ),
        (
            "round",
            _("Rounded half up; the second number says to how many places."),
            "round(revenue / 3, 2)",
            ("{revenue: 100}",),
        ),
        (
            "if",
            _("The first value where the condition holds, else the second."),
            "if(exports, 1.2, 1) * 2000",
            ("{exports: true}", "{exports: false}", "{}"),
        ),
        (
            "coalesce",
            _("The first value that is known: what to take where there is no answer."),
            "coalesce(staff, 0)",
            ("{staff: 5}", "{}"),
        ),
        (
            "months_after",
            _("The day on which so many months are over."),
            "months_after(founded_on, 60)",
            ("{founded_on: 2021-03-02}",),
        ),
        (
            "years_between",
            _("Completed years; the anniversary itself counts."),
            "years_between(founded_on, today)",
            ("{founded_on: 2021-03-02}", "{founded_on: 2021-03-03}"),
        ),
        (
            "months_between",
            _("Completed months."),
            "months_between(founded_on, today)",
            ("{founded_on: 2025-03-02}", "{founded_on: 2025-03-03}"),
        ),
        (
            "days_between",
            _("Days; the day after the first counts as one."),
            "days_between(founded_on, today)",
            ("{founded_on: 2026-03-01}",),
        ),
        (
            "lookup",
            _("The figure of a table for a key; unknown where the table has no such key."),
            "lookup(rent, town)",
            ("{town: liushi}", "{town: yandang}"),
        ),
        (
            "count",
            _(
                "How many records there are, with where only those that fit. "
                "A record with an open answer makes it a range."
            ),
            f"count({_INVENTIONS})",
            (_LISTED, _HALF, "{patents: []}", "{}"),
        ),
        ("sum", _("The sum of a field over the records."), "sum(patents.cost)", (_LISTED, "{}")),
        (
            "average",
            _("The average of a field; unknown for an empty list."),
            "average(patents.cost)",
            (_LISTED, "{patents: []}"),
        ),
        ("lowest", _("The lowest value of a field."), "lowest(patents.cost)", (_LISTED,)),
        ("highest", _("The highest value of a field."), "highest(patents.cost)", (_LISTED,)),
    ]
    return {n: Lesson(name=n, says=s, part=p, cases=c) for n, s, p, c in rows}


FUNCTIONS: dict[str, Lesson] = _functions()


def _words() -> dict[str, Lesson]:
    rows: list[tuple[str, StrPromise, str, tuple[str, ...]]] = [
        ("today", _("The day on which it is judged."), "today", ("{}",)),
        (
            "and",
            _("Both sides hold. One side that does not settles it."),
            "exports and staff >= 3",
            ("{exports: true, staff: 3}", "{exports: false}", "{}"),
        ),
        ("or", _("One side holds."), "exports or staff >= 3", ("{exports: true}", "{staff: 2}")),
        ("not", _("The contrary."), "not exports", ("{exports: true}", "{exports: false}")),
        ("true", _("Yes, as a value of its own."), "coalesce(exports, true)", ("{}",)),
        ("false", _("No, as a value of its own."), "coalesce(exports, false)", ("{}",)),
        (
            "where",
            _("Only the records for which this holds."),
            'sum(patents.cost where kind = "invention")',
            (_LISTED,),
        ),
        (
            "outcome",
            _("The class that was found, in points and awards."),
            'if(outcome = "A", 30000, 10000)',
            ("{outcome: A}", "{outcome: B}", "{}"),
        ),
        (
            "score",
            _("The points that were reached, in classes and awards."),
            "if(score >= 80, 30000, 10000)",
            ("{score: 80}", "{score: 79}"),
        ),
    ]
    return {n: Lesson(name=n, says=s, part=p, cases=c) for n, s, p, c in rows}


WORDS: dict[str, Lesson] = _words()
SYMBOLS: dict[str, Lesson] = {
    "+ - * /": Lesson(
        name="+ - * /",
        says=_("Exact arithmetic; dividing by zero is unknown, never an error."),
        part="(technicians / staff) * 100",
        cases=("{technicians: 2, staff: 8}", "{technicians: 2, staff: 0}"),
    ),
    "= != < <= > >=": Lesson(
        name="= != < <= > >=",
        says=_("Comparing two values; texts stand in double quotes."),
        part='town = "liushi"',
        cases=("{town: liushi}", "{town: yandang}", "{}"),
    ),
}


def _item(method: str, extra: str = "") -> str:
    return (
        f"scoring: {{pass_mark: 10, {CLAUSE}, items: [{{item: size, max: 20, {method}{extra}}}]}}"
    )


METHODS: dict[str, Lesson] = {
    "bands": Lesson(
        name="bands",
        says=_("The first band that is reached gives its points; below the lowest there are none."),
        part=_item("fact: staff, bands: [{at_least: 50, points: 20}, {at_least: 10, points: 12}]"),
        cases=("{staff: 9}", "{staff: 10}", "{staff: 50}", "{}"),
    ),
    "linear": Lesson(
        name="linear",
        says=_("Points grow evenly from none at the first value to all at the second."),
        part=_item("fact: staff, linear: {from: 0, to: 40}"),
        cases=("{staff: 0}", "{staff: 10}", "{staff: 40}", "{}"),
    ),
    "ratio_to": Lesson(
        name="ratio_to",
        says=_("Points by the value beside a benchmark, up to the cap."),
        part=_item("fact: revenue, ratio_to: 1000000, cap: 2, missing: benchmark"),
        cases=("{revenue: 500000}", "{revenue: 2000000}", "{}"),
    ),
    "points": Lesson(
        name="points",
        says=_("Each choice has its points."),
        part=_item("fact: town, points: {liushi: 20, hongqiao: 8}"),
        cases=("{town: liushi}", "{town: hongqiao}", "{town: yandang}", "{}"),
    ),
    "count": Lesson(
        name="count",
        says=_("So many points for each, up to the most points."),
        part=_item("fact: patents, count: 6"),
        cases=("{patents: [{}, {}]}", "{patents: []}", "{}"),
    ),
    "judged": Lesson(
        name="judged",
        says=_("Reviewers enter the points; until then the score is a range."),
        part=_item("judged: true"),
        cases=("{}",),
    ),
    "best_of": Lesson(
        name="best_of",
        says=_("Several ways to the same points; the best counts."),
        part=_item("best_of: [{fact: patents, count: 6}, {fact: exports, points: {'true': 11}}]"),
        cases=("{patents: [{}], exports: true}", "{patents: [{}, {}], exports: true}"),
    ),
    "sum_of": Lesson(
        name="sum_of",
        says=_("Several parts are added, up to the most points."),
        part=_item("sum_of: [{fact: patents, count: 6}, {fact: exports, points: {'true': 11}}]"),
        cases=("{patents: [{}], exports: true}", "{patents: [], exports: true}"),
    ),
}
PARTS: dict[str, Lesson] = {
    "outcomes": Lesson(
        name="outcomes",
        says=_("The first class whose conditions are met; the last one is the rest."),
        part=(
            f"outcomes:\n  - {{name: A, when: {{fact: staff, at_least: 50}}, {CLAUSE}}}\n"
            f"  - {{name: B, {CLAUSE}}}"
        ),
        cases=("{staff: 50}", "{staff: 49}", "{}"),
    ),
    "awards": Lesson(
        name="awards",
        says=_("A set amount or a formula, with the kind; only where a condition holds."),
        part=(
            "awards:\n  - {kind: cash, mode: verified, unit: CNY, amount: 5000}\n"
            "  - {kind: rent_value, mode: fixed, unit: CNY/year, times: 3, up_to: true, "
            'formula: "min(1000 * staff, 20000)", when: {fact: exports, is: true}}'
        ),
        cases=("{exports: true, staff: 5}", "{exports: false}", "{exports: true}"),
    ),
    "windows": Lesson(
        name="windows",
        says=_("Fixed days, all year round, or a clock that starts on a day of the applicant's."),
        part=(
            "windows:\n  - {from: 2026-03-01, to: 2026-03-31}\n  - {rolling: true}\n"
            "  - {after: founded_on, within_months: 6}"
        ),
        cases=("{founded_on: 2026-01-15}", "{founded_on: 2025-01-15}", "{}"),
    ),
    "examples": Lesson(
        name="examples",
        says=_(
            "Cases whose result is known. One on each side of every bound, and one without an "
            "answer. The second one here is wrong on purpose."
        ),
        part=(
            f"eligibility: {{fact: staff, at_least: 3, {CLAUSE}}}\nexamples:\n"
            "  - {name: three, on: 2026-03-02, facts: {staff: 3}, expect: {verdict: eligible}}\n"
            "  - {name: two, on: 2026-03-02, facts: {staff: 2}, expect: {verdict: eligible}}\n"
            "  - {name: no answer, on: 2026-03-02, facts: {}, expect: {verdict: undetermined}}"
        ),
        cases=(),
    ),
}
