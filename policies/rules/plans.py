"""The compiled form of many documents: whatever two of them share is worked out once.

A plan reads the value of each distinct subject, lets all criteria about it judge it together
(:mod:`.subjects`), and decides the groups of all documents at once (:mod:`.layers`). Explaining
hangs the same truths on the nodes, so a verdict and its reasons cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from itertools import chain, repeat
from operator import call, or_
from typing import Any

from policies.rules.comparisons import Truth, all_of, any_of
from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.documents import Document
from policies.rules.errors import RuleError
from policies.rules.expressions import Compiled, Expression, FactReference, names_below
from policies.rules.facts import Facts, Value
from policies.rules.formulas import OUTCOME
from policies.rules.layers import Decided, Layers, picking
from policies.rules.outcomes import compiled as classing
from policies.rules.parts import may_refer_to_outcome
from policies.rules.scoring import Score
from policies.rules.subjects import Judge, Test, judge, silent
from policies.rules.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Where one edition stands in a plan.

    Attributes:
        root, waived: columns of the truths of eligibility and of the routes without a score.
        score: gives its score where it has one.
    """

    document: Document
    root: int
    waived: int | None
    score: Callable[[Facts, date], Score] | None
    decides: bool

    def judge(
        self, truths: Sequence[Truth], values: Mapping[str, Any], on: date
    ) -> tuple[Truth, Score | None]:
        """The verdict, and the score where it had to be worked out for it."""
        root = truths[self.root]
        if root is False or not self.decides:
            return root, None
        if self.document.eligibility is None:
            root = True
        score = self.score_of(values, on)
        waived = False if self.waived is None else truths[self.waived]
        passed = True if score is None else any_of((waived, score.outcome()))
        return all_of((root, passed)), score

    def score_of(self, values: Mapping[str, Any], on: date) -> Score | None:
        """The score, of facts that know the class where the score refers to it."""
        return None if self.score is None else self.score(self.with_outcome(values, on), on)

    def with_outcome(self, values: Mapping[str, Any], on: date) -> Mapping[str, Any]:
        """The facts with the class, where a score may refer to it and it is not open."""
        if not may_refer_to_outcome(self.document.outcomes):
            return values
        name = classing(self.document.outcomes)(values, on).name
        return values if name is None else {**values, OUTCOME: name}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a plan says of some facts.

    Attributes:
        values: of everything that is read, in the order of the plan.
        truths: of the distinct criteria, in the order of the plan.
        layers: of the groups.
        roots: of the documents, then of their routes without a score.
    """

    values: list[Any]
    truths: list[Truth]
    layers: list[Decided]
    roots: list[Truth]


class Plan:
    """The documents of one day, ready to be asked many times. Immutable once built.

    Raises:
        RuleError: two documents derive one fact in two ways.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.derived: dict[str, Expression] = {}
        for document in documents:
            self._take_derived(document)
        self._derive = [(name, formula.compiled()) for name, formula in self.derived.items()]
        waiving = [d for d in documents if d.scoring and d.scoring.waived_when]
        self._roots = [d.eligibility for d in documents]
        self._roots += [d.scoring.waived_when for d in waiving if d.scoring]
        waived = {id(document): len(documents) + n for n, document in enumerate(waiving)}
        self.programmes = [
            _programme(document, column, waived.get(id(document)))
            for column, document in enumerate(documents)
        ]
        self._scored = [place for place in self.programmes if place.decides]
        self._criteria = _criteria(self._roots)
        self._read_facts: list[str] = []
        self._read_others: list[Compiled] = []
        self._places = self._readings()
        self._judges: list[Judge] = [silent] * len(self._places)
        self._judges_of_two: list[tuple[Judge, int, int]] = []
        self._slots: dict[Any, int] = {}
        self._layers = self._build()

    # --- building -------------------------------------------------------------------------------

    def _take_derived(self, document: Document) -> None:
        for name, formula in document.derived.items():
            if self.derived.setdefault(name, formula) != formula:
                message = f"{document.programme} derives it otherwise than another programme."
                raise RuleError.at(f"facts.{name}", message)

    def _readings(self) -> dict[Any, int]:
        """Number what is read: bare facts, then what is worked out."""
        facts: dict[Any, str] = {}
        others: dict[Any, Compiled] = {}
        for node in self._criteria.values():
            key = _subject_key(node)
            if isinstance(key, FactReference):
                facts[key] = key.name
            elif key not in others:
                others[key] = node.each() if isinstance(node, Quantifier) else key.compiled()
            if isinstance(node, Leaf) and not node.is_constant():
                others[_operand_key(node)] = node.operand_compiled()
        self._read_facts, self._read_others = list(facts.values()), list(others.values())
        return {key: place for place, key in enumerate(chain(facts, others))}

    def _build(self) -> Layers:
        """Number the criteria subject by subject, lay out the trees, make the judges."""
        alone: dict[Any, list[Condition]] = {}
        compared: list[Leaf] = []
        for node in self._criteria.values():
            if isinstance(node, Leaf) and not node.is_constant():
                compared.append(node)
            else:
                alone.setdefault(_subject_key(node), []).append(node)
        in_order = sorted(alone.items(), key=lambda pair: self._places[pair[0]])
        for node in chain(*(nodes for _, nodes in in_order), compared):
            self._slots[node.key()] = len(self._slots)
        layers = Layers(self._roots, self._slots)
        for subject, nodes in in_order:
            says = layers.saying([node.key() for node in nodes])
            judged = judge(nodes, [_test(node) for node in nodes], says)
            self._judges[self._places[subject]] = judged
        for leaf in compared:
            judged = judge([leaf], [_test_of_two(leaf)], layers.saying([leaf.key()]))
            sides = self._places[leaf.subject], self._places[_operand_key(leaf)]
            self._judges_of_two.append((judged, *sides))
        return layers

    # --- asking ---------------------------------------------------------------------------------

    def place(self, document: Document) -> Programme:
        """Where one of its documents stands."""
        return self._place_of[id(document)]

    @cached_property
    def _place_of(self) -> dict[int, Programme]:
        return {id(place.document): place for place in self.programmes}

    def varying(self, name: str, facts: Facts, on: date) -> Callable[[Value], dict[str, Any]]:
        """The function that prepares facts with one value of a fact after the other.

        Only the derived facts that rest on it are worked out again.
        """
        values = self.prepared(facts, on)
        derive = [
            (each, formula)
            for each, formula in self._derive
            if each not in facts and each != name and name in self._rests[each]
        ]

        def prepared(value: Value) -> dict[str, Any]:
            varied = {**values, name: value}
            for each, formula in derive:
                derived = formula(varied, on, None)
                if derived is None:
                    varied.pop(each, None)
                else:
                    varied[each] = derived
            return varied

        return prepared

    @cached_property
    def _rests(self) -> dict[str, frozenset[str]]:
        derived = self.derived
        return {name: names_below([formula], derived) for name, formula in derived.items()}

    def prepared(self, facts: Facts, on: date) -> dict[str, Any]:
        """The facts with the derived ones that the documents rest on; a stated value wins."""
        values = dict(facts)
        for name, formula in self._derive:
            if name not in values:
                value = formula(values, on, None)
                if value is not None:
                    values[name] = value
        return values

    def evaluate(self, facts: Mapping[str, Any], on: date) -> Judged:
        """Judge prepared facts by everything that makes a verdict."""
        values: list[Any] = list(map(facts.get, self._read_facts))
        values += [read(facts, on, None) for read in self._read_others]
        rows = list(map(call, self._judges, values))
        rows += [judged((values[a], values[b])) for judged, a, b in self._judges_of_two]
        found, said = zip(*rows, strict=True) if rows else ((), ())
        truths = list(chain.from_iterable(found))
        layers = self._layers.decide(reduce(or_, said, 0), truths)
        return Judged(values, truths, layers, self._layers.truths(layers[0]))

    def decide(self, facts: Facts, on: date) -> list[Truth]:
        """The verdict of every programme as a truth, in the order of the documents."""
        values = self.prepared(facts, on)
        roots = self.evaluate(values, on).roots
        decided = roots[: len(self.programmes)]
        for place in self._scored:
            decided[place.root] = place.judge(roots, values, on)[0]
        return decided

    @cached_property
    def slugs(self) -> list[str]:
        """The programmes of the documents, in their order."""
        return [place.document.programme for place in self.programmes]

    # --- reasons --------------------------------------------------------------------------------

    @cached_property
    def _tree(self) -> _Trees:
        return _Trees(self._roots, self._layers, self._slots, self._places)

    def trees(self, judged: Judged) -> list[Verdict | None]:
        """Hang the truths on the nodes: the tree of reasons of each root."""
        return self._tree.grown(judged, self._layers)


@dataclass(frozen=True, slots=True)
class _Leaves:
    """The leaves about one subject, whatever trees they belong to.

    Attributes:
        value: where their left side is read.
        truths: picks their truths.
        operands: their right sides, or where these are read.
        kept: their verdicts where the value is unknown, yes or no; these are always the same.
    """

    nodes: list[Condition]
    value: int
    truths: Callable[[Sequence[Truth]], tuple[Truth, ...]]
    operands: list[Any] | int
    kept: dict[bool | None, list[Verdict]] = field(default_factory=dict)

    def verdicts(self, judged: Judged) -> Iterable[Verdict]:
        """A verdict for each."""
        value = judged.values[self.value]
        if isinstance(self.operands, int):
            return self._made(judged, value, repeat(judged.values[self.operands]))
        if not (value is None or value is True or value is False):
            return self._made(judged, value, self.operands)
        if value not in self.kept:
            self.kept[value] = list(self._made(judged, value, self.operands))
        return self.kept[value]

    def _made(self, judged: Judged, value: Any, operands: Iterable[Any]) -> Iterable[Verdict]:
        truths = self.truths(judged.truths)
        return _verdicts(self.nodes, truths, repeat(value), operands, repeat(()))


class _Trees:
    """Where each node of the trees finds its truth, its values and its parts.

    All verdicts are made in one list, the leaves first and the roots last; so what a plan says of
    some facts becomes a tree by a few passes that run outside of Python's loop.
    """

    def __init__(
        self,
        roots: Sequence[Condition | None],
        layers: Layers,
        slots: Mapping[Any, int],
        places: Mapping[Any, int],
    ) -> None:
        self._leaves = [
            _leaves(nodes, slots, places)
            for nodes in _by_sides(leaf for root in roots if root for leaf in _criteria_of(root))
        ]
        ordered = [node for leaves in self._leaves for node in leaves.nodes]
        place = {id(node): number for number, node in enumerate(ordered)}
        self._groups: dict[int, tuple[list[Group], Any, list[Any]]] = {}
        by_layer: dict[int, list[tuple[int, Group]]] = {}
        for layer, column, group in layers.groups():
            by_layer.setdefault(layer, []).append((column, group))
            place[id(group)] = len(place)
        for layer, groups in by_layer.items():
            nodes = [group for _, group in groups]
            parts = [picking([place[id(part)] for part in group.parts]) for group in nodes]
            self._groups[layer] = (nodes, picking([column for column, _ in groups]), parts)
        self._roots = [None if root is None else place[id(root)] for root in roots]

    def grown(self, judged: Judged, layers: Layers) -> list[Verdict | None]:
        """The tree of each root."""
        made: list[Verdict] = []
        for leaves in self._leaves:
            made += leaves.verdicts(judged)
        for layer, (nodes, pick, parts) in self._groups.items():
            truths = pick(layers.truths(judged.layers[layer]))
            below = [picked(made) for picked in parts]
            made += _verdicts(nodes, truths, repeat(None), repeat(None), below)
        return [None if place is None else made[place] for place in self._roots]


def _by_sides(criteria: Iterable[Condition]) -> Iterable[list[Condition]]:
    """Criteria about one subject together; those held against a fact by their right side too."""
    found: dict[Any, list[Condition]] = {}
    for node in criteria:
        constant = not isinstance(node, Leaf) or node.is_constant()
        right = None if constant else _operand_key(node)  # type: ignore[arg-type]  # a leaf then
        found.setdefault((_subject_key(node), right), []).append(node)
    return found.values()


def _leaves(nodes: list[Condition], slots: Mapping[Any, int], places: Mapping[Any, int]) -> _Leaves:
    first = nodes[0]
    truths = picking([slots[node.key()] for node in nodes])
    value = places[_subject_key(first)]
    if isinstance(first, Leaf) and not first.is_constant():
        return _Leaves(nodes, value, truths, places[_operand_key(first)])
    operands = [node.constant_operand() if isinstance(node, Leaf) else None for node in nodes]
    return _Leaves(nodes, value, truths, operands)


def _verdicts(*columns: Any) -> Iterator[Verdict]:
    """Verdicts from the columns of their attributes: ``Verdict(*row)`` without a call for each."""
    return map(tuple.__new__, repeat(Verdict), zip(*columns, strict=False))


def _programme(document: Document, root: int, waived: int | None) -> Programme:
    scoring = document.scoring
    return Programme(
        document=document,
        root=root,
        waived=waived,
        score=scoring.compiled() if scoring else None,
        decides=scoring is not None and scoring.decides,
    )


def _criteria_of(condition: Condition) -> Iterator[Condition]:
    """Its leaves and quantifiers, in the order of the document."""
    if isinstance(condition, Group):
        for part in condition.parts:
            yield from _criteria_of(part)
    else:
        yield condition


def _criteria(roots: Sequence[Condition | None]) -> dict[Any, Condition]:
    """The distinct criteria by key."""
    criteria = (leaf for root in roots if root for leaf in _criteria_of(root))
    return {leaf.key(): leaf for leaf in criteria}


def _subject_key(node: Condition) -> Any:
    if isinstance(node, Quantifier):
        return ("each", node.fact, node.where.key())
    if isinstance(node, Leaf):
        return node.subject
    raise TypeError(type(node).__name__)


def _operand_key(leaf: Leaf) -> Any:
    return ("operand", leaf.holds_against_several(), leaf.operands)


def _test(node: Condition) -> Test:
    """How a criterion judges a value, its right side built in."""
    if isinstance(node, Leaf):
        holds, operand = node.test(), node.constant_operand()
        return lambda value: holds(value, operand)
    if isinstance(node, Quantifier):
        of_records = node.test()
        return lambda truths: of_records(truths, None)
    raise TypeError(type(node).__name__)


def _test_of_two(leaf: Leaf) -> Test:
    holds = leaf.test()
    return lambda sides: holds(*sides) if sides else None
