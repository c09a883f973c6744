"""English that is still to be written: it keeps nothing from being written on and previewed."""

from __future__ import annotations

from policies.rules import grammar
from policies.rules.authoring.finding import ERROR, Finding
from policies.rules.authoring.places import resolved, shape_below
from policies.rules.authoring.writing import document_text
from policies.rules.documents import Document, build_document
from policies.rules.library import Library
from policies.rules.reading import Plain, path_text, read_document_text
from policies.rules.shapes import Fields, Shape

_ZH, _EN = "zh-hans", "en"
Steps = tuple[str | int, ...]


def with_stand_ins(plain: Plain) -> tuple[Plain, tuple[Steps, ...]]:
    """A document in which the Chinese stands where the English is missing; and these places."""
    missing: list[Steps] = []
    return _filled(grammar.DOCUMENT, plain, (), missing), tuple(missing)


def read_draft(text: str, *, library: Library) -> Document:
    """Read what may still lack English.

    Raises:
        RuleError: something else is wrong with it.
    """
    plain, missing = with_stand_ins(read_document_text(text))
    return build_document(plain, document_text(plain) if missing else text, library=library)


def to_translate(missing: tuple[Steps, ...]) -> list[Finding]:
    """What keeps a document from being published until somebody has written it in English."""
    return [Finding(path_text(steps), "to_translate", ERROR) for steps in missing]


def _filled(shape: Shape | None, here: Plain, steps: Steps, missing: list[Steps]) -> Plain:
    shape = resolved(shape, here)
    if isinstance(here, list):
        return [
            _filled(shape_below(shape, here, index), part, (*steps, index), missing)
            for index, part in enumerate(here)
        ]
    if not isinstance(here, dict):
        return here
    made = {
        key: _filled(shape_below(shape, here, key), part, (*steps, key), missing)
        for key, part in here.items()
    }
    if isinstance(shape, Fields) and _EN in shape.required and _lacks(here):
        missing.append(steps)
        made[_EN] = here[_ZH]
    return made


def _lacks(words: dict[str, Plain]) -> bool:
    chinese, english = words.get(_ZH), words.get(_EN, "")
    written = isinstance(chinese, str) and bool(chinese.strip())
    return written and isinstance(english, str) and not english.strip()
