"""A founder every trace of whom can be told: one value in each field, which nothing else has."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import quote

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from pypdf import PdfWriter

from applicants.facts import stated
from applicants.models import Attachment
from applicants.services.applying import answer_supplement, draft_for
from applicants.services.feeds import make_feed
from applicants.services.profiles import state_fact
from applicants.uploads import inspect_upload, store
from policies.answers import askable
from policies.models import Programme
from policies.rules.facts import FactType, Sort, Value
from policies.services import current_catalogue
from tests.applicants import factories

CORRECTED = "need.title"  # stated twice, so that there is a history
RESTS_ON = frozenset({"founder.born_on", "enterprise.town"})  # what the decision needs
FIRST_DAY, APART = date(1950, 1, 1), 13  # of days that nothing else in the database has
DIGITS = 6
_ALONE = re.compile(rb"[0-9.-]+")


class Canary:
    """One founder who has said everything.

    Attributes:
        mark: seven digits that are in each of the texts.
        born: stays in the record: the decision rests on it, and it is no name.
        facts: a value for every fact that takes a text, a number or a day, of which there are
            enough.
        plain_facts: how many take one; those of which there are too few have one that is no trace.
        half_typed: in a question, and kept by the session alone.
    """

    def __init__(self, mark: str, born: str) -> None:
        self.mark, self.born = mark, born
        self.name, self.email = f"金丝雀{mark}", f"canary-{mark}@example.org"
        self.code = f"91330382MF0{mark}2Y"[:18]
        asked = _asked()
        self.facts = dict(_facts(asked, mark))
        self.plain_facts = len(asked)
        few = {
            fact.name: int(fact.maximum)
            for fact in asked
            if fact.name not in self.facts and fact.maximum is not None
        }
        self.before = f"旧题{mark}"
        self.file, self.content = f"文件{mark}.pdf", f"CONTENT{mark}"
        self.answer, self.half_typed, self.unsent = f"补充{mark}", f"半句{mark}", f"草句{mark}"
        owner = factories.UserFactory(email=self.email, first_name=self.name)
        EmailAddress.objects.create(user=owner, email=self.email, verified=True, primary=True)
        facts = {"founder.born_on": date.fromisoformat(born), "enterprise.town": "liushi"}
        self.profile = factories.a_profile(
            owner,
            name=self.name,
            credit_code=self.code,
            facts={**few, **self.facts, **facts, CORRECTED: self.before},
        )
        state_fact(
            profile_id=self.profile.pk, name=CORRECTED, value=self.facts[CORRECTED], by=owner.pk
        )
        self.owner = owner

    @property
    def private(self) -> list[str]:
        """Every value that is somebody's name, number or contact, or that no decision rests on."""
        said = [self.answer, self.file, self.content, self.half_typed, self.unsent, self.before]
        return [self.name, self.email, self.code, *map(as_text, self.facts.values()), *said]

    @property
    def copied(self) -> list[str]:
        """What a copy must have: all of it, but what a session alone remembers."""
        return [each for each in self.private if each != self.half_typed] + [self.born]

    def live(self) -> None:
        """Apply, answer what is asked for, begin a draft, make a calendar."""
        today = timezone.localdate()
        paper = {"身份证": factories.a_pdf(self.file, self._pdf())}
        decided = factories.an_application(self.profile, on=today, files=paper)
        factories.determined(factories.reviewed(decided, on=today), on=today)
        open_ = factories.an_application(self.profile, programme="aged", on=today, files={})
        open_ = factories.asked(open_, on=today)
        answer_supplement(
            application_id=open_.pk,
            version=open_.version,
            answer=self.answer,
            papers=[factories.a_pdf(self.file, self._pdf())],
            actor=self.owner,
            on=today,
        )
        self._draft()
        make_feed(profile_id=self.profile.pk)

    def _pdf(self) -> bytes:
        """A paper that has the canary inside."""
        writer, target = PdfWriter(), io.BytesIO()
        writer.add_blank_page(width=100, height=100)
        writer.add_metadata({"/Title": self.content})
        writer.write(target)
        return target.getvalue()

    @transaction.atomic
    def _draft(self) -> None:
        draft = draft_for(self.profile, Programme.objects.get(slug="grant"))
        found = inspect_upload(factories.a_pdf(self.file, self._pdf()), accepted=("pdf",))
        Attachment.objects.create(
            application=draft,
            paper="草稿",
            name=found.name,
            stored=store(found.file, found),
            content_type=found.content_type,
            size=found.size,
            sha256=found.sha256,
        )


class Search:
    """Finds values in bytes, however they are written: plainly, as JSON, in an address.

    A number or a day counts only where it stands alone: digits within a moment, a size or a hash
    are no trace of anybody.
    """

    def __init__(self, values: list[str]) -> None:
        self._of = {way: value for value in values for way in _ways(value)}
        alone = [re.escape(each) for each in self._of if _ALONE.fullmatch(each)]
        texts = [re.escape(each) for each in self._of if not _ALONE.fullmatch(each)]
        numbers = [rb"(?<![\w.])(?:%s)(?!\w)" % b"|".join(alone)] if alone else []
        self._pattern = re.compile(b"|".join([*numbers, *texts]))

    def found_in(self, content: bytes) -> set[str]:
        """Which of the values are there."""
        single = content.replace(rb"\\", b"\\")  # a dump doubles them
        return {self._of[each] for each in self._pattern.findall(single)}


def as_text(value: Value) -> str:
    """As it stands in a dump."""
    plain = stated(value)
    return plain if isinstance(plain, str) else json.dumps(plain)


def _ways(value: str) -> set[bytes]:
    return {value.encode(), json.dumps(value)[1:-1].encode(), quote(value).encode()}


def _asked() -> list[FactType]:
    """Every fact that somebody is asked for and that takes a text, a number or a day."""
    vocabulary = current_catalogue().vocabulary
    return [
        fact
        for name, fact in sorted(vocabulary.items())
        if askable(fact)
        and name not in RESTS_ON
        and (fact.type == "text" or fact.sort in (Sort.NUMBER, Sort.DATE))
    ]


def _facts(asked: list[FactType], mark: str) -> Iterator[tuple[str, Value]]:
    for index, fact in enumerate(asked):
        value = _value(fact, mark, index)
        if value is not None:
            yield fact.name, value


def _value(fact: FactType, mark: str, index: int) -> Value | None:
    """One that no other fact and no other founder has; None where there are too few."""
    if fact.sort is Sort.DATE:
        return FIRST_DAY + timedelta(days=APART * index + int(mark) % APART)
    if fact.sort is Sort.NUMBER:
        return _number(fact, int(f"{mark[:3]}{index:03}"))
    return None if fact.code else f"字{index:03}{mark}"


def _number(fact: FactType, digits: int) -> Value | None:
    """The digits, with the point where the most that the fact may be wants it."""
    most = fact.maximum if fact.maximum is not None else digits
    if fact.type == "integer":
        return digits if digits <= most else None
    places = next(n for n in range(DIGITS + 1) if Fraction(digits, 10**n) <= most)
    return Fraction(digits, 10**places)
