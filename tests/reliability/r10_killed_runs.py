"""R10: workers are killed during matching, the broker emptied, the database restarted.

Rules are published anew all the while; the result is that of the rules and the facts, each of one
edition.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from celery import current_app
from django.contrib.auth.models import User
from django.db import connections
from django.db.utils import OperationalError
from django.utils import timezone
from pyroaring import BitMap64

from applicants.facts import facts_of
from applicants.matching.bitmaps import unpack
from applicants.matching.results import fits
from applicants.matching.runs import start_due
from applicants.models import EditionFit, FitChange, MatchRun, Profile
from applicants.services.profiles import state_fact
from policies.models import Edition
from policies.services import current_catalogue
from policies.services.editions import publish_edition, save_draft
from tests.applicants.catalogue import GRANT
from tests.reliability import plain
from tests.reliability.harness import Finding, Stack, wait_for

FOUNDERS, POLICIES, REPUBLISHED, ANSWERS = 5_000, 10, 20, 100
PART = 125  # profiles, so that a run has forty parts and a fault strikes in the middle of it
FAULTS = ("kill", "flush", "kill", "restart", "kill")  # each in the middle of a run
REST = 150  # seconds until everything must be decided after the last fault
FIRST = date(2020, 1, 1)


def run(stack: Stack) -> Finding:
    """Kill the plain variant, then ours."""
    _make_founders()
    for number in range(POLICIES):
        _publish(number, 0)
    wrong_plainly = _control(stack)
    struck = _ours(stack)
    results, wrong = _compared()
    mixed = _mixed()
    ended = MatchRun.objects.exclude(state=MatchRun.State.RUNNING)
    return Finding(
        claims={
            "one result for each pair": results == Profile.objects.count() * _in_force(),
            "as the rules say": wrong == 0,
            "one edition of a policy in a run": mixed == 0,
            "all at an end": ended.count() == MatchRun.objects.count(),
            "each gain told": not ended.filter(state="done", told_at=None).exists(),
            "history adds up": _history_adds_up(),
            "every fault struck a run": struck == len(FAULTS),
            "control": wrong_plainly > 0,
        },
        figures={
            "results": results,
            "mixed": mixed,
            "differences": wrong,
            "kills": FAULTS.count("kill"),
            "struck": struck,
            "republished": REPUBLISHED,
            "runs": ended.count(),
            "overtaken": ended.filter(state=MatchRun.State.SUPERSEDED).count(),
            "control": f"differences:{wrong_plainly}",
        },
    )


# --- ours -----------------------------------------------------------------------------------------


def _ours(stack: Stack) -> int:
    """Match everybody under every fault; how many of them struck while a run was under way."""
    env = {"MATCHING_PART": str(PART)}
    worker = stack.child("worker", "--concurrency", "2", **env)
    stack.child("beat")
    republish = _Republishing()
    struck = 0
    for fault in FAULTS:
        republish(REPUBLISHED // len(FAULTS))
        current = _wait_until_under_way()
        if fault == "flush":
            stack.flush_broker()
        elif fault == "restart":
            _restart_database(stack)
        else:
            stack.kill(worker)
        struck += _is_running(current)
        if fault == "kill":
            worker = stack.child("worker", "--concurrency", "2", **env)
    wait_for(_is_at_rest, REST, what="rest", pace=0.5)
    _answer_late()
    wait_for(_is_at_rest, REST, what="rest after more answers", pace=0.5)
    stack.end(worker)
    return struck


class _Republishing:
    """Publishes the next edition of one policy after the other, and lets founders answer."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, times: int) -> None:
        for _ in range(times):
            self._count += 1
            _publish(self._count % POLICIES, 1 + self._count // POLICIES)
        _answer(self._count, ANSWERS // len(FAULTS))


def _wait_until_under_way() -> int:
    """Wait until a run has some parts behind it and more before it; its number."""
    found: list[int] = []

    def under_way() -> bool:
        runs = MatchRun.objects.running().filter(decided__gte=2)
        found[:] = [run.pk for run in runs if run.decided < run.chunks - 4][:1]
        return bool(found)

    wait_for(under_way, 90, what="a run under way", pace=0.01)
    return found[0]


def _is_running(run: int) -> bool:
    return MatchRun.objects.running().filter(pk=run).exists()


def _is_at_rest() -> bool:
    """Whether nothing is under way and nothing is due; what is due begins here as well."""
    try:
        current = not MatchRun.objects.running().exists()
        return current and start_due(on=timezone.localdate()) is None
    except OperationalError:
        connections.close_all()
        return False


def _restart_database(stack: Stack) -> None:
    connections.close_all()
    stack.restart_database()
    wait_for(_answers, what="the database's return")


def _answers() -> bool:
    try:
        return MatchRun.objects.exists()
    except OperationalError:
        connections.close_all()
        return False


# --- what is there --------------------------------------------------------------------------------


def _make_founders() -> None:
    owner = User.objects.create(username="everybody", is_active=False)
    for first in range(0, FOUNDERS, 1_000):
        Profile.objects.bulk_create(
            Profile(
                owner=owner,
                kind="enterprise",
                name=f"示例企业 {number}",
                facts={} if number % 7 == 0 else {"enterprise.staff": number % 23},
            )
            for number in range(first, first + 1_000)
        )


def _publish(policy: int, times: int) -> Edition:
    """Another edition of a policy, with another threshold, in force since long."""
    text = GRANT.replace("programme: grant", f"programme: policy-{policy}")
    text = text.replace('edition: "2026"', f'edition: "{times}"')
    text = text.replace("at_least: 3", f"at_least: {1 + (policy + 5 * times) % 20}")
    text = text.replace("from: 2026-01-01", f"from: {FIRST + timedelta(days=times)}")
    return publish_edition(edition_id=save_draft(document=text).pk)


def _answer(seed: int, count: int) -> None:
    """Founders change an answer, as the pages let them."""
    ids = list(Profile.objects.order_by("pk").values_list("pk", flat=True))
    for number in range(count):
        pk = ids[(seed * 7919 + number * 101) % len(ids)]
        owner = Profile.objects.values_list("owner", flat=True).get(pk=pk)
        state_fact(profile_id=pk, name="enterprise.staff", value=(seed + number) % 23, by=owner)


def _answer_late() -> None:
    """Some answers after everything is decided, which no run has seen."""
    _answer(99, 10)


# --- what must hold -------------------------------------------------------------------------------


def _in_force() -> int:
    return Edition.objects.in_force(timezone.localdate()).count()


def _compared() -> tuple[int, int]:
    """How many pairs have one result, and in how many it is not what the rules say now."""
    on, catalogue = timezone.localdate(), current_catalogue()
    editions = {each.programme.slug: each for each in _editions(on)}
    stored = {slug: fits(edition) for slug, edition in editions.items()}
    decided = set(EditionFit.objects.filter(on=on).values_list("pk", flat=True))
    results = wrong = 0
    for profile in Profile.objects.only("facts"):
        facts = facts_of(profile, catalogue.vocabulary)
        verdicts = catalogue.rulebook.verdicts(facts, on=on)
        for slug, fit in stored.items():
            both = profile.pk in fit.eligible and profile.pk in fit.undetermined
            results += editions[slug].pk in decided and not both
            wrong += verdicts[slug] != _word(fit, profile.pk)
    return results, wrong


def _editions(on: date) -> list[Edition]:
    return list(Edition.objects.in_force(on).select_related("programme"))


def _word(fit: Any, pk: int) -> str:
    if pk in fit.eligible:
        return "eligible"
    return "undetermined" if pk in fit.undetermined else "ineligible"


def _mixed() -> int:
    """How many runs had two editions of one policy."""
    count = 0
    for run in MatchRun.objects.all():
        ids = [int(pk) for pk in run.editions]
        programmes = Edition.objects.filter(pk__in=ids).values_list("programme", flat=True)
        count += len(set(programmes)) != len(ids)
    return count


def _history_adds_up() -> bool:
    """Whether gains and losses from the first day on give what is stored."""
    for fit in EditionFit.objects.all():
        eligible, undetermined = BitMap64(), BitMap64()
        for change in FitChange.objects.filter(edition=fit.pk).order_by("pk"):
            eligible = (eligible | unpack(change.gained)) - unpack(change.lost)
            undetermined = undetermined | unpack(change.undetermined_gained)
            undetermined -= unpack(change.undetermined_lost)
        if (eligible, undetermined) != (unpack(fit.eligible), unpack(fit.undetermined)):
            return False
    return True


# --- the control ----------------------------------------------------------------------------------


def _control(stack: Stack) -> int:
    """One task that does it all, and writes as it goes; in how many pairs it ends wrong."""
    include = ["--include", plain.__name__, "--queues", plain.QUEUE]
    arguments = ("--concurrency", "1", *include)
    worker = stack.child("worker", *arguments, name="plain-worker")
    current_app.send_task(f"{plain.__name__}.match_in_one_go", [PART], queue=plain.QUEUE)
    fits_written = EditionFit.objects.filter(eligible_count__gt=0)
    wait_for(lambda: fits_written.count() >= POLICIES, what="the first part", pace=0.01)
    _publish(0, 1)
    stack.kill(worker)
    worker = stack.child("worker", *arguments, name="plain-worker")
    wait_for(lambda: current_app.control.ping(timeout=1), what="the plain worker's return")
    _results, wrong = _compared()
    stack.end(worker)
    EditionFit.objects.all().delete()
    MatchRun.objects.all().delete()
    return wrong
