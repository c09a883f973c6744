"""What people and programs type to break things, by the kind of field, and what must become of it.

The same entry goes to every place that has such a field. The signs that nobody sees stand as
escapes, so that they are seen here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

REFUSED = object()
MANY = "9" * 5_000
LONG = "a" * 100_000
IDENTITY = "11010519491231002X"  # the example of GB 11643
CODE = "91350100M000100Y43"  # the example of GB 32100


@dataclass(frozen=True, slots=True)
class Entry:
    """One value.

    Attributes:
        kind: of the field.
        kept: what stands in the database afterwards; :data:`REFUSED` where nothing may.
    """

    kind: str
    typed: str
    kept: Any


# What no field for a number may take, whatever its kind.
NO_NUMBER = (
    *("", "1_000", "1e309", "NaN", "Infinity", "-inf", "-1", "--5", "0x10", "1e3", "1/3", "½"),
    *("Ⅷ", "\u0661\u0662", "\u0663\u066b\u0665", "\u0967\u0968", "1 2", "1,00", "1.234.567"),
    *(MANY, "1e999999999", "2147483648", "9" * 20, "1.0000000000000000001", "12;drop", "=1+1"),
    *("<script>alert(1)</script>", "{{7*7}}", "%s", "' or 1=1--", "3亿5", "12\x00", "x" * 5_000),
)
# Ways to write twelve.
TWELVE = ("12", "\uff11\uff12", "十二", "  12  ", "1\u202e2", "\u200b12", "\ufeff12")
NUMBERS = {
    "integer": (("-0", 0), ("+5", 5), ("壹佰", 100), *((each, 12) for each in TWELVE)),
    "money": (
        *(("300,000", 300_000), ("30万", 300_000), ("\uff11\uff12万", 120_000)),
        *(("十二万", 120_000), ("壹拾贰万元", 120_000)),
    ),
    "decimal": (("1,000", 1_000), ("1.5", Fraction(3, 2)), *((each, 12) for each in TWELVE)),
    "percent": (("1.5", Fraction(3, 200)), *((each, Fraction(3, 25)) for each in TWELVE)),
}
NO_DATES = (
    *("", "2024-02-30", "2023-02-29", "2024-13-01", "0001-01-01", "9999-12-31", "10000-01-01"),
    *("1899-12-31", "2101-01-01", "-2024-06-15", "24-06-15", "2024-W24-6", "昨天", "NaN"),
    *("1718409600", "民国113年6月15日", "\u0662\u0660\u0662\u0664-\u0660\u0666-\u0661\u0665"),
    *("2024-06-15\x00", "2024-06-15\r\nBcc: x", "'; drop table x;--", "{{7*7}}", MANY),
)
DATES = (
    *("2024-06-15", "\uff12\uff10\uff12\uff14-06-15", "2024年6月15日", "2024/6/15", "20240615"),
    *("2024.6.15", "15/06/2024", "June 15, 2024", "2024-06-15T00:00:00"),
)
# Text that is text: kept sign by sign, and never run.
AS_TYPED = (
    *("<script>alert(1)</script>", "{{7*7}}", "{% debug %}", "%s%n", "' or 1=1--", "\\", "NULL"),
    *("=cmd|' /C calc'!A0", "../../etc/passwd", "${jndi:ldap://x}", "javascript:alert(1)"),
    *("\U0001f468\u200d\U0001f469", "乐清𠮷", "O'Neill", '" onload="x', "110105194912310021"),
)
CLEANED = (
    *(("a\x1b[0mb", "a[0mb"), ("a\u202eb", "ab"), ("a\u200bb", "ab"), ("\ufeffa", "a")),
    *(("陈\ue863", "陈\u4dae"), ("e\u0301", "é"), ("a\u2028b", "a b"), ("a\u3164b", "ab")),
)
NO_TEXT = ("\ue000", "\u200b", "\u3164", IDENTITY, f"身份证{IDENTITY}", LONG, "")
NO_CODES = (
    *("1", "9" * 18, "9135010OM000100Y43", f"{CODE}0", CODE[:-1], "91350100M000100Y4٣", IDENTITY),
    *("<script>alert(1)</", "' or 1=1--xxxxxxxx", "=1+1", LONG[:5_000], "\ue000" * 18),
)
CODES = (CODE, CODE.lower(), "９１３５０１００Ｍ０００１００Ｙ４３", f" {CODE[:9]} {CODE[9:]} ")
NO_ADDRESSES_OF_MAIL = (
    *("", "a", "@example.org", "a@", "a@example..org", "a@b@example.org", "a b@example.org"),
    *("a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "a\x00@example.org"),
    *("a@example.org\nTo: c@example.org", "<a@example.org>", f"{'a' * 300}@example.org", LONG),
)
NO_FACTS = (
    *('{"team.size": NaN}', '{"team.size": Infinity}', '{"team.size": 1e309}'),
    *(f'{{"team.size": {MANY}}}', '{"team.size": "1_000"}', '{"team.size": true}'),
    *('{"team.size": 1, "team.size": 2}', '{"team.size": null}', '{"team.size": [1]}'),
    *('{"need.title": "\\u0000"}', '{"need.title": "\\ud800"}', '{"need.title": 7}'),
    *('{"founder.graduated_on": "2024-02-30"}', '{"founder.graduated_on": "0001-01-01"}'),
    *('{"founder.graduated_on": "2024-06-15T00:00:00"}', '{"founder.origin": "none-of-these"}'),
    *('{"__class__": 1}', '{"no.such": 1}', "[]", "1", '"x"', "{", ""),
    *("[" * 2_000, "[" * 2_000 + "]" * 2_000, '{"a":' * 2_000 + "1" + "}" * 2_000),
    *('{"team.size": 0x10}', '{"team.size": 1_000}', '{"team.size": 12,}', "{'team.size': 12}"),
    f'{{"need.title": "{LONG}"}}',
)
FACTS = ("{}", '{"team.size": 12}', '{"founder.graduated_on": "2024-06-15"}')
ELSEWHERE = (
    *("//evil.example", "https://evil.example/", "http:evil.example", "javascript:alert(1)"),
    *("/\\evil.example", "\\\\evil.example", "///evil.example", "data:text/html,x", "//evil%00"),
    *("https:///evil.example", "/\r\nSet-Cookie: a=b", "\x00//evil.example", "ftp://evil.example"),
    *(" //evil.example", "\t//evil.example", "javascript://%0aalert(1)", "//[::1", LONG[:5_000]),
)
SEARCHES = (*AS_TYPED, *(typed for typed, _kept in CLEANED), *NO_NUMBER, "\ue000", "%", "_" * 900)


def entries() -> Iterator[Entry]:
    """All of them."""
    for kind, kept in NUMBERS.items():
        yield from _refused(kind, NO_NUMBER)
        yield from (Entry(kind, typed, value) for typed, value in kept)
    yield from _refused("date", NO_DATES)
    yield from (Entry("date", typed, date(2024, 6, 15)) for typed in DATES)
    for kind in ("text", "name"):
        yield from _refused(kind, NO_TEXT)
        yield from (Entry(kind, typed, typed) for typed in AS_TYPED)
        yield from (Entry(kind, typed, seen) for typed, seen in CLEANED)
    yield from _refused("code", NO_CODES)
    yield from (Entry("code", typed, CODE) for typed in CODES)
    yield from _refused("choice", ("", "x", "none", "__all__", "yueqing\x00x", "\u200b", LONG))
    yield from (Entry("choice", each, each) for each in ("yueqing",))
    yield from _refused("e-mail", NO_ADDRESSES_OF_MAIL)
    yield from _refused("facts", NO_FACTS)
    yield from (Entry("facts", each, each) for each in FACTS)
    yield from _refused("address", ELSEWHERE)
    yield Entry("address", "/plan/", "/plan/")
    yield from _refused("search", SEARCHES)  # nothing of it is kept


def _refused(kind: str, values: tuple[str, ...]) -> Iterator[Entry]:
    return (Entry(kind, typed, REFUSED) for typed in values)
