"""How long what is kept: the one table that the job, the pages and the privacy notice read.

A period in days is a number here and nowhere else: the job counts with it, the words are made of
it. What the law keeps stays when its owner has the account erased, without name, number or
contact; everything else goes at once with the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Words = Any  # a text that is translated when it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One class of what is kept.

    Attributes:
        key: by which the job and the pages name it.
        what: what it is.
        why: what it is kept for.
        days: after which it goes; absent where it is bound to something else, see ``until``.
        until: from when the days count, or what ends it.
        law: whether it outlives the account because the law wants a record.
    """

    key: str
    what: Words
    why: Words
    until: Words
    days: int | None = None
    law: bool = False

    @property
    def period(self) -> str:
        """How long, in words."""
        if self.days is None:
            return str(self.until)
        text = ngettext("%(n)d day %(until)s", "%(n)d days %(until)s", self.days)
        return text % {"n": self.days, "until": self.until}

    @property
    def span(self) -> timedelta:
        """The same to count with.

        Raises:
            ValueError: it has no number of days.
        """
        if self.days is None:
            raise ValueError(f"{self.key} has no period in days.")
        return timedelta(days=self.days)


RETENTION: list[Kept] = [
    Kept(
        key="visits",
        what=_("Answers of visitors without an account, in their session"),
        days=7,
        until=_("after the last visit"),
        why=_("So that one can go on where one stopped."),
    ),
    Kept(
        key="unfinished",
        what=_("Addresses whose code was never entered"),
        days=1,
        until=_("after the code was asked for"),
        why=_("So that the code can be entered."),
    ),
    Kept(
        key="account",
        what=_("Account, e-mail address, name, credit code, language"),
        until=_("until the account is erased"),
        why=_("To sign in, to be told, and to apply."),
    ),
    Kept(
        key="facts",
        what=_("Answers, with where each comes from and what it was before"),
        until=_("until the answer is deleted: its history goes with it at once"),
        why=_("To check the programmes. What was corrected stays as long as the answer does."),
    ),
    Kept(
        key="unneeded",
        what=_("Sensitive answers that none of the programmes asks for that you allowed them for"),
        days=1,
        until=_("after the last programme that asks for them ends"),
        why=_("Nothing sensitive is kept without a use."),
    ),
    Kept(
        key="paused",
        what=_("Answers after the consent to keep them was taken back"),
        days=30,
        until=_("after it was taken back"),
        why=_(
            "So that a copy can be taken, or the decision changed. Nothing is checked meanwhile."
        ),
    ),
    Kept(
        key="copy",
        what=_("The copy of all answers on the machines that check everybody"),
        days=1,
        until=_("after it was made, and at once when anybody deletes an answer"),
        why=_("To check everybody in one go."),
    ),
    Kept(
        key="first_days",
        what=_("The day on which a programme will fit"),
        days=30,
        until=_("after that day"),
        why=_("To be told of it."),
    ),
    Kept(
        key="feeds",
        what=_("The secret address of a calendar"),
        days=730,
        until=_("after it was made, or until it is taken back"),
        why=_("So that the calendar shows your days."),
    ),
    Kept(
        key="codes",
        what=_("The text of mails with a code to sign in"),
        until=_("until the mail is sent, or of no use any more"),
        why=_("To send it."),
    ),
    Kept(
        key="account_mails",
        what=_("That a code was sent, and to which address"),
        days=30,
        until=_("after it was sent"),
        why=_("To see what went wrong when a code does not come."),
    ),
    Kept(
        key="reminders",
        what=_("Text and address of reminders"),
        days=90,
        until=_("after they were sent; that something was told is kept with the account"),
        why=_("To see what was told, and to tell nothing twice."),
    ),
    Kept(
        key="notices",
        what=_("Text and address of notices about an application"),
        until=_("as long as the name and the papers of the application"),
        why=_("They have legal effect: when what was told can be shown."),
    ),
    Kept(
        key="drafts",
        what=_("Drafts of applications with their papers"),
        days=90,
        until=_("after the last change; a mail comes a week before"),
        why=_("So that one can hand in later."),
    ),
    Kept(
        key="typed",
        what=_("What was typed into a form and not sent, encrypted"),
        days=30,
        until=_("after the last word, or until it is sent or thrown away"),
        why=_("So that nothing typed is lost."),
    ),
    Kept(
        key="ended",
        what=_("Name, credit code and papers of withdrawn and lapsed applications"),
        days=365,
        until=_("after their end"),
        why=_("For questions afterwards."),
    ),
    Kept(
        key="decided",
        what=_("Name, credit code and papers of decided applications"),
        days=3650,
        until=_("after the decision"),
        why=_("Audit of public money. The departments confirm the period."),
    ),
    Kept(
        key="record",
        what=_(
            "The record of what was handed in: receipt number, the answers the decision rests on, "
            "steps, opinions, decision, and the digests of the papers"
        ),
        until=_("for good, without name, credit code, contact and papers"),
        why=_("So that a decision can be explained and worked out again."),
        law=True,
    ),
    Kept(
        key="exports",
        what=_("A copy of one's own data, made to be downloaded"),
        days=1,
        until=_("after it was made"),
        why=_("To be downloaded."),
    ),
    Kept(
        key="audit",
        what=_("Who signed in, read, changed and erased what, and when"),
        days=183,
        until=_("after it happened, at least"),
        why=_("The law wants six months of it. It names accounts by number."),
        law=True,
    ),
    Kept(
        key="logs",
        what=_("Lines of the servers: which page, when, from which address of the network"),
        days=183,
        until=_("after they were written"),
        why=_("The law wants six months of it. No answers, search words or keys are in them."),
        law=True,
    ),
    Kept(
        key="backups",
        what=_("Copies of the database and the papers against loss"),
        days=35,
        until=_("after they were made; what is erased here is gone there by then"),
        why=_("So that nothing is lost with a machine. Who restores one erases again."),
        law=True,
    ),
]


def kept(key: str) -> Kept:
    """One line of the table.

    Raises:
        KeyError: there is no such line.
    """
    for line in RETENTION:
        if line.key == key:
            return line
    raise KeyError(key)
