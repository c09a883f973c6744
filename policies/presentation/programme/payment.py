"""Who decides on money and how long it takes, where a programme gives some.

The words are those of the usual line of such offices: no text of Yueqing was found, so a page
marks them as still to be confirmed. Where the edition has a step of payment with its days, those
are said instead.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.rules.documents import Document

PAID = frozenset({"cash", "interest"})


def payment_lines(document: Document) -> list[str]:
    """What one can expect after the decision; nothing where no money is given."""
    modes = {award.mode for award in document.awards if award.kind in PAID}
    if not modes:
        return []
    lines = [
        _("Usually a meeting of the department decides, and the city executive on larger sums."),
        _time(document),
    ]
    if "fixed" in modes:
        lines.append(_("A set amount may come by itself: you are only asked for the account."))
    return lines


def _time(document: Document) -> str:
    days = [
        raw["working_days"]
        for raw in document.process
        if raw.get("stage") == "payment" and raw.get("working_days")
    ]
    if not days:
        return _("The money usually comes 15 to 30 working days after the decision.")
    text = ngettext(
        "The money comes within %(count)d working day of the decision.",
        "The money comes within %(count)d working days of the decision.",
        sum(days),
    )
    return text % {"count": sum(days)}
