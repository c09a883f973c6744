"""Two documents side by side, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from policies.rules.awards import Award
from policies.rules.bases import TERMS
from policies.rules.conditions import Group
from policies.rules.differences.criteria import RuleComparison
from policies.rules.differences.difference import (
    Difference,
    added,
    both,
    changed,
    paired,
    plain_words,
    removed,
)
from policies.rules.differences.procedure import compare_procedures, compare_ways
from policies.rules.differences.scores import compare_scores
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary, Words
from policies.rules.outcomes import OutcomeClass
from policies.rules.sentences import inline, phrase
from policies.rules.shapes import words
from policies.rules.wording import EN, ZH, count_words, money_words, per_words

_TITLE = {ZH: "名称", EN: "Title"}
_DEPARTMENT = {ZH: "主管部门", EN: "Department"}
_AUDIENCE = {ZH: "面向", EN: "For whom"}
_BEFOREHAND = {ZH: "条件还没弄清时能不能申报", EN: "Applying while something is unknown"}
_MAY = {True: {ZH: "可以", EN: "allowed"}, False: {ZH: "不可以", EN: "not allowed"}}
_AUDIENCES = {
    "person": {ZH: "个人", EN: "persons"},
    "team": {ZH: "团队", EN: "teams"},
    "enterprise": {ZH: "企业", EN: "companies"},
    "expert": {ZH: "专家", EN: "experts"},
}
_KINDS = {
    "cash": {ZH: "资金", EN: "Cash"},
    "loan": {ZH: "贷款", EN: "Loan"},
    "interest": {ZH: "贴息", EN: "Interest subsidy"},
    "rent_value": {ZH: "租金", EN: "Rent"},
    "land": {ZH: "用地", EN: "Land"},
    "title": {ZH: "称号", EN: "Title"},
    "tax": {ZH: "税收", EN: "Tax"},
    "service": {ZH: "服务", EN: "Service"},
    "housing": {ZH: "住房", EN: "Housing"},
}
_MODES = {
    "fixed": {ZH: "资格定补", EN: "a set amount"},
    "verified": {ZH: "数据核校", EN: "paid after data are checked"},
    "competitive": {ZH: "竞争分配", EN: "awarded in competition"},
    "application": {ZH: "申请受理", EN: "on application"},
    "in_kind": {ZH: "实物或服务", EN: "given in kind"},
}
_MODE = {ZH: "{}的兑现方式", EN: "How {} is given"}
_WHEN = {ZH: "谁能得到{}", EN: "Who gets {}"}
_UP_TO = {ZH: "最多 {}", EN: "up to {}"}
_TIMES = {ZH: "{}，{}", EN: "{}, {}"}
_HIGHEST = {ZH: "同组取最高的一项（{}）", EN: "the highest of its group counts ({})"}
_NOT_WITH = {ZH: "不能与 {} 同时享受", EN: "not together with {}"}
_SAME_PARTS = {ZH: "内容没变的 {} 项，依据", EN: "Basis of parts that say the same ({})"}
_REST = {ZH: "其余的情形", EN: "everything else"}


def differences(
    before: Document,
    after: Document,
    *,
    departments: Mapping[str, Mapping[str, Any]] | None = None,
    titles: Mapping[str, Words] | None = None,
) -> tuple[Difference, ...]:
    """What ``after`` says otherwise than ``before``, in the order of a programme's page.

    Args:
        departments: their entries by slug, for their names.
        titles: those of programmes by slug. A slug stands for itself where it has no name here.
    """
    return tuple(_Comparison(before, after, departments or {}, titles or {}).all())


class _Comparison:
    def __init__(
        self,
        before: Document,
        after: Document,
        departments: Mapping[str, Mapping[str, Any]],
        titles: Mapping[str, Words],
    ) -> None:
        self.before, self.after = before, after
        self.departments, self.titles = departments, titles

    def all(self) -> Iterator[Difference]:
        before, after = self.before, self.after
        yield from self._head()
        yield from self._rule("eligibility").compare(before.eligibility, after.eligibility)
        old, new = (each.scoring for each in (before, after))
        yield from self._rule("direct_routes").compare(
            old.waived_when if old else None, new.waived_when if new else None
        )
        yield from compare_scores(old, new, before.vocabulary, after.vocabulary)
        yield from self._outcomes()
        yield from self._awards()
        yield from compare_procedures(before, after)
        yield from self._excludes()
        yield from self._basis()

    def _rule(self, area: str) -> RuleComparison:
        return RuleComparison(area, self.before.vocabulary, self.after.vocabulary)

    def _head(self) -> Iterator[Difference]:
        before, after = self.before, self.after
        if before.title != after.title:
            yield changed("head", _TITLE, before.title, after.title)
        if before.department != after.department:
            old, new = (self._department(each) for each in (before, after))
            yield changed("head", _DEPARTMENT, old, new)
        if set(before.audience) != set(after.audience):
            old, new = (_joined([_AUDIENCES[a] for a in d.audience]) for d in (before, after))
            yield changed("head", _AUDIENCE, old, new)
        if before.undetermined_may_apply != after.undetermined_may_apply:
            old, new = (_MAY[each.undetermined_may_apply] for each in (before, after))
            yield changed("head", _BEFOREHAND, old, new)
        yield from compare_ways(before, after)

    def _department(self, document: Document) -> Words:
        entry = self.departments.get(document.department, {})
        return plain_words(words(entry.get("name")), document.department)

    def _basis(self) -> Iterator[Difference]:
        """How many of the parts that say the same rest on better or weaker grounds now."""
        old, new = (_grounds(each) for each in (self.before, self.after))
        moved = Counter((old[key], new[key]) for key in new if key in old and old[key] != new[key])
        for (was, now), count in moved.items():
            yield changed("basis", _counted(_SAME_PARTS, count), TERMS[was].mark, TERMS[now].mark)

    # --- outcomes and awards --------------------------------------------------------------------

    def _outcomes(self) -> Iterator[Difference]:
        for was, now in paired(self.before.outcomes, self.after.outcomes, lambda each: each.name):
            if was is None and now is not None:
                yield added("outcomes", _outcome(now))
            elif now is None and was is not None:
                yield removed("outcomes", _outcome(was))
            elif was is not None and now is not None:
                if was.when is None or now.when is None:
                    if was.when is not now.when:
                        old, new = self._class(was, self.before), self._class(now, self.after)
                        yield changed("outcomes", _outcome(now), old, new)
                    continue
                for each in self._rule("outcomes").compare(was.when, now.when):
                    yield each.inside(_outcome(now))

    def _class(self, outcome: OutcomeClass, document: Document) -> Words:
        when = outcome.when
        if when is None:
            return _REST
        return both(lambda language: inline(when, document.vocabulary, language, {}))

    def _awards(self) -> Iterator[Difference]:
        names = (_same_award, lambda award: (award.kind, award.label), lambda award: award.kind)
        for was, now in paired(self.before.awards, self.after.awards, *names):
            if was is None and now is not None:
                yield added("awards", self._award(now, self.after.vocabulary))
            elif now is None and was is not None:
                yield removed("awards", self._award(was, self.before.vocabulary))
            elif was is not None and now is not None and _same_award(was) != _same_award(now):
                yield from self._award_changes(was, now)

    def _award_changes(self, was: Award, now: Award) -> Iterator[Difference]:
        old, new = self.before.vocabulary, self.after.vocabulary
        name = _award_name(now)
        if was.label != now.label:
            yield changed("awards", _KINDS[now.kind], self._award(was, old), self._award(now, new))
        elif _sum_of(was) != _sum_of(now):
            yield changed("awards", name, _amount(was, old), _amount(now, new))
        if was.mode != now.mode:
            yield changed("awards", _format(_MODE, name), _MODES[was.mode], _MODES[now.mode])
        if (was.when and was.when.key()) != (now.when and now.when.key()):
            group = _format(_WHEN, name)
            for each in self._rule("awards").compare(was.when, now.when):
                yield each.inside(group)

    def _award(self, award: Award, vocabulary: Vocabulary) -> Words:
        """Its name, and its amount unless the name says one."""
        name, amount = _award_name(award), _amount(award, vocabulary)
        says_one = any(character.isdigit() for character in name[EN])
        return _joined([name, amount]) if amount and not says_one else name

    # --- what goes with it or not ---------------------------------------------------------------

    def _excludes(self) -> Iterator[Difference]:
        old, new = (
            [self._exclusion(each) for each in document.excludes]
            for document in (self.before, self.after)
        )
        yield from (added("excludes", each) for each in new if each not in old)
        yield from (removed("excludes", each) for each in old if each not in new)

    def _exclusion(self, raw: Any) -> Words:
        if isinstance(raw, str):
            title = self.titles.get(raw, {})
            return _format(_NOT_WITH, plain_words(title.items(), raw))
        return _format(_HIGHEST, both(lambda language: raw["group"]))


def _grounds(document: Document) -> dict[Any, str]:
    """The basis of each criterion, item and award by what it says."""
    found: dict[Any, str] = {}
    for root in document.conditions():
        for node in root.walk():
            if node.clause is not None and not isinstance(node, Group):
                found[node.key()] = node.clause.basis
    for item in document.scoring.items if document.scoring else ():
        if item.clause is not None:
            found[("item", item.name)] = item.clause.basis
    for award in document.awards:
        if award.clause is not None:
            found[_same_award(award)] = award.clause.basis
    return found


# --- words --------------------------------------------------------------------------------------


def _format(template: Words, *parts: Words) -> Words:
    return both(lambda language: template[language].format(*(part[language] for part in parts)))


def _counted(template: Words, count: int) -> Words:
    return both(lambda language: template[language].format(count))


def _joined(parts: list[Words]) -> Words:
    return both(
        lambda language: ("、" if language == ZH else ", ").join(part[language] for part in parts)
    )


def _outcome(outcome: OutcomeClass) -> Words:
    return plain_words(outcome.label, outcome.name)


def _award_name(award: Award) -> Words:
    label = dict(award.label)
    return both(lambda language: label.get(language) or _KINDS[award.kind][language])


def _same_award(award: Award) -> tuple[Any, ...]:
    when = award.when.key() if award.when else None
    return award.kind, award.mode, award.label, when, _sum_of(award)


def _sum_of(award: Award) -> tuple[Any, ...]:
    return award.amount, award.unit, award.times, award.up_to


def _amount(award: Award, vocabulary: Vocabulary) -> Words:
    if award.amount is None:
        return {}
    return both(lambda language: _amount_in(award, vocabulary, language))


def _amount_in(award: Award, vocabulary: Vocabulary, language: str) -> str:
    value = getattr(award.amount, "value", None)
    unit, _slash, _each = award.unit.partition("/")
    if value is None:
        text = phrase(award.amount, vocabulary, language) if award.amount else ""
    elif unit in ("", "CNY"):
        text = money_words(value, language)
    else:
        text = count_words(value, unit, language)
    text += per_words(award.unit, language)
    if award.up_to:
        text = _UP_TO[language].format(text)
    if award.times and award.times > 1:
        text = _TIMES[language].format(text, count_words(award.times, "times", language))
    return text
