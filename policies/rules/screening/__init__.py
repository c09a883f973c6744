"""Screen: what a whole population may get, judged at once and never otherwise than one by one.

Depends on Polars; knows no profile, no database and no clock.
"""

from policies.rules.screening.frames import (
    compact,
    facts_at,
    facts_of,
    frame_of,
    plain,
    reads_alike,
    schema_of,
    type_of,
)
from policies.rules.screening.screen import Screen

__all__ = [
    "Screen",
    "compact",
    "facts_at",
    "facts_of",
    "frame_of",
    "plain",
    "reads_alike",
    "schema_of",
    "type_of",
]
