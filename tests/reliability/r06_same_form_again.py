"""R06: a form sent four times at once is one application; its key with another body is refused."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from django.db.models import Count

from applicants.models import Application
from tests.applicants.uploads import samples
from tests.reliability import people, plain
from tests.reliability.browser import Answer
from tests.reliability.harness import Finding, Stack
from tests.reliability.people import Person

KEYS, KEYS_OF_CONTROL, OTHER_BODIES = 200, 40, 20
WINDOWS = 4  # of one founder, all sending at once
FOUNDERS_AT_ONCE = 2
FORM, OTHER_FORM = "/programmes/aged/apply/", "/programmes/room/apply/"
REFUSAL = "This form was sent before with other content, as {}; that one counts."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One founder's form: what stood in it, and the answers of the windows."""

    fields: dict[str, str]
    cookies: dict[str, str]
    answers: list[Answer]

    @property
    def place(self) -> str:
        """Where the answers lead, empty when not all to the same application."""
        places = {answer.place if answer.status == 302 else "" for answer in self.answers}
        return places.pop() if len(places) == 1 else ""


def run(stack: Stack) -> Finding:
    """Send to the plain variant, then to ours."""
    founders = people.founders(KEYS)
    control = _rows_of_control(stack, founders[:KEYS_OF_CONTROL])
    web = stack.web()
    sent = _send_all(stack, founders)
    before = _everything()
    some = sent[:: KEYS // OTHER_BODIES]
    others = _send_other_bodies(stack, some)
    back = sum(
        stack.browser(each.cookies).post(FORM, each.fields).place == each.place for each in some
    )
    stack.end(web)
    answers = [answer for each in sent for answer in each.answers] + [a for _text, a in others]
    same = sum(bool(each.place) for each in sent)
    refused = sum(answer.status == 200 and text in answer.text for text, answer in others)
    overwritten = _everything() != before
    errors = sum(answer.status not in (200, 302) for answer in answers)
    return Finding(
        claims={
            "one row for each key": len(before) == KEYS,
            "same answer": same == KEYS and len({each.place for each in sent}) == KEYS,
            "other bodies refused": refused == OTHER_BODIES,
            "back and sent again": back == OTHER_BODIES,
            "nothing overwritten": not overwritten,
            "no error": errors == 0,
            "control": control > KEYS_OF_CONTROL,
        },
        figures={
            "rows": len(before),
            "same_answer": same,
            "refused": f"{refused}/{OTHER_BODIES}",
            "back": f"{back}/{OTHER_BODIES}",
            "overwritten": int(overwritten),
            "errors": errors,
            "control": f"rows:{control}/{KEYS_OF_CONTROL}",
        },
    )


def _rows_of_control(stack: Stack, founders: Sequence[Person]) -> int:
    """How many applications the plain variant makes of so many forms."""
    address = stack.copy_of_database(
        "drop index application_open",
        "alter table applicants_application drop constraint application_handed_in",
    )
    web = stack.web(*plain.GUNICORN, name="plain-web", PLAIN="R06", DATABASE_URL=address)
    sent = _send_all(stack, founders)
    stack.end(web)
    return len({answer.place for each in sent for answer in each.answers if answer.status == 302})


def _send_all(stack: Stack, founders: Sequence[Person]) -> list[Sent]:
    with (
        ThreadPoolExecutor(FOUNDERS_AT_ONCE) as senders,
        ThreadPoolExecutor(FOUNDERS_AT_ONCE * WINDOWS) as windows,
    ):
        return list(senders.map(lambda founder: _send(stack, founder, windows), founders))


def _send(stack: Stack, founder: Person, windows: ThreadPoolExecutor) -> Sent:
    browser = stack.browser(founder.cookies)
    fields = {**browser.get(FORM).hidden, "declared": "on", "submit": "1"}
    together = Barrier(WINDOWS)

    def post() -> Answer:
        window = browser.window()
        together.wait()
        return window.post(FORM, fields)

    sending = [windows.submit(post) for _each in range(WINDOWS)]
    answers = [each.result() for each in sending]
    return Sent(fields=fields, cookies=browser.cookies, answers=answers)


def _send_other_bodies(stack: Stack, sent: Sequence[Sent]) -> list[tuple[str, Answer]]:
    """Send known keys with other content; each answer with the words it must have."""
    found = []
    for number, each in enumerate(sent):
        window = stack.browser(each.cookies)
        text = REFUSAL.format(each.place.strip("/").split("/")[-1])
        if number % 2:
            undeclared = {name: v for name, v in each.fields.items() if name != "declared"}
            answer = window.post(FORM, undeclared)
        else:
            paper = {"paper_0": ("card.pdf", samples.pdf())}
            answer = window.post(OTHER_FORM, each.fields, paper)
        found.append((text, answer))
    return found


def _everything() -> list[tuple[object, ...]]:
    """Every application with all its columns, and how many papers it has."""
    rows = Application.objects.annotate(papers=Count("attachments")).order_by("pk")
    return list(rows.values_list())
