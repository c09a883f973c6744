"""Writing what was typed into the forms of a page, as their person left them.

On the side of the server, so that it works without any script, and on the finished page, so that no
form has to know of it: what is sent by a form can be written into it again by the same names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

Fields = Mapping[str, Sequence[str]]
Attributes = list[tuple[str, str | None]]
PLACE = "data-unsent"  # an element of a form that takes the note on what came back
# hidden fields that are another each time a page is made
CHANGING = frozenset({"csrfmiddlewaretoken", "version", "now", "base", "sheet", "key", "next"})
_UNTOUCHED = frozenset({"hidden", "submit", "button", "image", "reset", "file", "password"})
_CHOSEN = frozenset({"checkbox", "radio"})


@dataclass(slots=True)
class Piece:
    """A piece of a page: a tag with its attributes, or anything else as it stands."""

    raw: str
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    ends: bool = False


@dataclass(slots=True)
class Form:
    """A form of a page."""

    start: int
    end: int
    action: str
    hidden: dict[str, str]
    can_be_changed: bool = False


@dataclass(slots=True)
class Filled:
    """What came of writing into a form: whether anything on the page is another now."""

    changed: bool = False


class _Pieces(HTMLParser):
    """Takes a page apart so that it can be put together again to the letter."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        raw = self.get_starttag_text() or ""
        self.found.append(Piece(raw, tag, {name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.found.append(Piece(f"</{tag}>", tag, ends=True))

    def handle_data(self, data: str) -> None:
        self.found.append(Piece(data))

    def handle_entityref(self, name: str) -> None:
        self.found.append(Piece(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.found.append(Piece(f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        self.found.append(Piece(f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self.found.append(Piece(f"<!{decl}>"))


class Page:
    """A page whose forms can be written into."""

    def __init__(self, text: str, *, path: str) -> None:
        parser = _Pieces()
        parser.feed(text)
        parser.close()
        self._pieces = parser.found
        self.forms = list(self._forms(path))

    def text(self) -> str:
        """The page as it is now."""
        return "".join(piece.raw for piece in self._pieces)

    def fill(self, form: Form, fields: Fields) -> bool:
        """Write fields into a form; whether anything is another now."""
        filled, left = Filled(), {name: list(texts) for name, texts in fields.items()}
        index = form.start + 1
        while index < form.end:
            piece = self._pieces[index]
            name = piece.attributes.get("name", "")
            is_box = piece.attributes.get("type", "") in _CHOSEN  # unticked it sends nothing
            if name and not piece.ends and (is_box or name in fields):
                index = self._write(index, form.end, piece, left, filled)
            index += 1
        return filled.changed

    def note(self, form: Form, words: str) -> None:
        """Put a note into the place that a form has for it, or to its top."""
        inside = self._pieces[form.start : form.end]
        place = next((piece for piece in inside if PLACE in piece.attributes), inside[0])
        place.raw += words
        self._unfold(form)

    def say(self, words: str) -> None:
        """Put something at the top of what the page is about."""
        for piece in self._pieces:
            is_main = piece.tag == "main" or piece.attributes.get("id") == "content"
            if is_main and not piece.ends:
                piece.raw += words
                return

    def _unfold(self, form: Form) -> None:
        """Open what a form is folded away in: what came back is to be seen."""
        closed = 0
        for piece in reversed(self._pieces[: form.start]):
            if piece.tag != "details":
                continue
            if piece.ends:
                closed += 1
            elif closed:
                closed -= 1
            elif "open" not in piece.attributes:
                piece.attributes["open"] = ""
                piece.raw = _tag(piece) + piece.raw.partition(">")[2]

    # --- taking apart -----------------------------------------------------------------------------

    def _forms(self, path: str) -> list[Form]:
        found: list[Form] = []
        for index, piece in enumerate(self._pieces):
            if piece.tag != "form":
                continue
            if piece.ends:
                if found and found[-1].end < 0:
                    found[-1].end = index
            elif piece.attributes.get("method", "").lower() == "post":
                action = piece.attributes.get("action", "").partition("?")[0] or path
                found.append(Form(index, -1, action, {}))
        closed = [form for form in found if form.end >= 0]
        for form in closed:
            self._look_at(form)
        return closed

    def _look_at(self, form: Form) -> None:
        off = False
        for piece in self._pieces[form.start : form.end]:
            attributes = piece.attributes
            if piece.tag == "fieldset" and "disabled" in attributes:
                off = True
            if piece.tag == "input" and attributes.get("type") == "hidden":
                form.hidden[attributes.get("name", "")] = attributes.get("value", "")
            elif piece.tag in ("input", "select", "textarea") and not piece.ends:
                still = "readonly" in attributes or "disabled" in attributes
                form.can_be_changed |= not off and not still

    # --- writing ----------------------------------------------------------------------------------

    def _write(
        self, index: int, end: int, piece: Piece, left: dict[str, list[str]], filled: Filled
    ) -> int:
        """Write one field; gives where it ends."""
        texts = left.setdefault(piece.attributes["name"], [])
        if piece.tag == "select":
            return self._choose(index, end, texts, filled)
        if piece.tag == "textarea":
            return self._write_area(index, end, texts, filled)
        if piece.tag == "input":
            self._write_input(piece, texts, filled)
        return index

    def _write_input(self, piece: Piece, left: list[str], filled: Filled) -> None:
        kind = piece.attributes.get("type", "text").lower()
        if kind in _CHOSEN:
            self._mark(piece, "checked", piece.attributes.get("value", "on") in left, filled)
        elif kind not in _UNTOUCHED and left:
            typed = left.pop(0)
            if typed != piece.attributes.get("value", ""):
                piece.attributes["value"] = typed
                piece.raw, filled.changed = _tag(piece), True

    def _write_area(self, index: int, end: int, left: list[str], filled: Filled) -> int:
        last = index + 1
        while last < end and self._pieces[last].tag != "textarea":
            last += 1
        if not left:
            return last
        typed = left.pop(0).replace("\r\n", "\n")
        inner = self._pieces[index + 1 : last]
        before = "".join(piece.raw for piece in inner).replace("\r\n", "\n").removeprefix("\n")
        if unescape(before) != typed:
            for piece in inner:
                piece.raw = ""
            self._pieces[index].raw += "\n" + escape(typed)
            filled.changed = True
        return last

    def _choose(self, index: int, end: int, chosen: Sequence[str], filled: Filled) -> int:
        several, last = "multiple" in self._pieces[index].attributes, index + 1
        while last < end and self._pieces[last].tag != "select":
            last += 1
        options = [p for p in self._pieces[index:last] if p.tag == "option" and not p.ends]
        now = [p for p in options if "selected" in p.attributes] or options[: not several]
        wanted = [p for p in options if p.attributes.get("value") in chosen]
        if now != wanted and (wanted or several):
            for option in options:
                self._mark(option, "selected", option in wanted, filled)
        return last

    def _mark(self, piece: Piece, mark: str, wanted: bool, filled: Filled) -> None:
        if (mark in piece.attributes) == wanted:
            return
        if wanted:
            piece.attributes[mark] = ""
        else:
            del piece.attributes[mark]
        piece.raw, filled.changed = _tag(piece), True


def matching(page: Page, path: str, fields: Fields, *, only: bool = False) -> Form | None:
    """The form of a page that what was typed was meant for.

    Args:
        only: the address has one form alone, whatever its hidden fields say.
    """
    for form in page.forms:
        if form.action == path and form.can_be_changed and (only or _is_meant(form, fields)):
            return form
    return None


def _is_meant(form: Form, fields: Fields) -> bool:
    fixed = {name: value for name, value in form.hidden.items() if name not in CHANGING}
    return all(value in fields.get(name, []) for name, value in fixed.items())


def _tag(piece: Piece) -> str:
    pairs = (
        f'{name}="{escape(value)}"' if value else name for name, value in piece.attributes.items()
    )
    return f"<{' '.join([piece.tag, *pairs])}>"
