"""The tree of reasons as lines: mark, sentence, own value beside the threshold, clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.answers import askable
from policies.presentation.terms import mark_of
from policies.presentation.words import dated, day, in_language, language, listed, shown
from policies.rules.bases import standing_of
from policies.rules.comparisons import Truth
from policies.rules.conditions import Clause, Condition, Group, Leaf, Quantifier
from policies.rules.documents import Document
from policies.rules.expressions import Expression, Today
from policies.rules.facts import Facts, FactType, Sort
from policies.rules.sentences import own_value, sentence
from policies.rules.statements import claim_of, denial
from policies.rules.verdicts import OUTCOMES, Verdict
from policies.rules.wording import fact_of, measure_of, tight, without_unit, words_beside

MARKS = {"met": "✓", "unmet": "✗", "unknown": "?"}
_WORDS: dict[str, str | Promise] = {
    "met": gettext_lazy("met"),
    "unmet": gettext_lazy("not met"),
    "unknown": gettext_lazy("not known yet"),
}
# of what must not be so
_ABSENT: dict[str, str | Promise] = {
    "met": gettext_lazy("does not apply to you"),
    "unmet": gettext_lazy("applies to you"),
    "unknown": gettext_lazy("not known yet"),
}
_BOUNDS: dict[str, str | Promise] = {
    "at_least": gettext_lazy("at least %(bound)s"),
    "at_most": gettext_lazy("at most %(bound)s"),
    "more_than": gettext_lazy("more than %(bound)s"),
    "less_than": gettext_lazy("less than %(bound)s"),
    "between": gettext_lazy("%(bound)s, both included"),
    "is": gettext_lazy("%(bound)s"),
}
_DAY_BOUNDS: dict[str, str | Promise] = {
    "at_least": gettext_lazy("%(bound)s or later"),
    "at_most": gettext_lazy("%(bound)s or earlier"),
    "more_than": gettext_lazy("after %(bound)s"),
    "less_than": gettext_lazy("before %(bound)s"),
    "between": gettext_lazy("%(bound)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a clause stands, for the details below a line.

    Attributes:
        source: its key.
        mark: how sure we are, in words; empty where the page says so already.
    """

    source: str
    title: str
    number: str
    article: str
    url: str
    standing: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """One criterion as a page shows it.

    Attributes:
        outcome: ``met``, ``unmet`` or ``unknown`` as the reader should take it: what must not be
            so and is not counts as met.
        own: the value that was looked at in words, empty while it is not known.
        who: whose value that is.
        asks: the first fact whose answer an unknown criterion waits for.
        wanted: the threshold in words, empty where the sentence says it all.
        parts: what it rests on: of a met group only what is met, of an open choice only what may
            still carry it.
    """

    outcome: str
    mark: str
    word: str
    sentence: str
    own: str
    who: str
    wanted: str
    citation: Citation | None
    asks: str = ""
    parts: tuple[CriterionLine, ...] = ()

    @property
    def folded(self) -> bool:
        """Whether the line says enough, so that what it rests on need not be in sight."""
        return bool(self.parts) and self.outcome == "met"


def criterion_lines(root: Verdict, document: Document, facts: Facts) -> tuple[CriterionLine, ...]:
    """The criteria of a tree; for a plain "all" at its top its parts, as a list says as much."""
    line = _Tree(document, facts).line(root)
    plain = isinstance(root.node, Group) and root.node.kind == "all" and not root.node.label
    return line.parts if plain else (line,)


def citation(clause: Clause | None, document: Document) -> Citation | None:
    """A clause with the source it names."""
    if clause is None:
        return None
    return cited(clause, document.sources)


def cited(clause: Clause, sources: Mapping[str, Mapping[str, Any]]) -> Citation:
    """A clause with its source among those given."""
    source: Mapping[str, Any] = sources.get(clause.source, {})
    standing = standing_of(clause.basis, source)
    return Citation(
        source=clause.source,
        title=in_language(source.get("title")) or clause.source,
        number=str(source.get("number", "")),
        article=clause.article,
        url=str(source.get("url", "")),
        standing=standing,
        mark=mark_of(standing),
        note=in_language(clause.note),
    )


def words_of(node: Condition, document: Document) -> str:
    """A condition as a sentence."""
    return tight(sentence(node, dated(document.vocabulary), language()))


@dataclass(frozen=True, slots=True)
class _Tree:
    """Turns the verdicts of one document into lines."""

    document: Document
    facts: Facts

    def line(self, verdict: Verdict, *, negated: bool = False) -> CriterionLine:
        """One line with those below it.

        Args:
            negated: whether it must not be so.
        """
        node, truth = verdict.node, verdict.truth
        seen: Truth = truth if truth is None or not negated else not truth
        outcome = OUTCOMES[seen].value
        is_group = isinstance(node, Group)
        parts = self._parts(verdict, outcome, negated=negated)
        if outcome == "met" and parts and _is_choice(node, negated) and not node.label:
            return parts[0]  # one way is enough, and its sentence says which
        denied = denial(node, dated(self.document.vocabulary), language()) if negated else ""
        text = denied or words_of(node, self.document)
        if outcome == "met" and is_group and not node.label:
            text = _("; and ").join(part.sentence for part in parts)
        return CriterionLine(
            outcome=outcome,
            mark=MARKS[outcome],
            word=str((_ABSENT if negated and not denied else _WORDS)[outcome]),
            sentence=text,
            own=own_words(verdict, self.document),
            who=own_name(verdict, self.document),
            wanted=wanted_words(verdict, self.document),
            asks="" if is_group or truth is not None else self._asks(node),
            # a group hands its clause down to its parts, which show it
            citation=None if is_group else citation(node.clause, self.document),
            parts=parts,
        )

    def _parts(self, verdict: Verdict, outcome: str, *, negated: bool) -> tuple[CriterionLine, ...]:
        """What a reader needs to see below a group: nothing that failed beside what carries it."""
        node = verdict.node
        below = negated != (isinstance(node, Group) and node.kind == "none")
        parts = tuple(self.line(part, negated=below) for part in verdict.parts)
        if outcome == "met":
            return tuple(part for part in parts if part.outcome == "met")
        if outcome == "unknown" and _is_choice(node, negated):
            return tuple(part for part in parts if part.outcome != "unmet")
        return parts

    def _asks(self, node: Condition) -> str:
        """A fact with a question of its own that is not answered yet."""
        for name in sorted(underived(facts_named(node), self.document.derived)):
            fact = self.document.vocabulary.get(name)
            if fact is not None and name not in self.facts and askable(fact):
                return name
        return ""


def _is_choice(node: Condition, negated: bool) -> bool:
    """Whether one part carries a group."""
    return isinstance(node, Group) and node.kind == ("all" if negated else "any")


def own_words(verdict: Verdict, document: Document) -> str:
    """The applicant's own value of what a criterion looks at."""
    node, value = verdict.node, verdict.value
    if value is None:
        return ""
    if isinstance(node, Quantifier):
        met = sum(truth is True for truth in value)
        return _("%(met)d of %(count)d fit") % {"met": met, "count": len(value)}
    if isinstance(node, Leaf):
        if isinstance(node.subject, Today) and verdict.operand is None:
            return ""  # the day alone says nothing
        if claim_of(node) is not None and (
            not node.label or own_name(verdict, document) == words_of(node, document)
        ):
            return ""  # the mark says it
        bounds = _sides(verdict) if node.subject.sort is Sort.NUMBER else ()
        return own_value(node, value, document.vocabulary, language(), bounds=bounds)
    return ""


def wanted_words(verdict: Verdict, document: Document) -> str:
    """The threshold of a number or a day, to stand beside the own value."""
    node = verdict.node
    if not isinstance(node, Leaf) or node.subject.sort not in (Sort.NUMBER, Sort.DATE):
        return ""
    words = (_DAY_BOUNDS if node.subject.sort is Sort.DATE else _BOUNDS).get(node.operator)
    if words is None or verdict.value is None or verdict.operand is None:
        return ""
    return str(words) % {"bound": _bound(node, verdict, document)}


def _bound(node: Leaf, verdict: Verdict, document: Document) -> str:
    """What the value is held against, in figures: worked out where it is a formula."""
    fact = fact_of(node.subject, document.vocabulary)
    measure = measure_of(node.subject, document.vocabulary)
    own = (verdict.value,)
    ends = [words_beside(s, own, fact, language(), measure=measure) for s in _sides(verdict)]
    if len(ends) == 1:
        return ends[0]
    return _("%(low)s to %(high)s") % {"low": without_unit(*ends), "high": ends[1]}


def _sides(verdict: Verdict) -> tuple[Any, ...]:
    """What a value is held against, both ends of a range."""
    several = isinstance(verdict.node, Leaf) and verdict.node.operator == "between"
    operand = verdict.operand
    if several and isinstance(operand, tuple):
        return operand
    return () if operand is None else (operand,)


def own_name(verdict: Verdict, document: Document) -> str:
    """What the own value is called: the day is nobody's own, and a yes needs its question."""
    node = verdict.node
    if isinstance(node, Leaf) and isinstance(node.subject, Today):
        return _("Today")
    if isinstance(node, Leaf) and node.subject.sort is Sort.BOOLEAN:
        fact = fact_of(node.subject, document.vocabulary)
        return in_language(fact.label) if fact else _("You")
    return _("You")


# --- the first reason ---------------------------------------------------------------------------


def deciding(verdict: Verdict) -> Verdict:
    """The part that carries a settled verdict, as far down as one part can carry it.

    Of a refused choice it is the way that lacks least.
    """
    node, truth = verdict.node, verdict.truth
    if not isinstance(node, Group) or truth is None:
        return verdict
    carrying = [part for part in verdict.parts if part.truth is (truth == (node.kind != "none"))]
    one_is_enough = truth is False or (node.kind != "at_least" and len(verdict.parts) == 1)
    if not carrying or not one_is_enough:
        return verdict
    if node.kind in ("any", "at_least"):
        return deciding(min(carrying, key=lacking))
    return deciding(carrying[0])


def lacking(verdict: Verdict, *, wanted: bool = True) -> int:
    """How many criteria are known to be in the way of a verdict."""
    node = verdict.node
    if verdict.truth is None or verdict.truth is wanted:
        return 0
    if not isinstance(node, Group):
        return 1
    below = wanted != (node.kind == "none")
    each = sorted(lacking(part, wanted=below) for part in verdict.parts)
    if (node.kind == "any" and wanted) or (node.kind in ("all", "at_least") and not wanted):
        return min(count for count in each if count)
    if node.kind == "at_least":
        return sum(each[: node.count])
    return sum(each)


def reason(verdict: Verdict, document: Document) -> str:
    """The first reason of a refusal in one line: what is the case, beside what is required."""
    part = deciding(verdict)
    node = part.node
    if not isinstance(node, Leaf):
        return _with_own(_in_one_line(node, document), own_words(part, document))
    text, own = words_of(node, document), own_words(part, document)
    fact = fact_of(node.subject, dated(document.vocabulary))
    if claim_of(node) is not None:
        return text if node.label else _answer_words(part, fact, text)
    if isinstance(node.subject, Today):
        ends = _sides(part)
        until = node.operator in ("at_most", "less_than", "between") and ends
        values = {"sentence": text, "day": day(ends[-1]) if until else ""}
        return _("%(sentence)s (until %(day)s)") % values if until else text
    wanted = wanted_words(part, document)
    if fact is None or not wanted or part.truth is True:  # what may not be is the case
        return _with_own(text, own)
    values = {"fact": in_language(fact.label) or fact.name, "own": own, "wanted": wanted}
    return tight(_("%(fact)s %(own)s, required: %(wanted)s") % values)


def _answer_words(part: Verdict, fact: FactType | None, text: str) -> str:
    """What somebody answered, as a sentence where the fact has one."""
    if part.value is None:
        return text
    said = (fact.statement if part.value else fact.negative) if fact else {}
    return in_language(said) or _with_own(text, shown(part.value, None))


def _with_own(text: str, own: str) -> str:
    values = {"sentence": text, "who": _("You"), "own": own}
    return _("%(sentence)s (%(who)s: %(own)s)") % values if own else text


def _in_one_line(node: Condition, document: Document) -> str:
    """A condition with its parts in one sentence."""
    text = words_of(node, document)
    if not isinstance(node, Group) or node.label:
        return text
    parts = [_in_one_line(each, document) for each in node.parts]
    if node.kind == "any":
        return _("; or ").join(parts)
    if node.kind == "all":
        return _("; and ").join(parts)
    return _("%(heading)s: %(parts)s") % {"heading": text, "parts": listed(parts)}


def count_met(verdict: Verdict) -> int:
    """How many criteria of a met verdict stand at its top."""
    plain = isinstance(verdict.node, Group) and verdict.node.kind == "all"
    return len(verdict.parts) if plain else 1


def facts_named(node: Condition) -> set[str]:
    """The facts that a condition names, derived ones as they are."""
    return {
        name
        for part in node.walk()
        for expression in part.expressions()
        for name in expression.fact_names()
    }


def underived(names: set[str], derived: Mapping[str, Expression]) -> set[str]:
    """Names with those that derived ones are made of."""
    found = set(names)
    for name in names:
        if name in derived:
            found |= underived(set(derived[name].fact_names()), derived)
    return found
