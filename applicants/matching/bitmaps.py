"""Sets of profiles, in memory and as the database keeps them: Roaring bitmaps of their ids."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from pyroaring import BitMap64

from applicants.matching.copying import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Whom an edition fits, and of whom one cannot tell yet. Nobody changes it."""

    eligible: BitMap64 = field(default_factory=BitMap64)
    undetermined: BitMap64 = field(default_factory=BitMap64)

    def joined(self, other: Fit) -> Fit:
        """With the profiles of another as well."""
        return Fit(
            eligible=self.eligible | other.eligible,
            undetermined=self.undetermined | other.undetermined,
        )

    def replaced(self, ids: BitMap64, new: Fit) -> Fit:
        """With another answer for some profiles."""
        return Fit(
            eligible=(self.eligible - ids) | new.eligible,
            undetermined=(self.undetermined - ids) | new.undetermined,
        )


def set_of(ids: Ids) -> BitMap64:
    """A set of ids; fast for ascending ones."""
    return BitMap64(array("Q", ids.astype(np.uint64).tobytes()))


def fit_of(ids: Ids, verdicts: pl.Series) -> Fit:
    """What the verdicts of a screen say of the profiles in its rows."""
    eligible = verdicts.fill_null(value=False).to_numpy()
    return Fit(eligible=set_of(ids[eligible]), undetermined=set_of(ids[verdicts.is_null()]))


def pack(ids: BitMap64) -> bytes:
    """A set as the database keeps it."""
    ids.run_optimize()
    return bytes(ids.serialize())


def unpack(stored: bytes | memoryview) -> BitMap64:
    """A set out of the database."""
    return BitMap64.deserialize(bytes(stored))
