"""The passes over a frame: what is worked out before what, each column once.

An expression that is used twice would be worked out twice, and one inside the other twice each
time. So whatever is made of other columns becomes a column itself, as early as these allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

import polars as pl

from policies.rules.screening.values import Kept, kept

ROW = "row "  # no fact has a blank in its name


@dataclass
class Spread:
    """What the records of one fact come to, for each profile.

    Attributes:
        outer: columns of the profiles that conditions on records look at.
        inside: the passes over the long frame of all records.
        grouped: what is gathered of it for each profile.
    """

    fact: str
    outer: dict[str, None] = field(default_factory=dict)
    inside: list[Level] = field(default_factory=list)
    grouped: list[pl.Expr] = field(default_factory=list)

    def take(self, steps: Steps, grouped: Iterable[pl.Expr]) -> None:
        """Do what another node asks of the same records as well."""
        self.outer |= steps.outer
        for number, level in enumerate(steps.levels):
            if number == len(self.inside):
                self.inside.append(Level())
            self.inside[number].columns += level.columns
        self.grouped += grouped

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with its columns."""
        long = (
            frame.select(ROW, self.fact, *self.outer)
            .filter(pl.col(self.fact).list.len() > 0)
            .explode(self.fact)
        )
        for level in self.inside:
            long = _with(long, level.columns)
        found = long.group_by(ROW).agg(self.grouped)
        rows = frame.select(ROW)  # alone, for a join copies all that it carries
        return frame.hstack(rows.join(found, on=ROW, how="left", maintain_order="left").drop(ROW))


@dataclass
class Level:
    """One pass: columns that rest on those before, then what records come to."""

    columns: list[pl.Expr] = field(default_factory=list)
    spreads: dict[str, Spread] = field(default_factory=dict)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with its columns."""
        if self.columns:
            frame = _with(frame, self.columns)
        for spread in self.spreads.values():
            frame = spread.run(frame)
        return frame


class Steps:
    """The passes over one frame.

    Args:
        given: the columns that it has to begin with, with their types.
        names: numbers for the names of columns, each once.
        inside: whether it is one of records, to which columns of the profiles are lent.
    """

    def __init__(
        self, given: Mapping[str, pl.DataType], names: count[int], *, inside: bool = False
    ) -> None:
        self.given, self.names, self._inside = given, names, inside
        self.levels: list[Level] = []
        self.outer: dict[str, None] = {}
        self.used: dict[str, None] = {}  # of what is given
        self._level = dict.fromkeys([ROW, *given], 0)

    def keep(self, value: Kept, name: str = "") -> Kept:
        """Have the columns of a value worked out, and give the value that reads them."""
        made, read = kept(value, name or f"{next(self.names)} of")
        self.add(made)
        return read  # type: ignore[no-any-return]  # of the kind that it was

    def add(self, expressions: list[pl.Expr]) -> None:
        """Have columns worked out as soon as those they look at are there."""
        after = self._after(roots(expressions))
        self._at(after).columns += expressions
        self._level |= dict.fromkeys((each.meta.output_name() for each in expressions), after + 1)

    def _after(self, names: Iterable[str]) -> int:
        """The first pass that can look at some columns."""
        if self._inside:
            lent = dict.fromkeys(name for name in names if name not in self._level)
            self.outer |= lent
            self._level |= dict.fromkeys(lent, 0)
        self.used |= dict.fromkeys(name for name in names if name in self.given)
        return max((self._level[name] for name in names), default=0)

    def look_at(self, expressions: Iterable[pl.Expr]) -> None:
        """Say what is looked at of the frame in the end."""
        self._after(roots(expressions))

    def spread(self, fact: str, inside: Steps, grouped: list[pl.Expr]) -> None:
        """Have worked out what the records of a fact come to.

        Args:
            inside: the passes over the records.
            grouped: what is gathered for each profile.
        """
        after = self._after([fact, *inside.outer])
        spread = self._at(after).spreads.setdefault(fact, Spread(fact))
        spread.take(inside, grouped)
        self._level |= dict.fromkeys((each.meta.output_name() for each in grouped), after + 1)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame, which has the number of each row, with all columns that these passes make."""
        frame = pl.DataFrame(frame.select(ROW, *self.used).get_columns())  # written out as well
        for level in self.levels:
            frame = level.run(frame)
        return frame

    def _at(self, number: int) -> Level:
        while len(self.levels) <= number:
            self.levels.append(Level())
        return self.levels[number]


def _with(frame: pl.DataFrame, columns: list[pl.Expr]) -> pl.DataFrame:
    """The frame with more columns, each written out.

    Polars keeps a column whose values are all the same as one value, and then stumbles over
    expressions of nothing but such columns. Taking out each of them writes it out.
    """
    height = frame.columns[0]  # that of the frame, even if all columns are constants
    return frame.hstack(frame.select(height, *columns).get_columns()[1:])


def roots(expressions: Iterable[pl.Expr]) -> dict[str, None]:
    """The columns that expressions look at."""
    return dict.fromkeys(name for each in expressions for name in each.meta.root_names())
