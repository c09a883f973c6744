"""The last day in force as the text of a document states it."""

from datetime import date
from typing import Any

import yaml


def states_its_end(text: str) -> bool:
    """Whether a document itself says on which day it ends."""
    days = {key.value: value for key, value in _in_force(text).value}
    return "to" in days and days["to"].tag != "tag:yaml.org,2002:null"


def closed_text(text: str, last: date | None) -> str:
    """The text of a document with another last day, or with none, and nothing else changed.

    A day that it has already is left as it is written. It is cut at the places that the parser
    gives, because writing it anew would lose its comments and its layout.
    """
    as_json = text.lstrip().startswith("{")
    shown = "null" if last is None else f'"{last}"' if as_json else str(last)
    force = _in_force(text)
    for key, value in force.value:
        if key.value == "to":
            if value.value == str(last):
                return text
            first, end = value.start_mark.index, value.end_mark.index
            # nothing behind the colon has no extent
            return f"{text[:first]}{'' if first < end else ' '}{shown}{text[end:]}"
    if last is None:
        return text
    key, value = force.value[-1]
    end = value.end_mark.index
    if force.flow_style:
        lead = ', "to": ' if as_json else ", to: "
    else:
        lead = f"\n{' ' * key.start_mark.column}to: "
    return f"{text[:end]}{lead}{shown}{text[end:]}"


def _in_force(text: str) -> Any:  # a mapping node; the types of PyYAML know no more
    root: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return next(value for key, value in root.value if key.value == "in_force")
