"""The units that people type behind a number, each only where it is the unit of the fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from policies.rules.quantities import Number
from policies.rules.wording import UNITS

_PEOPLE = ("人", "个人", "名", "位", "个", "名员工", "个员工", "名职工", "employees", "staff")
# Besides the words of the unit itself; the number says how many of the unit one of them is.
_NAMES: Mapping[str, Mapping[str, int]] = {
    "people": dict.fromkeys(_PEOPLE, 1),
    "person": dict.fromkeys(_PEOPLE, 1),
    "m2": dict.fromkeys(("平", "平米", "平方", "平方米", "m2", "m^2", "sqm", "sq.m", "m"), 1),
    "mu": {"亩": 1, "畝": 1, "亩地": 1, "公顷": 15},
    "month": {"月": 1, "mo": 1, "mos": 1, "m": 1, "年": 12, "year": 12, "years": 12},
    "year": {"yr": 1, "yrs": 1},
    "day": {"日": 1, "d": 1},
    "age": {"岁": 1, "yearsold": 1},
    "minute": {"分": 1, "min": 1, "mins": 1, "m": 1, "小时": 60, "个小时": 60, "钟头": 60}
    | {"个钟头": 60, "h": 60, "hour": 60, "hours": 60},
    "hour": {"个小时": 1, "钟头": 1, "h": 1},
    "item": {"个": 1, "件": 1, "次": 1},
    "item/year": {"项/年": 1, "项": 1, "个": 1, "件": 1},
    "piece": {"项": 1, "个": 1},
    "firm": {"个": 1},
    "times": {"回": 1},
    "kWh": {"度": 1, "度电": 1},
    "tce": {"吨标煤": 1, "吨": 1},
    "t": {"tons": 1, "tonnes": 1},
    "rank": {"名": 1, "位": 1},
}
_HALF_OF_ONE = re.compile(r"(.*)个半")


def names_of(unit: str) -> dict[str, int]:
    """How a unit may be written, with how many of it that is."""
    own = [name.replace(" ", "").lower() for name in UNITS.get(unit, ())]
    own += [unit.lower()] if unit and "/" not in unit else []
    return dict.fromkeys(filter(None, own), 1) | dict(_NAMES.get(unit, {}))


def per_names(unit: str) -> list[str]:
    """How the second part of a unit such as ``CNY/mu`` may be written, longest first."""
    _, slash, each = unit.partition("/")
    if not slash:
        return []
    names = [name for name, size in names_of(each).items() if size == 1]
    ways = [f"{by}{name}" for name in names for by in ("/", "每", "per", "a")]
    return sorted(ways, key=len, reverse=True)


def split_unit(text: str, unit: str) -> tuple[str, Number, Number]:
    """The numeral before a unit, what is to be added to it, and how many of the unit it counts.

    半 counts as a half where it stands with the unit: 半年, 1年半, 一个半月.
    """
    half = Fraction(1, 2)
    if unit == "rank":
        text = text.removeprefix("第")
    for name, size in sorted(names_of(unit).items(), key=lambda pair: -len(pair[0])):
        if text == f"半{name}" or text == f"半个{name}":
            return "0", half, size
        if text.endswith(f"{name}半") and len(text) > len(name) + 1:
            return text.removesuffix(f"{name}半"), half, size
        if text.endswith(name) and len(text) > len(name):
            before = text.removesuffix(name)
            match = _HALF_OF_ONE.fullmatch(before)
            return (match[1], half, size) if match and match[1] else (before, 0, size)
    return text, 0, 1
