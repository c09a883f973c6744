"""Those concerned by a document, each with the criteria that turned; one page of them at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applicants.admin.previewing.figures import STATE_NAMES
from applicants.facts import facts_of
from applicants.matching.preview import Preview
from applicants.matching.turning import Explainer, Turn, score_turned, turns
from applicants.models import Profile
from policies.presentation.criteria import MARKS, deciding, own_words
from policies.presentation.words import dated, in_language, language
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary
from policies.rules.quantities import decimal_text
from policies.rules.rulebook import Result
from policies.rules.scoring import Score
from policies.rules.sentences import inline
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, OUTCOMES, UNDETERMINED, Verdict
from policies.rules.wording import tight

_TOWN = "enterprise.town"
_STATE_MARKS = {
    ELIGIBLE: ("met", "✓"),
    INELIGIBLE: ("unmet", "✗"),
    UNDETERMINED: ("unknown", "?"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What somebody was or is: kind for the style, mark and word."""

    kind: str
    mark: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One criterion that turned: what it said and says, each with its mark; or that it is new."""

    was_mark: str
    was: str
    now_mark: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of those concerned."""

    name: str
    code: str
    kind: str
    town: str
    before: State | None
    after: State
    reasons: list[Why]


def people(found: Preview, ids: Sequence[int]) -> list[Person]:
    """The profiles with these ids, in their order; one that is gone meanwhile is left out."""
    rows = Profile.objects.in_bulk(ids)
    explained = _Explained(found)
    return [explained.person(rows[pk]) for pk in ids if pk in rows]


class _Explained:
    """Both editions, ready to explain many."""

    def __init__(self, found: Preview) -> None:
        self.on: date = found.on
        self.after = Explainer(found.document)
        self.before = Explainer(found.replaced) if found.replaced else None

    def person(self, profile: Profile) -> Person:
        after = self._explain(self.after, profile)
        before = self._explain(self.before, profile) if self.before else None
        return Person(
            name=profile.name,
            code=profile.credit_code,
            kind=str(profile.get_kind_display()),
            town=town_of(profile, self.after.document.vocabulary),
            before=_state(before) if before else None,
            after=_state(after),
            reasons=self._reasons(before, after),
        )

    def _explain(self, explainer: Explainer, profile: Profile) -> Result:
        facts = facts_of(profile, explainer.document.vocabulary)
        return explainer.explain(facts, on=self.on)

    def _reasons(self, before: Result | None, after: Result) -> list[Why]:
        if before is None:
            first = [Why(was_mark="", was=_("No edition was in force."), now_mark="", now="")]
        else:
            first = []
        old = self.before.document if self.before else None
        lines = [_why(turn, old, self.after.document) for turn in turns(before, after)]
        if score_turned(before, after):
            lines.append(_points(before, after))
        return first + lines


def town_of(profile: Profile, vocabulary: Vocabulary) -> str:
    """The town of a profile in words; empty where none is stated."""
    fact = vocabulary.get(_TOWN)
    words = fact.choices.get(str(profile.facts.get(_TOWN))) if fact else None
    return in_language(words) if words else ""


def _state(result: Result) -> State:
    kind, mark = _STATE_MARKS[result.verdict]
    return State(kind=kind, mark=mark, word=str(STATE_NAMES[result.verdict]))


def _why(turn: Turn, old: Document | None, new: Document) -> Why:
    was_mark, was = _said(turn.was, old)
    now_mark, now = _said(turn.now, new)
    return Why(
        was_mark=was_mark,
        was=was or _("not asked for"),
        now_mark=now_mark,
        now=now or _("no longer asked for"),
    )


def _said(verdict: Verdict | None, document: Document | None) -> tuple[str, str]:
    """The mark and the sentence of a criterion, with the value that decides it."""
    if verdict is None or document is None:
        return "", ""
    part = deciding(verdict)
    text = tight(inline(part.node, dated(document.vocabulary), language(), {}))
    own = own_words(part, document)
    words = _("%(sentence)s (stated: %(value)s)") % {"sentence": text, "value": own}
    return MARKS[OUTCOMES[verdict.truth].value], words if own else text


def _points(before: Result | None, after: Result) -> Why:
    marks = [_score_words(each) for each in (before, after)]
    (was_mark, was), (now_mark, now) = marks
    return Why(was_mark=was_mark, was=was, now_mark=now_mark, now=now)


def _score_words(result: Result | None) -> tuple[str, str]:
    score = result.score if result else None
    if score is None:
        return "", _("no score is needed")
    return MARKS[OUTCOMES[score.outcome()].value], _score(score)


def _score(score: Score) -> str:
    low, high = decimal_text(score.low), decimal_text(score.high)
    points = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    mark = score.scoring.pass_mark
    if mark is None:
        return _("score %(points)s") % {"points": points}
    return _("score %(points)s, %(mark)s needed") % {"points": points, "mark": decimal_text(mark)}
