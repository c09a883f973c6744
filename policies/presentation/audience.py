"""Who one is: asked first, so that nobody is asked what concerns others.

It is no fact of any rule, but asked, kept and shown like one. What it says of whom a programme is
for leaves out questions; what it settles besides is kept as an ordinary answer, to be seen and
changed like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from policies.presentation.words import language, listed
from policies.rules.documents import Document
from policies.rules.facts import Facts, FactType, Value

AUDIENCE = "audience"
STARTING, RUNNING, EXPERT, STUDENT = "starting", "running", "expert", "student"
LEGAL_FORM, NO_FIRM = "enterprise.legal_form", "none"
# Whom the programmes of each are for; who runs a firm is a person as well.
CONCERNED = {
    STARTING: frozenset({"person", "team"}),
    RUNNING: frozenset({"person", "team", "enterprise"}),
    EXPERT: frozenset({"expert"}),
    STUDENT: frozenset({"person", "team"}),
}


def audience_fact() -> FactType:
    """The question, in the language of the reader."""
    choices = {
        STARTING: _("About to start, no company yet"),
        RUNNING: _("Running a company or licensed business"),
        EXPERT: _("Expert or scholar at a university or institute"),
        STUDENT: _("Student or recent graduate"),
    }
    here = language()
    return FactType(
        name=AUDIENCE,
        type="choices",
        label={here: _("Who I am")},
        question={here: _("Which of these describe you?")},
        help={here: _("Choose all that fit. You are then asked only what concerns you.")},
        choices={slug: {here: words} for slug, words in choices.items()},
        topic="person",
    )


def audiences(facts: Mapping[str, Value]) -> frozenset[str] | None:
    """For whom programmes must be to concern this visitor; ``None`` for everybody."""
    chosen = facts.get(AUDIENCE)
    if not isinstance(chosen, frozenset):
        return None
    return frozenset().union(*(CONCERNED.get(each, frozenset()) for each in chosen)) or None


def settled_by(chosen: Value, facts: Facts) -> dict[str, Value | None]:
    """Answers that follow from who one is; ``None`` for one that no longer holds.

    Only what the visitor did not say otherwise: no company yet means no legal form, and a company
    means that an answer of no legal form is out of date.
    """
    who = chosen if isinstance(chosen, frozenset) else frozenset()
    known = facts.get(LEGAL_FORM)
    if STARTING in who and RUNNING not in who and known is None:
        return {LEGAL_FORM: NO_FIRM}
    if RUNNING in who and known == NO_FIRM:
        return {LEGAL_FORM: None}
    return {}


def concerns(document: Document, chosen: frozenset[str] | None) -> bool:
    """Whether a programme is for one of those chosen."""
    return chosen is None or bool(chosen & {*document.audience})


def audience_words(document: Document) -> str:
    """Whom a programme is for."""
    return audience_names(document.audience)


def audience_names(audience: Iterable[str]) -> str:
    """Some audiences in words."""
    names = {
        "person": _("persons"),
        "team": _("teams"),
        "enterprise": _("companies"),
        "expert": _("experts"),
    }
    return listed([names[each] for each in audience])


def out_of_reach(document: Document, facts: Facts) -> str:
    """Why a programme does not concern this visitor."""
    chosen = facts.get(AUDIENCE)
    if isinstance(chosen, frozenset) and STARTING in chosen and "enterprise" in document.audience:
        return _("For companies: look again once you have registered one")
    return _("For %(whom)s") % {"whom": audience_words(document)}
