"""Shapes of plain data: each checks a value with its path and states itself as JSON Schema.

One description serves both, so the published schema cannot say something else than the check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from policies.rules.errors import Collector, FactError, RuleError, clip, shorten
from policies.rules.facts import FACT_NAME, nearest, plain_text, read_day
from policies.rules.quantities import json_number

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LABEL = r"""[^\s/?#@:.\\<>"']+"""  # of a host; no name or password before it
WEB_ADDRESS = re.compile(rf"""https?://({_LABEL}\.)+{_LABEL}(:[0-9]{{1,5}})?([/?#][^\s\\<>"']*)?""")
LANGUAGES = ("zh-hans", "en")
Schema = dict[str, Any]


def refuse(path: str, expected: str, found: object) -> RuleError:
    """The error for a value of a wrong shape."""
    if found is None:
        shown = "nothing"
    elif isinstance(found, str):
        shown = f"the text {shorten(found)}"
    else:
        shown = clip(plain_text(found))
    return RuleError.at(path, f"expected {expected}, found {shown}.")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a value must look like."""

    def check(self, value: object, path: str) -> None:
        """Look at a value.

        Raises:
            RuleError: with every problem found and its path.
        """
        raise NotImplementedError(type(self).__name__)

    def schema(self) -> Schema:
        """The same as JSON Schema 2020-12."""
        raise NotImplementedError(type(self).__name__)


@dataclass(frozen=True, kw_only=True)
class Text(Shape):
    """Text that is not empty."""

    longest: int = 2_000

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, str):
            hint = " (write it in quotes)" if isinstance(value, int | bool | Fraction) else ""
            raise refuse(path, f"text{hint}", value)
        if not value.strip():
            raise refuse(path, "text", value)
        if len(value) > self.longest:
            raise refuse(path, f"at most {self.longest} characters", len(value))

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


@dataclass(frozen=True, kw_only=True)
class WebAddress(Text):
    """Where a link leads: a whole address of the web, which runs nothing on our own pages."""

    longest: int = 500

    def check(self, value: object, path: str) -> None:
        super().check(value, path)
        if not WEB_ADDRESS.fullmatch(str(value)):
            raise refuse(path, "a web address such as https://www.yueqing.gov.cn/", value)

    def schema(self) -> Schema:
        return {**super().schema(), "pattern": f"^{WEB_ADDRESS.pattern}$"}


def drop_odd_addresses(entries: Iterable[object]) -> None:
    """Take out addresses that no link may lead to, of texts kept since before they were checked.

    They are read none the less, and so nothing that was published is lost.
    """
    for entry in entries:
        url = entry.get("url") if isinstance(entry, dict) else None
        if isinstance(url, str) and not WEB_ADDRESS.fullmatch(url):
            del entry["url"]  # type: ignore[attr-defined]  # a mapping, as it has the key


@dataclass(frozen=True, kw_only=True)
class Slug(Shape):
    """A name that is stored and stands in addresses."""

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, str) or not SLUG.fullmatch(value) or len(value) > 80:
            raise refuse(path, "a name such as job-creation-grant", value)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{SLUG.pattern}$", "maxLength": 80}


@dataclass(frozen=True, kw_only=True)
class FactName(Shape):
    """The name of a fact, a field, a parameter or a table."""

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, str) or not FACT_NAME.fullmatch(value) or len(value) > 100:
            raise refuse(path, "a name such as enterprise.staff_total", value)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{FACT_NAME.pattern}$", "maxLength": 100}


@dataclass(frozen=True, kw_only=True)
class Flag(Shape):
    """true or false."""

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, bool):
            raise refuse(path, "true or false", value)

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Numeric(Shape):
    """A number, perhaps whole and within limits."""

    whole: bool = False
    low: int | Fraction | None = None
    high: int | None = None

    def check(self, value: object, path: str) -> None:
        kind = "a whole number" if self.whole else "a number"
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | Fraction):
            raise refuse(path, kind, value)
        if self.low is not None and value < self.low:
            raise refuse(path, f"{kind} of at least {plain_text(self.low)}", value)
        if self.high is not None and value > self.high:
            raise refuse(path, f"{kind} of at most {self.high}", value)

    def schema(self) -> Schema:
        schema: Schema = {"type": "integer" if self.whole else "number"}
        if self.low is not None:
            schema["minimum"] = json_number(self.low)
        if self.high is not None:
            schema["maximum"] = self.high
        return schema


@dataclass(frozen=True, kw_only=True)
class Day(Shape):
    """A day as YYYY-MM-DD."""

    def check(self, value: object, path: str) -> None:
        read_date(value, path)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"}


def read_date(value: object, path: str) -> date:
    """Read a day of a document.

    Raises:
        RuleError: it is none.
    """
    try:
        return read_day(value, path)
    except FactError as error:
        raise RuleError(error.problems) from None


@dataclass(frozen=True, kw_only=True)
class Null(Shape):
    """Nothing, where open-ended is meant."""

    def check(self, value: object, path: str) -> None:
        if value is not None:
            raise refuse(path, "null", value)

    def schema(self) -> Schema:
        return {"type": "null"}


@dataclass(frozen=True, kw_only=True)
class OneOf(Shape):
    """One of a closed list of words.

    Attributes:
        options: what may be written.
        retired: what texts published before may say; it is read, and offered to nobody.
    """

    options: tuple[str, ...]
    retired: tuple[str, ...] = ()

    def check(self, value: object, path: str) -> None:
        if value not in (*self.options, *self.retired):
            near = nearest(value, self.options) if isinstance(value, str) else None
            guess = f" (did you mean {near}?)" if near else ""
            raise refuse(path, f"one of {', '.join(self.options)}{guess}", value)

    def schema(self) -> Schema:
        return {"enum": [*self.options, *self.retired]}


@dataclass(frozen=True, kw_only=True)
class Listing(Shape):
    """A list."""

    item: Shape
    fewest: int = 1
    most: int = 300

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, list):
            raise refuse(path, "a list", value)
        if len(value) < self.fewest:
            raise refuse(path, f"at least {self.fewest} in the list", len(value))
        if len(value) > self.most:
            raise refuse(path, f"at most {self.most} in the list", len(value))
        problems = Collector()
        for index, part in enumerate(value):
            with problems.part():
                self.item.check(part, f"{path}[{index}]")
        problems.finish()

    def schema(self) -> Schema:
        return {
            "type": "array",
            "items": self.item.schema(),
            "minItems": self.fewest,
            "maxItems": self.most,
        }


@dataclass(frozen=True, kw_only=True)
class Named(Shape):
    """A mapping whose keys are names of the author's."""

    value: Shape
    key: Shape = field(default_factory=FactName)
    fewest: int = 0
    most: int = 300

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise refuse(path, "a mapping", value)
        if not self.fewest <= len(value) <= self.most:
            raise refuse(path, f"{self.fewest} to {self.most} entries", len(value))
        problems = Collector()
        for name, part in value.items():
            with problems.part():
                self.key.check(name, path)
                self.value.check(part, f"{path}.{name}")
        problems.finish()

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": self.key.schema(),
            "additionalProperties": self.value.schema(),
            "minProperties": self.fewest,
            "maxProperties": self.most,
        }


@dataclass(frozen=True, kw_only=True)
class Fields(Shape):
    """A mapping with known keys."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise refuse(path, "a mapping", value)
        problems, known = Collector(), {**self.required, **self.optional}
        for name in self.required:
            if name not in value:
                problems.add(path, f"{name} is missing.")
        for name, part in value.items():
            place = f"{path}.{shorten(name)[1:-1]}" if path else shorten(name)[1:-1]
            if name not in known:
                near = nearest(name, known)
                guess = f" Did you mean {near}?" if near else ""
                problems.add(place, f"this key is not known here.{guess}")
                continue
            with problems.part():
                known[name].check(part, place)
        problems.finish()

    def schema(self) -> Schema:
        known = {**self.required, **self.optional}
        return {
            "type": "object",
            "properties": {name: shape.schema() for name, shape in known.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True, kw_only=True)
class Either(Shape):
    """One of several shapes that are told apart by the type of the value."""

    shapes: Mapping[type, Shape]
    expected: str

    def check(self, value: object, path: str) -> None:
        found = int if isinstance(value, Fraction) else type(value)  # both are numbers
        for kind, shape in self.shapes.items():
            if found is kind:
                shape.check(value, path)
                return
        raise refuse(path, self.expected, value)

    def schema(self) -> Schema:
        return {"anyOf": [shape.schema() for shape in self.shapes.values()]}


@dataclass(frozen=True, kw_only=True)
class Deferred(Shape):
    """A part that its builder checks, with its definition elsewhere in the schema."""

    definition: str

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise refuse(path, "a mapping", value)

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.definition}"}


WORDS = Fields(required={language: Text() for language in LANGUAGES})
TEXT_OR_WORDS = Either(shapes={str: Text(), dict: WORDS}, expected="a text, or zh-hans and en")
DAY_OR_NULL = Either(
    shapes={str: Day(), type(None): Null()}, expected="a day such as 2026-03-02, or null"
)


def words(value: object) -> tuple[tuple[str, str], ...]:
    """Texts by language as nodes keep them; a plain text stands for every language."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple((language, value) for language in LANGUAGES)
    return tuple(dict(value).items())  # type: ignore[call-overload]  # a mapping: its shape was checked
