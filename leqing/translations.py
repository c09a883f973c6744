"""Turns the committed .po files into the .mo files that gettext reads.

In Python, because GNU gettext is a system package that a fresh machine does not have.
"""

import os
from pathlib import Path

import polib

LOCALES = Path(__file__).with_name("locale")


def compile_catalogues(folder: Path = LOCALES) -> list[Path]:
    """Write each .mo that is missing or older than its .po; the files written are returned.

    Fuzzy entries are left out, as msgfmt does.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(draft))
        draft.replace(target)  # in one step: several processes may do this at once
        written.append(target)
    return written
