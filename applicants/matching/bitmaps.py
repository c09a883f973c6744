"""Sets of profiles, in memory and as the database keeps them: Roaring bitmaps of their ids."""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
from pyroaring import BitMap64

from applicants.matching.copying import Ids

# The portable format of Roaring bitmaps (RoaringBitmap/RoaringFormatSpec): a block of ids
# is written as bits, or one by one where it has only a few.
_BLOCK, _FEW = 2**16, 4096
_NO_RUNS = 12346  # begins a set whose blocks are of these two kinds alone
_ONE_SET = 2**32  # ids from here on would need a second one
_LOOSE = 8  # times as many numbers as profiles, and ids are better added one by one
Mask = npt.NDArray[np.bool_]


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
    """What the verdicts of a screen say of the profiles in its rows, by ascending id."""
    eligible, undetermined = (
        set_where(ids, mask.to_numpy())
        for mask in (verdicts.fill_null(value=False), verdicts.is_null())
    )
    return Fit(eligible=eligible, undetermined=undetermined)


def set_where(ids: Ids, mask: Mask) -> BitMap64:
    """The ids, ascending, for which a mask is true: as many bits at once as there are.

    Ids added one by one would take longer than the screen takes to judge them.
    """
    if not len(ids) or ids[-1] >= _ONE_SET or ids[-1] - ids[0] > _LOOSE * len(ids):
        return set_of(ids[mask])
    first = int(ids[0]) // _BLOCK
    bits = np.zeros((int(ids[-1]) // _BLOCK + 1 - first) * _BLOCK, dtype=np.bool_)
    if ids[-1] - ids[0] + 1 == len(ids):  # none is missing, so they lie as the mask does
        start = int(ids[0]) - first * _BLOCK
        bits[start : start + len(ids)] = mask
    else:
        bits[ids - first * _BLOCK] = mask
    return BitMap64.deserialize(_portable(bits.reshape(-1, _BLOCK), first))


def _portable(blocks: Mask, first: int) -> bytes:
    """A set in the portable format.

    Args:
        blocks: whether each number is in it, a row for each block.
        first: the number of the first block.
    """
    counts = np.count_nonzero(blocks, axis=1)
    filled = np.flatnonzero(counts)
    if not len(filled):
        return BitMap64().serialize()
    packed = np.packbits(blocks, axis=1, bitorder="little")
    bodies = [
        packed[row].tobytes()
        if counts[row] > _FEW
        else np.flatnonzero(blocks[row]).astype("<u2").tobytes()
        for row in filled
    ]
    heads = np.column_stack([filled + first, counts[filled] - 1]).astype("<u2")
    starts = 8 + 8 * len(filled) + np.cumsum([0, *map(len, bodies[:-1])])
    head = struct.pack("<QIII", 1, 0, _NO_RUNS, len(filled))
    return b"".join([head, heads.tobytes(), starts.astype("<u4").tobytes(), *bodies])


def pack(ids: BitMap64) -> bytes:
    """A set as the database keeps it."""
    ids.run_optimize()
    return bytes(ids.serialize())


def unpack(stored: bytes | memoryview) -> BitMap64:
    """A set out of the database."""
    return BitMap64.deserialize(bytes(stored))
