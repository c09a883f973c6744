"""The only bridge from rows to rules: what a profile says, as facts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from applicants.models import Profile
from policies.rules.errors import FactError
from policies.rules.facts import Facts, Value, Vocabulary, as_json
from policies.rules.quantities import Number, NumberRangeError, exact

TYPED = "typed"  # where a fact comes from: the applicant, a document, or official data
Provenance = dict[str, Any]  # JSON: source, as_of, by, at


def facts_of(profile: Profile, vocabulary: Vocabulary) -> Facts:
    """The facts of a profile; what the vocabulary no longer knows or accepts is passed over."""
    return read_facts(profile.facts, vocabulary)


def read_facts(stored: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Value]:
    """Facts from JSON whose numbers are exact."""
    facts: dict[str, Value] = {}
    for name, value in stored.items():
        fact = vocabulary.get(name)
        if fact is None:
            continue
        try:
            facts[name] = fact.read(value)
        except (FactError, NumberRangeError):
            continue
    return facts


def read_text(text: str, vocabulary: Vocabulary) -> dict[str, Value]:
    """Facts from the text of an object in JSON, however odd what a script stored there.

    A numeral that no figure of ours can be is no answer; a text nested too deep has none.
    """
    try:
        stored = json.loads(text, parse_float=_numeral, parse_int=_numeral)
    except RecursionError:
        return {}
    return read_facts(stored, vocabulary) if isinstance(stored, dict) else {}


def _numeral(text: str) -> Number | None:
    try:
        return exact(text)
    except NumberRangeError:
        return None


def stated(value: Value) -> Any:
    """A value as a profile stores it."""
    return as_json(value)


def typed_by(user_id: int, *, on: date, at: str) -> Provenance:
    """Where a fact comes from that an applicant typed."""
    return {"source": TYPED, "as_of": on.isoformat(), "by": user_id, "at": at}
