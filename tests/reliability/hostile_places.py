"""More places where a person types: records, what-if, welcome, papers, opinions, the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from applicants.models import Application, Profile
from policies.models import CalendarYear, Edition, EditionChange
from policies.services.repeal import decline_change
from tests.applicants import factories
from tests.reliability import people
from tests.reliability.hostile_set import REFUSED, Entry

if TYPE_CHECKING:
    from tests.reliability.browser import Answer, Browser
    from tests.reliability.r17_hostile_set import Tally, Visitors

# A part of a record for each kind of field.
RECORDS = {
    "integer": ("enterprise.patents", "owner_rank"),
    "money": ("enterprise.funded_projects", "amount"),
    "date": ("founder.contest_awards", "got_on"),
    "text": ("founder.contest_awards", "name"),
}
FIGURES = {
    "integer": ("national-tech-sme", "enterprise.staff_total"),
    "money": ("national-tech-sme", "enterprise.revenue_last_year"),
    "decimal": ("enterprise-grade", "enterprise.energy_tce_last_year"),
    "percent": ("innovative-sme", "enterprise.main_business_share"),
}
# No need of a founder, but amounts of a firm.
LARGE = {"2147483648": 2_147_483_648, "3亿5": 350_000_000}
MOST_DAYS = 60  # of answering
TARGET = re.compile(r"Target ([0-9,]+):")
DAYS = "/admin/policies/edition/{}/days/"


def wanted(entry: Entry) -> Any:
    """What the answers of a profile have to have."""
    if entry.kind == "money" and entry.typed in LARGE:
        return LARGE[entry.typed]
    return entry.kept.isoformat() if isinstance(entry.kept, date) else entry.kept


# -- founders --------------------------------------------------------------------------------------


def send_record(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """One part of one entry of a list; a rank is at least 1."""
    name, part = RECORDS[entry.kind]
    visitors.profile.update(facts={}, provenance={})
    fields = {f"answer-0-{part}": entry.typed, "back": "answers"}
    answer = visitors.send(visitors.own, f"/questions/{name}/", fields)
    records = visitors.profile.get().facts.get(name) or [{}]
    want = REFUSED if part == "owner_rank" and entry.kept == 0 else wanted(entry)
    tally.look("records", entry.typed, answer, want=want, got=records[0].get(part, REFUSED))


def try_figure(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """A figure of a score, kept as an answer, and meant as it is typed."""
    slug, name = FIGURES[entry.kind]
    visitors.profile.update(facts={}, provenance={})
    path = f"/programmes/{slug}/score/"
    token = visitors.own.get(path).hidden["csrfmiddlewaretoken"]
    fields = {"csrfmiddlewaretoken": token, name: entry.typed, "meant": f"{name}={entry.typed}"}
    answer = visitors.own.post(path, fields)
    got = visitors.profile.get().facts.get(name, REFUSED)
    tally.look("what-if", entry.typed, answer, want=wanted(entry), got=got)


def try_target(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """A target is shown and never kept; left empty it is the usual one."""
    if not entry.typed.strip():
        return
    path = "/programmes/national-tech-sme/score/"
    token = visitors.own.get(path).hidden["csrfmiddlewaretoken"]
    fields = {"csrfmiddlewaretoken": token, "try": "1", "target": entry.typed}
    answer = visitors.own.post(path, fields)
    shown = TARGET.search(answer.text)
    got = int(shown[1].replace(",", "")) if shown else None
    got = REFUSED if "Could not be read" in answer.text or answer.status == 400 else got
    tally.look("target", entry.typed, answer, want=entry.kept, got=got)


def welcome(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """The name or the code of somebody new."""
    person = people.newcomer()
    column = "name" if entry.kind == "name" else "credit_code"
    usual = {"kind": "person", "name": "before", "credit_code": "", "language": "en"}
    fields = {**usual, "consent": "on", "of_age": "on", column: entry.typed}
    answer = visitors.send(visitors.stack.browser(person.cookies), "/welcome/", fields)
    made = Profile.objects.filter(owner=person.user).first()
    got = REFUSED if made is None else getattr(made, column)
    tally.look("welcome", entry.typed, answer, want=entry.kept, got=got)


def answer_request(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """What a founder writes to papers that are asked for."""
    row = _application("answer")
    founder = visitors.stack.browser(people.owner_of(row).cookies)
    page = f"/applications/{row.reference}/"
    fields = {**founder.get(page).hidden, "version": str(row.version), "answer": entry.typed}
    answer = founder.post(f"{page}supplement/", fields)
    supplement = Application.objects.get(pk=row.pk).supplement  # type: ignore[attr-defined]
    got = REFUSED if supplement.answered_at is None else supplement.answer
    tally.look("supplement", entry.typed, answer, want=entry.kept, got=got)


# -- staff -----------------------------------------------------------------------------------------


def ask_for_papers(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """What a reviewer writes is missing."""
    row = _application("review")
    fields = {"wanted": entry.typed, "working_days": "5"}
    answer = _act(visitors, visitors.reviewer, row, "supplement", fields)
    found = getattr(Application.objects.get(pk=row.pk), "supplement", None)
    got = REFUSED if found is None else found.wanted
    tally.look("papers asked for", entry.typed, answer, want=entry.kept, got=got)


def ask_within_days(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """How many working days there are to answer."""
    row = _application("review")
    fields = {"wanted": "x", "working_days": entry.typed}
    answer = _act(visitors, visitors.reviewer, row, "supplement", fields)
    found = getattr(Application.objects.get(pk=row.pk), "supplement", None)
    possible = entry.kept is not REFUSED and 1 <= entry.kept <= MOST_DAYS
    want, got = entry.kept if possible else REFUSED, REFUSED if found is None else found.due_days
    tally.look("days to answer", entry.typed, answer, want=want, got=got)


def review(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """An opinion."""
    row = _application("review")
    fields = {"opinion": entry.typed, "recommendation": "approve"}
    answer = _act(visitors, visitors.reviewer, row, "review", fields)
    found = row.reviews.first()
    got = REFUSED if found is None else found.opinion
    tally.look("opinion", entry.typed, answer, want=entry.kept, got=got)


def decide(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """The reason of a decision."""
    row = _application("decide")
    fields = {"reason": entry.typed, "decision": "approved"}
    answer = _act(visitors, visitors.decider, row, "determine", fields)
    found = getattr(Application.objects.get(pk=row.pk), "determination", None)
    got = REFUSED if found is None else found.reason
    tally.look("decision", entry.typed, answer, want=entry.kept, got=got)


def end_edition(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """Why an edition is to be repealed."""
    edition = Edition.objects.published().filter(programme__slug="room").latest("in_force_from")
    path = DAYS.format(edition.pk)
    fields = {"step": "ask", "kind": "repeal", "last": "", "reason": entry.typed}
    answer = visitors.send(visitors.desk, path, fields)
    asked = EditionChange.objects.filter(edition=edition, state=EditionChange.State.ASKED).first()
    if asked is not None:
        decline_change(change_id=asked.pk, comment="", by=asked.asked_by)
    got = REFUSED if asked is None else asked.reason
    tally.look("repeal", entry.typed, answer, want=entry.kept, got=got)


def send_source(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """Where a year of the calendar comes from."""
    fields = {"year": "2040", "source_zh": entry.typed, "source_en": "x", "url": ""}
    answer = visitors.send(visitors.desk, "/admin/policies/calendaryear/add/", fields)
    made = CalendarYear.objects.filter(pk=2040)
    got = next((year.source_zh for year in made), REFUSED)
    made.delete()
    tally.look("source", entry.typed, answer, want=entry.kept, got=got)


def _act(
    visitors: Visitors, who: Browser, row: Application, form: str, fields: dict[str, str]
) -> Answer:
    path = f"/admin/applicants/application/{row.pk}/change/"
    return visitors.send(who, path, {**fields, "form": form, "version": str(row.version)})


_waiting: dict[str, Application] = {}


def _application(state: str) -> Application:
    """One that nothing was done with in this state; the last one again, if it was refused."""
    today, row = timezone.localdate(), _waiting.get(state)
    if row is not None and Application.objects.get(pk=row.pk).version == row.version:
        return row
    made = factories.an_application(programme="aged", on=today, files={})
    if state == "answer":
        made = factories.asked(made, on=today)
    elif state == "decide":
        made = factories.reviewed(made, on=today)
    _waiting[state] = made
    return made


Send = Callable[["Visitors", Entry, "Tally"], None]
PLACES: dict[str, tuple[Send, ...]] = {
    "integer": (send_record, try_figure, try_target, ask_within_days),
    "money": (send_record, try_figure),
    "decimal": (try_figure,),
    "percent": (try_figure,),
    "date": (send_record,),
    "text": (
        *(send_record, answer_request, ask_for_papers, review, decide, end_edition),
        send_source,
    ),
    "name": (welcome,),
    "code": (welcome,),
}
