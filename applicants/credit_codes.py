"""Unified social credit codes (GB 32100): read as people type them, and how sure one can be.

Whoever registers firms, associations or village cooperatives gives such a code; the check sign of
some firms from before 2016 is not the one of the standard, so a wrong one is a doubt, no proof.
"""

from __future__ import annotations

import re
import unicodedata

from policies.rules.identity import is_identity_number

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V and Z
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# The registry (9 is trade, N agriculture, Y others), the kind of body, the region, the body itself,
# and the check.
_CODE = re.compile(rf"[1-9ANY][{_SIGNS}](?P<region>[0-9]{{6}})[{_SIGNS}]{{10}}")
_REGIONS = {*range(10, 66), 71, 81, 82}  # the first two places of a region


# What a licence prints around the code: its label, and which of how many copies it is.
_LABEL = re.compile(r"^[^A-Z0-9]*(?:(?:UNIFIED )?SOCIAL CREDIT (?:CODE|IDENTIFIER)[^A-Z0-9]*)?")
# Read from the end backwards: looked for from the front, each sign would be a place to begin at.
_COPY = re.compile(r"(?:\)[0-9]+[-/][0-9]+\(|[^A-Z0-9])*")


def read_code(typed: str) -> str:
    """What was typed, as licences print it: full width, lower case, spaces and hyphens are gone.

    So is the label, where the line was copied whole.
    """
    plain = _LABEL.sub("", unicodedata.normalize("NFKC", typed).upper())
    plain = _COPY.sub("", plain[::-1], count=1)[::-1]
    return "".join(sign for sign in plain if sign.isalnum())


def has_form(code: str) -> bool:
    """Whether it has the form of a code: 18 signs, a registry, a region."""
    found = _CODE.fullmatch(code)
    return found is not None and int(found["region"][:2]) in _REGIONS


def fits(code: str) -> bool:
    """Whether the check sign of a code that has the form is the one of the standard."""
    pairs = zip(code[:17], _WEIGHTS, strict=True)
    total = sum(_SIGNS.index(sign) * weight for sign, weight in pairs)
    return code[17] == _SIGNS[-total % 31]


def is_somebody(code: str) -> bool:
    """Whether it is the number of somebody's identity card instead.

    The first 9 of a firm and the 9 of a foreigner's card can meet; a code that fits its own
    standard is one.
    """
    return is_identity_number(code) and not (code[0] == "9" and has_form(code) and fits(code))
