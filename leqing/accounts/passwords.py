"""Passwords that anybody would guess, however long they are.

Lists of common and breached passwords hold short ones: of the 19,640 of Django hardly fifty have
the fifteen characters that staff need. So a long password is taken apart: one that is made of at
most two of them, with years, rows of keys, sequences and repetitions around, is as easy as its
parts.
No kind of character is asked for, and nothing is cut off.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_WORDS = 2  # common words that are no password together
SHORTEST, LONGEST = 3, 24  # characters of a word that is looked up
SHORTEST_PERIOD = 8  # characters that may be repeated
YEAR = 4  # digits that make no difference
LOOKED_AT = 128  # characters; what is longer is taken as it comes
OUR_WORDS = frozenset({"leqing", "yueqing", "wenzhou", "zhejiang", "china", "zhengce", "shenhe"})
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")


class GuessablePasswordValidator:
    """Refuses a password that common ones, sequences and repetitions make up."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password):
            words = _(
                "This password is easy to guess: it is made of common words or repetitions. "
                "Take a sentence of your own."
            )
            raise ValidationError(words, code="password_guessable")

    def get_help_text(self) -> str:
        return _("Common words, rows of keys and repetitions alone make no password.")


def is_guessable(password: str) -> bool:
    """Whether so little of a password is its owner's that its length helps nothing."""
    text = unicodedata.normalize("NFKC", password).casefold()
    signs = "".join(sign for sign in text if sign.isalnum())[:LOOKED_AT]
    if not signs or _period(text) < SHORTEST_PERIOD:
        return True
    return _fewest_words(signs[: _period(signs)]) <= MOST_WORDS


def _period(text: str) -> int:
    """After how many characters a text begins anew; its length where it does not."""
    for length in range(1, len(text) // 2 + 1):
        if all(text[at] == text[at - length] for at in range(length, len(text))):
            return length
    return len(text)


def _fewest_words(text: str) -> float:
    """Of how many guessable parts a text is made, years not counted; infinite where of others."""
    fewest = [0.0] + [float("inf")] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - LONGEST), end):
            beside = text[start - 1 : start] + text[end : end + 1]
            fewest[end] = min(fewest[end], fewest[start] + _price(text[start:end], beside))
    return fewest[-1]


def _price(part: str, beside: str) -> float:
    """What a part counts for, as one of those that anybody would try.

    Args:
        beside: the characters before and after it.
    """
    if part.isdecimal() and len(part) <= YEAR and not any(map(str.isdecimal, beside)):
        return 0
    if len(part) < SHORTEST:
        return float("inf")
    known = part in OUR_WORDS or part in _common() or _is_row(part)
    return 1 if known else float("inf")


def _is_row(part: str) -> bool:
    """Whether it is a sequence, one character again and again, or keys that lie side by side."""
    steps = {ord(after) - ord(before) for before, after in pairwise(part)}
    rows = (*ROWS, *(row[::-1] for row in ROWS))
    return steps <= {0} or steps <= {1} or steps <= {-1} or any(part in row for row in rows)


@cache
def _common() -> frozenset[str]:
    """Common passwords, as Django brings them."""
    return frozenset(CommonPasswordValidator().passwords)
