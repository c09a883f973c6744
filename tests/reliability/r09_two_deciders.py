"""R09: two deciders decide at once and differently; the first wins, the second keeps the words."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from applicants.models import Application, Determination, Notification
from tests.reliability import people, plain
from tests.reliability.browser import Answer
from tests.reliability.harness import Finding, Stack, wait_for
from tests.reliability.people import Person

APPLICATIONS, APPLICATIONS_OF_CONTROL = 100, 20
DECISIONS = ("approved", "rejected")
PAIRS = 2  # of deciders, each pair with a file of its own at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What one decider sent, and what came back."""

    application: int
    user: int
    decision: str
    reason: str
    answer: Answer

    @property
    def told_decided(self) -> bool:
        """Whether this decider was told that the decision stands."""
        return self.answer.status == 302

    @property
    def told_conflict(self) -> bool:
        """Whether this decider saw that another was first, and still has the words."""
        return self.answer.status == 409 and self.reason in self.answer.text


def run(stack: Stack) -> Finding:
    """Decide in the plain variant, then in ours."""
    applications = people.proposed(APPLICATIONS)
    deciders = people.deciders(2 * PAIRS)
    overwritten = _overwritten_in_control(stack, deciders, applications)
    stack.web()
    stack.child("worker")
    stack.child("beat")
    tries = _decide_all(stack, deciders, applications)
    mails = _mails(stack)
    standing = {
        (row.application_id, row.author_id, row.decision, row.reason)
        for row in Determination.objects.all()
    }
    told = {(t.application, t.user, t.decision, t.reason) for t in tries if t.told_decided}
    conflicts = sum(each.told_conflict for each in tries)
    statuses = Application.objects.filter(pk__in=applications, status__in=DECISIONS)
    return Finding(
        claims={
            "one decision each": len(standing) == statuses.count() == APPLICATIONS,
            "who was told is right": told == standing,
            "words kept": conflicts == APPLICATIONS,
            "applicants told": mails == APPLICATIONS,
            "control": overwritten > 0,
        },
        figures={
            "decisions": len(standing),
            "conflicts": conflicts,
            "mails": mails,
            "errors": sum(each.answer.status not in (302, 409) for each in tries),
            "control": f"overwritten:{overwritten}/{APPLICATIONS_OF_CONTROL}",
        },
    )


def _overwritten_in_control(
    stack: Stack, deciders: Sequence[Person], applications: Sequence[int]
) -> int:
    """How many files have two deciders who were both told that their decision stands."""
    address = stack.copy_of_database()
    web = stack.web(*plain.GUNICORN, name="plain-web", PLAIN="R09", DATABASE_URL=address)
    tries = _decide_all(stack, deciders, applications[:APPLICATIONS_OF_CONTROL])
    stack.end(web)
    told = [each.application for each in tries if each.told_decided]
    return len(told) - len(set(told))


def _decide_all(stack: Stack, deciders: Sequence[Person], applications: Sequence[int]) -> list[Try]:
    shares = [(deciders[2 * p : 2 * p + 2], applications[p::PAIRS]) for p in range(PAIRS)]
    with ThreadPoolExecutor(PAIRS) as pool:
        found = pool.map(lambda share: _decide_share(stack, *share), shares)
        return [each for tries in found for each in tries]


def _decide_share(stack: Stack, pair: Sequence[Person], applications: Sequence[int]) -> list[Try]:
    """The files of one pair, both on the same file at once, with the decisions changing hands."""
    together = Barrier(2)

    def decide(side: int) -> list[Try]:
        person, found = pair[side], []
        browser = stack.browser(person.cookies)
        for place, application in enumerate(applications):
            path = f"/admin/applicants/application/{application}/change/"
            decision = DECISIONS[(side + place) % 2]
            reason = f"理由 {application} of {person.email}: {decision}"
            fields = {**browser.get(path).hidden, "form": "determine", "reason": reason}
            together.wait()
            answer = browser.post(path, {**fields, "decision": decision})
            found.append(
                Try(
                    application=application,
                    user=person.user,
                    decision=decision,
                    reason=reason,
                    answer=answer,
                )
            )
            together.wait()  # the next page is loaded when both have an answer
        return found

    with ThreadPoolExecutor(2) as sides:
        return [each for tries in sides.map(decide, (0, 1)) for each in tries]


def _mails(stack: Stack) -> int:
    """How many applicants got the one mail about the decision."""
    rows = Notification.objects.filter(kind=Notification.Kind.DETERMINED)
    promised = list(rows.values_list("message_id", flat=True))

    def arrived() -> list[str]:
        return [each.message_id for each in stack.accepted() if each.message_id in promised]

    wait_for(lambda: len(arrived()) >= len(promised), what="the mails about decisions")
    return len(promised) if sorted(arrived()) == sorted(promised) else -1
