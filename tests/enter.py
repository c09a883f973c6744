"""What the Enter key does in the forms of a page: it presses the first submit button of a form.

So that button must be the harmless main one, or an unseen one that only shows the form again. The
rule knows no form by name. A button is dangerous by the code it is made of: its name and value and
the address it posts to; a second button is told from the main one by its class.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = ("hidden-visually", "visually-hidden")
LESSER = {"quiet", "plain"}  # classes of buttons beside the main one
TYPED = ("hidden", "submit", "button", "reset", "image")  # inputs in which nobody presses Enter
# Stems of what cannot be taken back by pressing another button.
DANGER = re.compile(
    r"remov|delet|discard|eras|withdraw|approv|reject|publish|revok|deactivat|unwrap|take_out"
)
ANSWER = re.compile(r"-none$")  # a record that says "there are none" replaces what was typed


@dataclass
class Form:
    """A form: whether something can be typed in it, and its submit buttons in their order."""

    attributes: dict
    fields: int = 0
    buttons: list = field(default_factory=list)

    def fault(self):
        """What is wrong with its first button; empty where nothing is."""
        if not self.fields or not self.buttons:
            return ""
        first = self.buttons[0]
        classes = set((first.get("class") or "").split())
        if classes & set(UNSEEN):
            harmless = first.get("name") in (None, "look") and "formaction" not in first
            return "" if harmless else "its unseen button does something"
        if "formaction" in first:
            return "its first button goes elsewhere"
        said = " ".join(first.get(key) or "" for key in ("name", "value"))
        if DANGER.search(f"{said} {self.attributes.get('action') or ''}") or ANSWER.search(said):
            return "its first button cannot be taken back"
        if len(self.buttons) > 1 and classes & LESSER:
            return "its first button is not the main one"
        return ""


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.forms, self.loose, self.named, self.open = [], [], {}, None
        self.feed(text)
        self.close()
        self._add_loose()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.open = Form(attributes)
            self.forms.append(self.open)
            if attributes.get("id"):
                self.named[attributes["id"]] = self.open
        elif tag in ("input", "select", "textarea", "button"):
            self.loose.append((tag, attributes, self.open))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None

    def _add_loose(self):
        """An element belongs to the form it names, wherever it stands; else to the one around."""
        for tag, attributes, around in self.loose:
            form = self.named.get(attributes["form"]) if "form" in attributes else around
            if form is None:
                continue
            kind = attributes.get("type") or ("submit" if tag == "button" else "text")
            if tag in ("input", "button") and kind in ("submit", "image"):
                form.buttons.append(attributes)
            elif tag != "button" and kind not in TYPED:
                form.fields += 1


def forms_of(text):
    """The forms of a page."""
    return _Page(text).forms


def enter_faults(text):
    """What Enter would do wrong on a page: the form's address and why."""
    told = ((form.attributes.get("action", ""), form.fault()) for form in forms_of(text))
    return [(action, fault) for action, fault in told if fault]
