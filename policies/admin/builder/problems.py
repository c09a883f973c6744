"""What the reader of documents and the services refuse, in the words of the reader's language.

Messages are made far below the pages, in English and with a place; here each gets the words that
:mod:`policies.admin.builder.refusals` has for its kind.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_lazy

from policies.admin.builder.keys import KEYS, key_words
from policies.admin.builder.refusals import REFUSALS, SORTS

TEXTS = {"zh-hans": gettext_lazy("the Chinese text"), "en": gettext_lazy("the English text")}
_COMPILED = [(re.compile(pattern, re.DOTALL), words) for pattern, words in REFUSALS]


def words_for(message: str) -> str | None:
    """A message as one would say it to a person; ``None`` where nobody wrote words for it."""
    for pattern, words in _COMPILED:
        if match := pattern.fullmatch(message):
            found = {key: value or "" for key, value in match.groupdict().items()}
            return (str(words) % {key: _said(key, value) for key, value in found.items()}).strip()
    return None


def problem_words(message: str) -> str:
    """A message as one would say it to a person; one without words is quoted."""
    return words_for(message) or gettext("This cannot be read: %(message)s") % {"message": message}


def _said(key: str, value: str) -> str:
    if key in ("s", "t"):
        return str(SORTS[value])
    if key == "k" and value in TEXTS:
        return str(TEXTS[value])
    if key == "k" and value in KEYS:
        return key_words("", value)[0]
    if key == "c" and value:
        return gettext("Did you mean %(name)s?") % {"name": value}
    if key == "v":
        return _found(value)
    return value


def _found(shown: str) -> str:
    """What stood there, as a message quotes it: a text in quotes, the end, a list."""
    if shown == "the end":
        return gettext("the end")
    if shown == "an empty list":
        return gettext("an empty list")
    text = shown.removeprefix("the text ").strip("'\"")
    return f"“{text}”"
