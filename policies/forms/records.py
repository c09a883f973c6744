"""A list of records as a question: one entry below the other, added and removed without scripts.

Entries come as ``answer-0-kind``, ``answer-0-granted_on``, …; ``answer-add`` and
``answer-remove`` (with the entry's number) ask for an entry more or less, and ``answer-none`` says
that there is none. An entry in which nothing was typed is no entry; a part left empty is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from policies.forms.background import Background
from policies.forms.widgets import compact_widget_for
from policies.presentation.words import in_language, unit_words
from policies.rules.entry import DayNeededError, EntryError, parse_text
from policies.rules.facts import FactType, Value
from policies.rules.plausibility import disorders

MOST_ENTRIES = 50
_PART = re.compile(r"-([0-9]{1,3})-([a-z0-9_]+)")
Rows = list[dict[str, str]]
Place = tuple[int, str]  # the number of an entry, and one of its parts


@dataclass(frozen=True, kw_only=True)
class Part:
    """One input of an entry, as its template prints it."""

    id: str
    label: str
    unit: str
    html: str
    error: str


class RecordsInput(forms.Widget):
    """The entries of a list, each a group of inputs.

    Attributes:
        wrong: messages by entry and part, set when the field was cleaned.
    """

    template_name = "policies/widgets/records.html"
    use_fieldset = True

    def __init__(self, fact: FactType) -> None:
        super().__init__()
        self.fact = fact
        self.wrong: dict[Place, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Rows | None:
        """The entries typed; ``None`` for the answer that there is none."""
        return None if f"{name}-none" in data else self._rows(data, name)

    def rearranged(self, data: Any, name: str) -> Rows | None:
        """The entries with an empty one more, or with one less; ``None`` if neither was asked."""
        rows = self._rows(data, name)
        if f"{name}-add" in data:
            return [*rows, {}][:MOST_ENTRIES]
        gone = data.get(f"{name}-remove")
        if gone is None:
            return None
        return [row for index, row in enumerate(rows) if str(index) != gone]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """What the template prints: at least one entry, so that there is something to fill in."""
        context = super().get_context(name, value, attrs)
        rows = value or [{}]
        newest = len(rows) - 1 if len(rows) > 1 and not rows[-1] else None
        entries = [self._entry(name, i, row, focus=i == newest) for i, row in enumerate(rows)]
        context["widget"].update(entries=entries, full=len(rows) >= MOST_ENTRIES)
        return context

    def format_value(self, value: Any) -> Any:
        """Entries are formatted part by part."""
        return value

    def _rows(self, data: Any, name: str) -> Rows:
        found: dict[int, dict[str, str]] = {}
        for key in data:
            match = _PART.fullmatch(key.removeprefix(name)) if key.startswith(name) else None
            if match and match[2] in self.fact.fields:
                found.setdefault(int(match[1]), {})[match[2]] = data.get(key)
        rows = [found[index] for index in sorted(found)]
        return [{part: typed for part, typed in row.items() if typed.strip()} for row in rows]

    def _entry(self, name: str, index: int, row: Mapping[str, str], *, focus: bool) -> list[Part]:
        parts = []
        for number, (part, fact) in enumerate(self.fact.fields.items()):
            identity = f"id_{name}-{index}-{part}"
            error = self.wrong.get((index, part), "")
            attributes: dict[str, Any] = {"id": identity}
            if error:
                attributes |= {"aria-invalid": "true", "aria-describedby": f"{identity}_error"}
            if focus and number == 0:
                attributes["autofocus"] = True
            widget = compact_widget_for(fact)
            html = widget.render(f"{name}-{index}-{part}", row.get(part), attributes)
            parts.append(
                Part(
                    id=identity,
                    label=in_language(fact.label) or part,
                    unit=unit_words(fact),
                    html=html,
                    error=error,
                )
            )
        return parts


class RecordsField(forms.Field):
    """A field for a list of records; its clean value is what the rules take.

    Attributes:
        heading: the label is the page's heading.
    """

    heading = True
    suffix = ""
    widget: RecordsInput

    def __init__(self, fact: FactType, *, background: Background | None = None) -> None:
        self.fact, self.background = fact, background
        super().__init__(
            label=in_language(fact.question) or in_language(fact.label) or fact.name,
            help_text=in_language(fact.help),
            widget=RecordsInput(fact),
            required=False,
        )

    def clean(self, value: Any) -> Value:
        if value is None:
            return ()
        if len(value) > MOST_ENTRIES:
            words = _("Too many entries: %(count)d at most. Keep those that count.")
            raise ValidationError(words % {"count": MOST_ENTRIES})
        months: dict[Place, tuple[date, ...]] = {}
        read = [self._read(index, row, months) for index, row in enumerate(value)]
        self._ask_for_days(read, months)
        if self.widget.wrong:
            raise ValidationError(_("Something is not right in the entries below."))
        filled = tuple(record for record in read if record)
        if not filled:
            raise ValidationError(
                _("Nothing is filled in: add an entry, choose “There are none”, or skip.")
            )
        return filled

    def _read(
        self, index: int, row: Mapping[str, str], months: dict[Place, tuple[date, ...]]
    ) -> dict[str, Value]:
        """One entry; a month is taken for its first day, and noted."""
        record: dict[str, Value] = {}
        on = self.background.on if self.background else None
        for part, typed in row.items():
            fact = self.fact.fields[part]
            try:
                record[part] = typed if typed in fact.choices else parse_text(fact, typed, on=on)
            except DayNeededError as error:
                if self.background is None:
                    self.widget.wrong[index, part] = in_language(error.words)
                record[part], months[index, part] = error.days[0], error.days
            except EntryError as error:
                self.widget.wrong[index, part] = in_language(error.words)
        for found in disorders(record, self.fact.fields):
            later, earlier = (in_language(self.fact.fields[name].label) for name in found)
            self.widget.wrong[index, found.later] = _(
                "“%(later)s” would be before “%(earlier)s”: check both days."
            ) % {"later": later, "earlier": earlier}
        return record

    def _ask_for_days(
        self, read: list[dict[str, Value]], months: Mapping[Place, tuple[date, ...]]
    ) -> None:
        """Ask for the day of each month where it can matter."""
        if self.background is None or not months:
            return
        last = {place: days[-1] for place, days in months.items()}
        together = self._matters(read, [{}, last])
        for place, days in months.items():
            ends = [{}, {place: days[len(days) // 2]}, {place: days[-1]}]
            if together or self._matters(read, ends):
                self.widget.wrong[place] = in_language(DayNeededError(days).words)

    def _matters(self, read: list[dict[str, Value]], changes: list[dict[Place, date]]) -> bool:
        """Whether any programme tells the entries apart that some changes give."""
        if self.background is None:
            return False
        lists = []
        for change in changes:
            made = [dict(record) for record in read]
            for (index, part), day in change.items():
                made[index][part] = day
            lists.append(tuple(record for record in made if record))
        return self.background.day_matters(self.fact, lists)
