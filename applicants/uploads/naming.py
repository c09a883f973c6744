"""The file name a founder gave, made fit to show and to download again.

It never names a path, and never a person by the number of an identity card.
"""

from __future__ import annotations

import re
import unicodedata

from policies.rules.identity import masked

MAX_NAME = 120  # characters, the extension among them
_LONGEST_EXTENSION = 10  # what is longer is a sentence with a full stop in it
# Controls, formats (marks that turn the direction of text), lone surrogates, line separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_SEPARATOR = re.compile(r"[/\\]")
_NUMBERED = {f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"}
_RESERVED = _NUMBERED | {"con", "prn", "aux", "nul", "conin$", "conout$"}  # devices of Windows


def clean_name(name: str, *, otherwise: str = "") -> str:
    """A name of at most ``MAX_NAME`` characters that is safe on every system.

    Args:
        name: as the browser sent it.
        otherwise: the extension when nothing at all is left of the name.
    """
    last = masked(_SEPARATOR.split(_visible(name))[-1]).rstrip(" .")
    stem, extension = _split(last)
    if not last:
        extension = otherwise
    room = MAX_NAME - len(extension) - 1
    stem = _cut(stem, room) or "file"
    if _is_reserved(stem):
        stem = _cut(f"_{stem}", room)
    return f"{stem}.{extension}" if extension else stem


def extension_of(name: str) -> str:
    """The extension in lower case without its dot; empty when there is none."""
    return _split(name)[1].lower()


def stem_of(name: str) -> str:
    """The name without its extension."""
    return _split(name)[0]


def _visible(name: str) -> str:
    """The characters one can see, composed (NFC), with every kind of space as a plain one."""
    categories = ((character, unicodedata.category(character)) for character in name)
    kept = (" " if kind == "Zs" else one for one, kind in categories if kind not in _UNSEEN)
    return unicodedata.normalize("NFC", "".join(kept))


def _split(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _LONGEST_EXTENSION:
        return name.strip(" ."), ""
    return stem.strip(" ."), extension.strip()


def _cut(stem: str, room: int) -> str:
    # without what is behind it, the end may be the number of a card
    return masked(stem[:room])[:room].rstrip(" .")


def _is_reserved(stem: str) -> bool:
    """Windows looks at what stands before the first full stop: ``CON.2025.pdf`` is a device too."""
    return stem.partition(".")[0].rstrip().lower() in _RESERVED
