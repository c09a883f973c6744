"""What the invented people applied for, and what became of it: each step by its own service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from applicants.demo.dice import Dice
from applicants.demo.papers import sample_paper
from applicants.models import Application, Attachment, Profile, Supplement
from applicants.services import applying, clocks, reviewing
from applicants.services.standing import standing
from applicants.workflow import Role
from policies import services as catalogue_services
from policies.models import Programme
from policies.rules.documents import Document
from policies.rules.papers import accepted_formats

OPINIONS = {
    "approve": "示例意见：材料齐全，条件符合，建议通过。",
    "reject": "示例意见：材料与填写内容不一致，建议不予通过。",
}
REASONS = {
    "approved": "示例结论：符合条件，予以通过。",
    "rejected": "示例结论：提交的材料不能证明符合条件。",
}
WANTED = "示例：请补交一份盖章的材料，并说明与申报内容的关系。"
ANSWER = "示例：材料已补齐，请查收。"
SEND_BACK = "示例：请再核对一次上年数据。"
_PAPER_NUMBERS = 900  # from here on, papers for supplements
_FURTHEST = 60  # days


class Story:
    """One application on its way: what its staff do, and on which days.

    Attributes:
        handed_in_on: the day the form is dated back to.
    """

    def __init__(
        self, application: Application, staff: Mapping[str, User], *, on: date, handed_in_on: date
    ) -> None:
        self.application, self.on, self.handed_in_on = application, on, handed_in_on
        department = application.programme.department.slug
        self.reviewer = staff[f"{Role.REVIEWER}.{department}"]
        self.decider = staff[f"{Role.DECIDER}.{department}"]
        self._moments: dict[str, date] = {}  # of the supplement, by column

    def ask(self, *, days_ago: int, until: date | None = None, working_days: int = 15) -> None:
        """Papers are asked for, to come until about a day or within working days."""
        asked_on = self.on - timedelta(days=days_ago)
        days = working_days if until is None else max(clocks.days_until(asked_on, until), 1)
        reviewing.request_supplement(
            **self._form(), wanted=WANTED, working_days=days, actor=self.reviewer, on=asked_on
        )
        self._moments["asked_at"] = asked_on

    def answer(self, *, days_ago: int, papers: Sequence[Any] = ()) -> None:
        """What was asked for comes in."""
        answered_on = self.on - timedelta(days=days_ago)
        applying.answer_supplement(
            **self._form(), answer=ANSWER, papers=papers, actor=self.owner, on=answered_on
        )
        self._moments["answered_at"] = answered_on

    def review(self, recommendation: str, *, days_ago: int) -> None:
        """The reviewer gives an opinion."""
        reviewing.review(
            **self._form(),
            recommendation=recommendation,
            opinion=OPINIONS[recommendation],
            actor=self.reviewer,
            on=self.on - timedelta(days=days_ago),
        )

    def send_back(self, *, days_ago: int) -> None:
        """The decider wants it looked at again."""
        on = self.on - timedelta(days=days_ago)
        reviewing.send_back(**self._form(), reason=SEND_BACK, actor=self.decider, on=on)

    def determine(self, decision: str) -> None:
        """The decider decides."""
        reviewing.determine(
            **self._form(), decision=decision, reason=REASONS[decision], actor=self.decider
        )

    def withdraw(self) -> None:
        """The founder takes it back."""
        applying.withdraw(**self._form(), actor=self.owner)

    @property
    def owner(self) -> User:
        """The founder."""
        owner: User = self.application.profile.owner
        return owner

    def date_back(self) -> None:
        """Set back what is no record and would else say that all of it happened today.

        The steps, reviews and determinations keep the moment at which they were really written:
        the database lets nobody change them.
        """
        at = moment(self.handed_in_on, self.application.pk)
        row = Application.objects.filter(pk=self.application.pk)
        row.update(created_at=at)
        row.exclude(submitted_at=None).update(submitted_at=at)
        Attachment.objects.filter(application=self.application, supplement=False).update(
            uploaded_at=at
        )
        if self._moments:
            moments = {name: moment(day, 0) for name, day in self._moments.items()}
            Supplement.objects.filter(application=self.application).update(**moments)

    def _form(self) -> dict[str, Any]:
        """What names the present state of it to a service."""
        self.application.refresh_from_db(fields=["version"])
        return {"application_id": self.application.pk, "version": self.application.version}


def moment(on: date, number: int) -> datetime:
    """Some time in the office hours of a day."""
    at = datetime.combine(on, time(9 + number % 8, number * 7 % 60))
    return timezone.make_aware(at)


# --- the outcomes ---------------------------------------------------------------------------------

Days = Callable[[date, Document], date]  # today and the edition to the day of handing in


def _ago(days: int) -> Days:
    return lambda on, document: on - timedelta(days=days)


def _due_by(days: int) -> Days:
    """So long ago that the department has to act by so many days from today."""

    def handed_in_on(on: date, document: Document) -> date:
        working_days, last = clocks.review_days(document), on + timedelta(days=days)
        before = (on - timedelta(days=n) for n in range(1, _FURTHEST))
        return next(day for day in before if clocks.due_after(day, working_days).on <= last)

    return handed_in_on


def _nothing(story: Story) -> None:
    """It waits for the reviewer."""


def _asked(story: Story) -> None:
    story.ask(days_ago=4)


def _asked_until_soon(story: Story) -> None:
    story.ask(days_ago=14, until=story.on + timedelta(days=3))


def _answered(story: Story) -> None:
    story.ask(days_ago=8)
    story.answer(days_ago=1)


def _answered_with_paper(story: Story) -> None:
    story.ask(days_ago=9)
    paper = sample_paper("补充材料", ("png",), number=_PAPER_NUMBERS + story.application.pk)
    story.answer(days_ago=2, papers=[paper])


def _proposed(story: Story) -> None:
    story.review("approve", days_ago=3)


def _proposed_overdue(story: Story) -> None:
    story.review("approve", days_ago=25)


def _sent_back(story: Story) -> None:
    story.review("approve", days_ago=4)
    story.send_back(days_ago=2)


def _approved(story: Story) -> None:
    story.review("approve", days_ago=10)
    story.determine("approved")


def _rejected(story: Story) -> None:
    story.review("reject", days_ago=10)
    story.determine("rejected")


def _withdrawn(story: Story) -> None:
    story.withdraw()


def _lapsing(story: Story) -> None:
    story.ask(days_ago=30, working_days=5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """When something was handed in, and what happened then; a draft is not handed in."""

    handed_in: Days
    then: Callable[[Story], None]
    draft: bool = False


OUTCOMES: Mapping[str, Outcome] = {
    "draft": Outcome(_ago(2), _nothing, draft=True),
    "fresh": Outcome(_ago(1), _nothing),
    "due soon": Outcome(_due_by(2), _nothing),
    "overdue": Outcome(_due_by(-3), _nothing),
    "asked": Outcome(_ago(7), _asked),
    "asked until soon": Outcome(_ago(16), _asked_until_soon),
    "answered": Outcome(_ago(11), _answered),
    "answered with a paper": Outcome(_ago(12), _answered_with_paper),
    "proposed": Outcome(_ago(8), _proposed),
    "proposed, overdue": Outcome(_ago(30), _proposed_overdue),
    "sent back": Outcome(_ago(9), _sent_back),
    "approved": Outcome(_ago(15), _approved),
    "rejected": Outcome(_ago(14), _rejected),
    "withdrawn": Outcome(_ago(6), _withdrawn),
    "lapsed": Outcome(_ago(34), _lapsing),
}
# By department and programme; mostly those with few papers, for each costs a child process.
PLAN: Sequence[tuple[str, str, Sequence[str]]] = (
    (
        "youth-league",
        "youth-market",
        (
            "overdue",
            "overdue",
            "due soon",
            "due soon",
            "fresh",
            "asked",
            "answered with a paper",
            "proposed",
            "approved",
            "rejected",
            "withdrawn",
            "lapsed",
        ),
    ),
    ("youth-league", "youth-home", ("draft", "draft", "draft")),
    ("youth-league", "youth-shop", ("draft", "draft")),
    (
        "science",
        "two-lists-need",
        (
            "overdue",
            "due soon",
            "answered",
            "sent back",
            "proposed, overdue",
            "approved",
            "rejected",
            "lapsed",
            "draft",
            "draft",
        ),
    ),
    ("science", "two-lists-result", ("draft", "draft")),
    (
        "human-resources",
        "graduate-living-grant",
        ("overdue", "asked until soon", "proposed", "approved", "draft", "draft"),
    ),
    ("human-resources", "startup-grant", ("draft", "draft", "draft")),
    ("human-resources", "startup-loan-personal", ("draft", "draft")),
)


# --- making them ----------------------------------------------------------------------------------


class Maker:
    """Makes the applications of the plan, each for somebody who may apply on its day.

    Args:
        stored: takes the names of the files that are written, for if the transaction fails.
    """

    def __init__(
        self,
        people: Sequence[Profile],
        staff: Mapping[str, User],
        *,
        on: date,
        stored: list[str],
    ) -> None:
        self.on, self.staff, self.stored = on, staff, stored
        self._people = list(people)
        Dice.of(0, on=on).rng.shuffle(self._people)
        self._taken: set[int] = set()
        self._unfit: set[tuple[int, int]] = set()  # profile and programme
        self._catalogue = catalogue_services.current_catalogue()
        self._count = 0

    def make_all(self) -> None:
        """Make what the plan has; a line that nobody may apply for today is left out."""
        for department, slug, outcomes in PLAN:
            programmes = list(self._programmes(department, slug))
            for name in outcomes:
                self._make(programmes, OUTCOMES[name])
        reviewing.lapse_overdue(on=self.on)

    def _programmes(self, department: str, slug: str) -> Iterator[Programme]:
        """The one of the plan, then the others of its department, should it be closed."""
        found = Programme.objects.filter(department__slug=department).select_related("department")
        yield from sorted(found, key=lambda each: (each.slug != slug, each.slug))

    def _make(self, programmes: Sequence[Programme], outcome: Outcome) -> None:
        found = self._applicant(programmes, outcome)
        if found is None:
            return
        profile, programme, document, handed_in_on = found
        self._taken.add(profile.pk)
        application = self._hand_in(profile, programme, document, handed_in_on, outcome.draft)
        story = Story(application, self.staff, on=self.on, handed_in_on=handed_in_on)
        outcome.then(story)
        story.date_back()
        self._note_files(application)

    def _applicant(
        self, programmes: Sequence[Programme], outcome: Outcome
    ) -> tuple[Profile, Programme, Document, date] | None:
        for programme in programmes:
            today = self._catalogue.rulebook.document(programme.slug, on=self.on)
            if today is None:
                continue
            day = outcome.handed_in(self.on, today)
            document = self._catalogue.rulebook.document(programme.slug, on=day)
            if document is None:
                continue
            for profile in self._people:
                if self._may(profile, programme, document, outcome, day):
                    return profile, programme, document, day
        return None

    def _may(
        self,
        profile: Profile,
        programme: Programme,
        document: Document,
        outcome: Outcome,
        on: date,
    ) -> bool:
        pair = (profile.pk, programme.pk)
        if profile.pk in self._taken or pair in self._unfit:
            return False
        if profile.kind in document.audience:
            found = standing(self._catalogue, programme, profile, document, on=on)
            if found.may_prepare if outcome.draft else not found.refusals:
                return True
        self._unfit.add(pair)
        return False

    def _hand_in(
        self, profile: Profile, programme: Programme, document: Document, on: date, draft: bool
    ) -> Application:
        files = {}
        found = standing(self._catalogue, programme, profile, document, on=on)
        papers = zip(document.documents, found.result.papers, strict=True)
        for paper, needed in papers if not draft else ():
            if needed is True:
                self._count += 1
                name, formats = applying.paper_name(paper), accepted_formats(paper)
                files[name] = sample_paper(name, formats, number=self._count)
        form = applying.Form(key=uuid4(), declared=not draft, submit=not draft, files=files)
        answer = applying.hand_in(profile_id=profile.pk, programme=programme, form=form, on=on)
        if answer.application is None or answer.submitted == draft:
            problems = [*answer.problems, *answer.fields.values()]
            raise AssertionError(f"{profile} may not apply for {programme.slug}: {problems}")
        self._note_files(answer.application)
        return answer.application

    def _note_files(self, application: Application) -> None:
        self.stored.extend(application.attachments.values_list("stored", flat=True))
