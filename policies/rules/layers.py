"""The groups of many trees, all decided at once.

Every tree has a column, every place in a tree a layer: the first layer holds the roots, another the
first ``any`` below them, and so on. What the parts of the groups of a layer say is kept in three
numbers with one bit for each column: some part is met, some is unmet, some is unknown. So Kleene's
tables are a few operations on whole layers, however many trees there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition, Group

_DIGITS: dict[str, Truth] = {"0": None, "1": True, "2": False}
Decided = tuple[int, int]  # of a layer: a bit for each column that is met, and each that is unmet


@dataclass(slots=True)
class _Counted:
    """A group ``at_least: N``, which bits cannot count.

    Attributes:
        criteria: picks the truths of its parts that are criteria.
        layers: of its parts that are groups.
    """

    column: int
    decide: Callable[[tuple[Truth, ...]], Truth]
    criteria: Callable[[Sequence[Truth]], tuple[Truth, ...]]
    layers: list[int]

    def truth(self, decided: Sequence[Decided], truths: Sequence[Truth]) -> Truth:
        parts = self.criteria(truths)
        for layer in self.layers:
            met, unmet = decided[layer]
            known = (met | unmet) >> self.column & 1
            parts += (bool(met >> self.column & 1) if known else None,)
        return self.decide(parts)


@dataclass(slots=True)
class _Layer:
    """One place in the trees.

    Attributes:
        shift: where its three numbers begin.
        parent: the layer of the groups that these are parts of.
        all, any, none: the columns that have a group of that kind here; ``present`` has all.
        groups: column and node of each.
    """

    shift: int
    parent: int | None
    all: int = 0
    any: int = 0
    none: int = 0
    counted: list[_Counted] = field(default_factory=list)
    present: int = 0
    groups: list[tuple[int, Group]] = field(default_factory=list)


class Layers:
    """Trees side by side.

    Args:
        roots: a tree for each column; ``None`` is never decided.
        slots: where the truth of a criterion lies in a list, by its key.
    """

    def __init__(self, roots: Sequence[Condition | None], slots: Mapping[Any, int]) -> None:
        self.width = len(roots)
        self._ones = (1 << self.width) - 1
        self._slots = slots
        self._marks: dict[Any, int] = {}
        self._layers: list[_Layer] = []
        self._children: dict[tuple[int, str, int], int] = {}
        self._add(None)
        for column, root in enumerate(roots):
            if isinstance(root, Group):
                self._place(root, column, 0)
            elif root is not None:  # as if it were the only part of a group
                self._layers[0].all |= 1 << column
                self._mark(root, column, 0)

    def _add(self, parent: int | None) -> int:
        self._layers.append(_Layer(3 * self.width * len(self._layers), parent))
        return len(self._layers) - 1

    def _place(self, group: Group, column: int, place: int) -> None:
        layer = self._layers[place]
        layer.groups.append((column, group))
        layer.present |= 1 << column
        below = list(self._below(group, place))
        criteria = [part for part in group.parts if not isinstance(part, Group)]
        for part in criteria:
            self._mark(part, column, place)
        if group.kind == "all":
            layer.all |= 1 << column
        elif group.kind == "any":
            layer.any |= 1 << column
        elif group.kind == "none":
            layer.none |= 1 << column
        else:
            slots = [self._slots[part.key()] for part in criteria]
            places = [child for _, child in below]
            layer.counted.append(_Counted(column, group.decide(), picking(slots), places))
        for part, child in below:
            self._place(part, column, child)

    def _below(self, group: Group, place: int) -> Iterator[tuple[Group, int]]:
        """The groups among its parts, each with its layer: the first, second … of its kind."""
        before: dict[str, int] = {}
        for part in group.parts:
            if isinstance(part, Group):
                before[part.kind] = before.get(part.kind, 0) + 1
                key = (place, part.kind, before[part.kind])
                if key not in self._children:
                    self._children[key] = self._add(place)
                yield part, self._children[key]

    def _mark(self, criterion: Condition, column: int, place: int) -> None:
        key, bit = criterion.key(), 1 << (self._layers[place].shift + column)
        self._marks[key] = self._marks.get(key, 0) | bit

    # --- asking ---------------------------------------------------------------------------------

    def saying(self, criteria: Iterable[Any]) -> Callable[[Iterable[Truth]], int]:
        """The function that turns truths of some criteria, given by key, into bits.

        The bits of all criteria are joined by ``|`` and decided by :meth:`decide`.
        """
        shifts: dict[Truth, int] = {True: 0, False: self.width, None: 2 * self.width}
        marks = [self._marks.get(key, 0) for key in criteria]

        def says(truths: Iterable[Truth]) -> int:
            said = 0
            for mark, truth in zip(marks, truths, strict=True):
                said |= mark << shifts[truth]
            return said

        return says

    def decide(self, said: int, truths: Sequence[Truth]) -> list[Decided]:
        """What all groups come to, layer by layer.

        Args:
            said: what all criteria say.
            truths: the same by slot, for the groups that count.
        """
        ones, width = self._ones, self.width
        decided: list[Decided] = [(0, 0)] * len(self._layers)
        for place in range(len(self._layers) - 1, -1, -1):  # parts before what they are parts of
            layer = self._layers[place]
            block, met, unmet = said >> layer.shift, 0, 0
            some_met, some_unmet = block & ones, block >> width & ones
            some_unknown = block >> 2 * width & ones
            if layer.all:
                met = layer.all & ~(some_unmet | some_unknown)
                unmet = layer.all & some_unmet
            if layer.any or layer.none:
                all_unmet = ~(some_met | some_unknown)
                met |= layer.any & some_met | layer.none & all_unmet
                unmet |= layer.none & some_met | layer.any & all_unmet
            for counted in layer.counted:
                truth = counted.truth(decided, truths)
                met |= (truth is True) << counted.column
                unmet |= (truth is False) << counted.column
            decided[place] = met, unmet
            if layer.parent is not None:
                unknown = layer.present & ~(met | unmet)
                block = met | unmet << width | unknown << 2 * width
                said |= block << self._layers[layer.parent].shift
        return decided

    def truths(self, decided: Decided) -> list[Truth]:
        """A layer's truths by column."""
        met, unmet = (int(f"{side:b}", 16) for side in decided)  # a hexadecimal digit for each bit
        return list(map(_DIGITS.__getitem__, reversed(f"{met + 2 * unmet:0{self.width}x}")))

    def groups(self) -> list[tuple[int, int, Group]]:
        """Layer, column and node of every group, parts before what they are parts of."""
        numbered = reversed(list(enumerate(self._layers)))
        return [(n, column, group) for n, layer in numbered for column, group in layer.groups]


def picking(places: Sequence[int]) -> Callable[[Any], tuple[Any, ...]]:
    """The function that picks the things at some places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda things: tuple([things[place] for place in places])
