"""R17: what is typed to break things is refused, or kept as what it says, at every place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from applicants.models import Application, Attachment, Notification, Profile
from policies.models import CalendarYear, Draft, Edition
from policies.services import load_catalogue
from policies.services.drafting import start_draft
from policies.services.files import SHIPPED, read_folder
from tests.applicants.uploads import samples
from tests.reliability import hostile_places, people
from tests.reliability.browser import Answer, Browser
from tests.reliability.harness import Finding, Stack
from tests.reliability.hostile_set import REFUSED, Entry, entries
from tests.reliability.r16_fuzz import DESK, LISTS, OWN

FACTS = {
    "integer": "founder.contract_months",
    "money": "founder.loan_need",
    "decimal": "founder.space_need_m2",
    "percent": "founder.equity_share",
    "date": "founder.graduated_on",
    "choice": "founder.origin",
    "text": "need.title",
}
FEWEST = 150
YEARS = (
    *("2040.5", "1e3", "NaN", "9" * 400, "1899", "2101", "-1", "2_040", "--5", "2 040", "½"),
    *("\u0662\u0660\u0664\u0660", "\u0968\u0966\u096a\u0966", "0x7f8", "+-2040"),
)
LINKS = ("javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "http://[::1", "//x")
DOCUMENTS = (
    *("\x00", "[" * 2_000, "{" * 2_000, "a: &a [*a]", "a: 1\na: 2", "!!python/object:os.system x"),
    *("&a [*a, *a]", "- " * 2_000, "<script>alert(1)</script>", "{{7*7}}", "x" * 300_000, "\x1b"),
)
FILES = {
    "page.pdf": b"<!doctype html><script>alert(1)</script>",
    "empty.pdf": b"",
    "head.pdf": b"%PDF-1.7\n",
    "archive.pdf": samples.archive("a.txt"),
    "paper.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "paper.html": b"<p>x",
    "locked.pdf": samples.pdf(password="secret"),
    "bomb.png": samples.png_bomb(),
}
# What is in a file counts, not its name.
GOOD_FILES = (
    "a.pdf",
    "paper",
    "paper.pdf.exe",
    "..%2Fa.pdf",
    "a\u202efdp.pdf",
    "乐清<b>.pdf",
    "=cmd.pdf",
    "é" * 60 + ".pdf",
)


@dataclass(slots=True)
class Tally:
    """What was asked, and what came of it."""

    requests: int = 0
    refused: int = 0
    kept: int = 0
    places: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def look(self, place: str, typed: str, answer: Answer, *, want: Any, got: Any) -> None:
        """Hold one answer, and what stands in the database, against what must be."""
        self.requests += 1
        self.places.add(place)
        if answer.status == 0 or answer.status >= 500:
            self.faults.append(f"{place} {typed[:60]!a} status {answer.status}")
        elif want != got:
            self.faults.append(f"{place} {typed[:60]!a} kept {got!a}"[:300])
        elif got is REFUSED:
            self.refused += 1
        else:
            self.kept += 1


class Visitors:
    """A founder, who reviews, who decides, an administrator and somebody without an account."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.founder, self.chief = people.founders(1)[0], people.administrators(1)[0]
        self.profile = Profile.objects.filter(pk=self.founder.profile)
        self.own = stack.browser(self.founder.cookies)
        self.desk = stack.browser(self.chief.cookies)
        self.nobody = stack.browser()
        self.reviewer = stack.browser(people.reviewer().cookies)
        self.decider = stack.browser(people.deciders(1)[0].cookies)

    def send(self, who: Browser, path: str, fields: dict[str, str]) -> Answer:
        """Send a form with the hidden fields that its page has."""
        token = who.get(path).hidden
        return who.post(path, {**token, **fields})


def run(stack: Stack) -> Finding:
    """Send the whole set, then look at every list."""
    load_catalogue(read_folder(SHIPPED))
    found = list(entries())
    stack.web()
    visitors, tally = Visitors(stack), Tally()
    for entry in found:
        further = hostile_places.PLACES.get(entry.kind, ())
        for send in (*PLACES.get(entry.kind, (_ask_fact,)), *further):
            send(visitors, entry, tally)
    _send_files(visitors, tally)
    _send_documents(visitors, tally)
    _send_years(visitors, tally)
    lists = _lists(visitors)
    (stack.logs / "faults.txt").write_text("\n".join([*tally.faults, *lists]), "utf-8")
    control = sum(_plainly_takes(entry) for entry in found)
    count = len(found) + len(FILES) + len(GOOD_FILES) + 1 + len(DOCUMENTS) + len(YEARS) + len(LINKS)
    return Finding(
        claims={
            "enough": count >= FEWEST,
            "as expected": not tally.faults,
            "lists afterwards": not lists,
            "control": control > 0,
        },
        figures={
            "entries": count,
            "requests": tally.requests,
            "places": len(tally.places),
            "refused": tally.refused,
            "kept": tally.kept,
            "errors": len(tally.faults) + len(lists),
            "control": f"accepted:{control}",
        },
    )


# -- fields ----------------------------------------------------------------------------------------


def _ask_fact(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """A question."""
    name = FACTS[entry.kind]
    visitors.profile.update(facts={}, provenance={})
    path = f"/questions/{name}/"
    answer = visitors.send(visitors.own, path, {"answer": entry.typed, "back": "answers"})
    got = visitors.profile.get().facts.get(name, REFUSED)
    want = entry.kept.isoformat() if isinstance(entry.kept, date) else entry.kept
    tally.look("question", entry.typed, answer, want=want, got=got)


def _send_details(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """The name or the code of an applicant."""
    visitors.profile.update(name="before", credit_code="")
    column = "name" if entry.kind == "name" else "credit_code"
    before = {"name": "before", "credit_code": ""}
    fields = {**before, "language": "en", column: entry.typed}
    answer = visitors.send(visitors.own, "/me/", fields)
    got = getattr(visitors.profile.get(), column)
    got = REFUSED if got == before[column] else got
    tally.look("me", entry.typed, answer, want=entry.kept, got=got)


def _ask_for_code(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """The door of founders, and that of staff; nobody gets a mail."""
    before = Notification.objects.count()
    answer = visitors.send(visitors.nobody, "/account/sign-in/", {"email": entry.typed})
    got = REFUSED if Notification.objects.count() == before else entry.typed
    tally.look("sign-in", entry.typed, answer, want=REFUSED, got=got)
    fields = {"login": entry.typed, "password": entry.typed}
    answer = visitors.send(visitors.nobody, "/account/staff/", fields)
    got = REFUSED if answer.status != 302 else answer.place
    tally.look("staff", entry.typed, answer, want=REFUSED, got=got)


def _ask_interface(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """The facts of an evaluation; it keeps nothing, it answers or refuses."""
    body = f'{{"facts": {entry.typed}}}'
    answer = visitors.nobody.post_json("/api/v1/evaluations", body)
    got = entry.typed if answer.status == 200 else REFUSED
    tally.look("interface", entry.typed, answer, want=entry.kept, got=got)


def _go_next(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """Where one goes after choosing the language."""
    fields = {"language": "en", "next": entry.typed}
    hidden = visitors.nobody.get("/account/sign-in/").hidden
    token = {"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"]}
    answer = visitors.nobody.post("/i18n/setlang/", {**token, **fields})
    got = entry.typed if answer.place == entry.typed else REFUSED
    if "evil" in answer.place or (answer.status == 302 and not answer.place.startswith("/")):
        got = answer.place
    tally.look("language", entry.typed, answer, want=entry.kept, got=got)


def _search(visitors: Visitors, entry: Entry, tally: Tally) -> None:
    """Search fields and filters of lists."""
    typed = quote(entry.typed[:2_000], safe="")
    for who, path in (
        (visitors.nobody, f"/programmes/?q={typed}"),
        (visitors.desk, f"/admin/applicants/application/?q={typed}"),
        (visitors.desk, f"/admin/policies/programme/?q={typed}&status__exact={typed}"),
    ):
        answer = who.get(path)
        runs = "<script>alert(1)" in answer.text
        got = answer.text if runs else REFUSED
        tally.look(path.partition("?")[0], entry.typed, answer, want=REFUSED, got=got)


PLACES: dict[str, tuple[Callable[[Visitors, Entry, Tally], None], ...]] = {
    "name": (_send_details,),
    "code": (_send_details,),
    "e-mail": (_ask_for_code,),
    "facts": (_ask_interface,),
    "address": (_go_next,),
    "search": (_search,),
}


# -- files, documents, years -----------------------------------------------------------------------


def _send_files(visitors: Visitors, tally: Tally) -> None:
    good = {name: samples.pdf() for name in GOOD_FILES} | {"picture.pdf": samples.png()}
    founders = people.founders(len(FILES) + len(good))
    for founder, (name, content) in zip(founders, {**FILES, **good}.items(), strict=True):
        browser, path = visitors.stack.browser(founder.cookies), "/programmes/room/apply/"
        fields = {**browser.get(path).hidden, "save": "1"}
        answer = browser.post(path, fields, {"paper_0": (name, content)})
        papers = Attachment.objects.filter(application__profile=founder.profile)
        got = "kept" if papers.exists() else REFUSED
        want = REFUSED if name in FILES else "kept"
        tally.look("apply", name, answer, want=want, got=got)


def _send_documents(visitors: Visitors, tally: Tally) -> None:
    """The text of a draft keeps what is typed, right or wrong; no edition comes of it."""
    editions = Edition.objects.count()
    draft = start_draft(by=_chief(visitors), edition_id=Edition.objects.latest("pk").pk)
    path = f"/admin/policies/draft/{draft.pk}/build/text/"
    for typed in DOCUMENTS:
        answer = visitors.send(visitors.desk, path, {"text": typed})
        kept = Draft.objects.get(pk=draft.pk).text
        got = REFUSED if Edition.objects.count() == editions else kept
        got = kept if "\x00" in kept else got
        tally.look("draft", typed, answer, want=REFUSED, got=got)


def _chief(visitors: Visitors) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(pk=visitors.chief.user)


def _send_years(visitors: Visitors, tally: Tally) -> None:
    """A year of the calendar, with a number or a link that is none."""
    usual = {"year": "2040", "source_zh": "x", "source_en": "x", "url": "https://example.org/"}
    wrong = [*(("year", each) for each in YEARS), *(("url", each) for each in LINKS)]
    for name, typed in wrong:
        before = CalendarYear.objects.count()
        path = "/admin/policies/calendaryear/add/"
        answer = visitors.send(visitors.desk, path, {**usual, name: typed})
        new = CalendarYear.objects.filter(pk=2040)
        got = typed if CalendarYear.objects.count() != before else REFUSED
        new.delete()
        tally.look("calendar", typed, answer, want=REFUSED, got=got)


# -- afterwards, and the control -------------------------------------------------------------------


def _lists(visitors: Visitors) -> list[str]:
    """Lists and pages that do not answer with 200 now."""
    drafts = (f"/admin/policies/draft/{each.pk}/build/text/" for each in Draft.objects.all())
    files = (
        f"/admin/applicants/application/{pk}/change/"
        for pk in Application.objects.exclude(status=Application.Status.DRAFT)
        .order_by("-pk")
        .values_list("pk", flat=True)[:40]
    )
    asked = [
        *((visitors.own, path) for path in (*LISTS, *OWN)),
        *((visitors.desk, path) for path in (*DESK, *drafts, *files)),
    ]
    answers = [(path, who.get(path).status) for who, path in asked]
    return [f"afterwards {status} {path}" for path, status in answers if status != 200]


def _plainly_takes(entry: Entry) -> bool:
    """Whether a plain program takes for a number, or for facts, what is none."""
    readers: dict[str, Callable[[str], object]] = {
        "integer": int,
        "money": Decimal,
        "decimal": float,
        "percent": float,
        "facts": json.loads,
    }
    if entry.kept is not REFUSED or entry.kind not in readers:
        return False
    try:
        readers[entry.kind](entry.typed)
    except (ValueError, ArithmeticError, RecursionError):
        return False
    return True
