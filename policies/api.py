"""The public API: evaluate facts, and read what can be evaluated.

Bodies are read by our own strict reader, because JSON readers disagree about doubled keys, NaN and
long numbers; the schemas here only describe. An evaluation changes nothing and takes no cookie.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from ninja import Field, NinjaAPI, Schema

from policies.rules.errors import FactError, Problem, RuleError
from policies.rules.facts import Facts, FactType, as_json, read_day
from policies.rules.grammar import document_schema
from policies.rules.placeholders import without_years
from policies.rules.reading import BODY_LIMITS, nodes_of, read_json_text
from policies.rules.shapes import SLUG
from policies.services import current_catalogue
from policies.services.evaluating import check_programmes, evaluation_json, read_facts

KEYS = ("facts", "on", "programmes")
MOST_PROGRAMMES = 500
MOST_VALUES = 500  # of facts, those in lists and records included
Words = dict[str, str]


class ProblemOut(Schema):
    """One fault: its place in the body, and what to do about it."""

    path: str
    message: str


class ProblemsOut(Schema):
    """Why a request was refused."""

    problems: list[ProblemOut]


class EvaluationIn(Schema):
    """What is asked: the facts, the day (today in Asia/Shanghai), the programmes (all)."""

    facts: dict[str, Any] = Field(
        description="Fact name to value. What is unknown is left out; null is refused.",
        examples=[{"founder.born_on": "1999-05-01", "enterprise.staff_total": 8}],
    )
    on: date | None = Field(None, description="From 1900-01-01 to 2100-12-31.")
    programmes: list[Annotated[str, Field(pattern=f"^{SLUG.pattern}$")]] | None = Field(
        None,
        max_length=MOST_PROGRAMMES,
        description="Keys of published programmes, as they are listed; any other is refused.",
    )


class ItemOut(Schema):
    """The points of one item of a score; low and high differ while something is unknown."""

    item: str
    max: float
    low: float
    high: float
    judged: bool


class ScoreOut(Schema):
    """A score; low and high differ while something is unknown."""

    low: float
    high: float
    pass_mark: float | None
    items: list[ItemOut]


class AwardOut(Schema):
    """Something a programme may give; amounts are text, so that no reader rounds them."""

    kind: str
    mode: str
    unit: str
    times: int | None
    amount: str | None
    low: str | None = Field(None, description="While the amount is a range.")
    high: str | None = None
    up_to: bool
    applies: bool | None
    basis: str | None


class WindowOut(Schema):
    """When one can apply; both days are included."""

    kind: Literal["fixed", "rolling", "personal"]
    state: Literal["open", "upcoming", "closed", "full", "expected", "not_for_you", "unknown"] = (
        Field(
            description="expected: the days are a forecast, which neither opens nor closes; "
            "not_for_you: it counts for others."
        )
    )
    from_: date | None = Field(None, alias="from")
    to: date | None
    capacity: int | None


class IntakeDaysOut(Schema):
    """The days of an intake, and what decides one that is unknown."""

    from_: date | None = Field(None, alias="from")
    to: date | None
    missing: list[str] = Field(description="Facts that decide whether one can apply.")


class ResultOut(Schema):
    """The verdict of one programme, and whether one can apply."""

    programme: str
    edition: str | None
    verdict: Literal["eligible", "ineligible", "undetermined", "not_in_force"]
    missing: list[str] = Field(description="Facts that keep the verdict open.")
    score: ScoreOut | None
    outcome: str | None
    open_outcomes: list[str]
    awards: list[AwardOut]
    windows: list[WindowOut]
    intake: Literal[
        "open",
        "opens",
        "expected",
        "unannounced",
        "no_application",
        "elsewhere",
        "unknown",
        "over_for_you",
        "full",
        "closed",
    ] = Field(description="Whether one can apply on the day: it speaks of the day, not of one.")
    intake_days: IntakeDaysOut
    rests_on_assumed: bool = Field(
        description="It would not stand without clauses that are merely assumed."
    )
    reasons: dict[str, Any] | None = Field(
        description="The tree of criteria, each with its outcome (met, unmet or unknown), the "
        "value, the threshold, and the clause. Absent for an information card."
    )
    earliest_on: date | None = Field(description="The first day on which time alone makes it so.")
    ends_on: date | None = Field(description="The last day of the eligible time.")
    days_complete: bool = Field(
        description="False where these two days were not searched further; they may exist then."
    )


class EvaluationOut(Schema):
    """The verdict of every programme that was asked for."""

    on: date
    results: list[ResultOut]


class EditionOut(Schema):
    """The days on which an edition is in force, both included."""

    edition: str
    from_: date = Field(alias="from")
    to: date | None
    sha256: str


class ProgrammeOut(Schema):
    """A programme; title and summary are those of its latest edition."""

    programme: str
    title: Words
    summary: Words
    category: str
    department: str
    audience: list[str]
    editions: list[EditionOut]


class ProgrammesOut(Schema):
    """Every published programme."""

    programmes: list[ProgrammeOut]


class FactOut(Schema):
    """A fact that rules may ask for."""

    name: str
    type: str
    unit: str
    min: float | None
    max: float | None
    label: Words
    question: Words
    help: Words
    choices: dict[str, Words]
    fields: list["FactOut"]
    changeable: bool
    sensitive: bool
    derived: str | None
    topic: str
    past: bool = Field(description="A day after the one that is asked about is refused.")


class FactsOut(Schema):
    """Every fact that rules may ask for."""

    facts: list[FactOut]


# 429 is not ours to say: whoever asks too often does not come as far as here.
REFUSALS = dict.fromkeys((400, 413, 415, 422, 429), ProblemsOut)
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": EvaluationIn.model_json_schema()}},
    }
}
api = NinjaAPI(
    title="Leqing",
    version="1",
    description="Which support programmes of Yueqing some facts meet, and why.",
    urls_namespace="api-1",
    docs_url=None,  # its page would load scripts from elsewhere
)


class RefusedError(Exception):
    """The request cannot be answered; becomes a response with the problems."""

    def __init__(self, status: int, problems: Sequence[Problem]) -> None:
        self.status, self.problems = status, problems
        super().__init__(status)


@api.exception_handler(RefusedError)
def refuse(request: HttpRequest, error: RefusedError) -> HttpResponse:
    problems = [{"path": each.path, "message": each.message} for each in error.problems]
    return _answer({"problems": problems}, status=error.status)


@api.post(
    "/evaluations",
    response={200: EvaluationOut, **REFUSALS},
    openapi_extra=BODY,
    operation_id="evaluate",
    by_alias=True,
)
def evaluate(request: HttpRequest) -> HttpResponse:
    """Evaluate facts: every programme with its verdict, its reasons and its awards."""
    body = _read_body(request)
    catalogue = current_catalogue()
    problems = [
        Problem(key[:80], f"this key is not known here; there are {', '.join(KEYS)}.")
        for key in body
        if key not in KEYS
    ]
    on, programmes = timezone.localdate(), None
    facts: Facts = {}
    wrong_day: tuple[Problem, ...] = ()
    if body.get("on") is not None:
        try:
            on = read_day(body["on"], "on")
        except FactError as error:
            wrong_day = tuple(error.problems)
    if "facts" not in body:
        problems.append(Problem("facts", "is missing."))
    elif nodes_of(body["facts"]) - 1 > MOST_VALUES:
        problems.append(Problem("facts", f"expected at most {MOST_VALUES} values."))
    else:
        try:
            facts = read_facts(body["facts"], catalogue.vocabulary, on=on)
        except FactError as error:
            problems += [Problem(_below_facts(p.path), p.message) for p in error.problems]
    problems += wrong_day
    if body.get("programmes") is not None:
        programmes = body["programmes"]
        problems += _problems_of_slugs(programmes) or check_programmes(
            programmes, catalogue.rulebook
        )
    if problems:
        raise RefusedError(422, problems)
    return _answer(evaluation_json(catalogue.rulebook, facts, on=on, programmes=programmes))


@api.get("/programmes", response=ProgrammesOut, operation_id="listProgrammes", by_alias=True)
def programmes(request: HttpRequest) -> HttpResponse:
    """List the published programmes with their editions."""
    listed = []
    for slug, editions in sorted(current_catalogue().rulebook.editions.items()):
        latest = editions[-1]
        days = [
            {
                "edition": document.edition,
                "from": document.in_force.first,
                "to": document.in_force.last,
                "sha256": document.sha256,
            }
            for document in editions
        ]
        listed.append(
            {
                "programme": slug,
                "title": dict(latest.title),
                "summary": dict(latest.summary),
                "category": latest.category,
                "department": latest.department,
                "audience": list(latest.audience),
                "editions": days,
            }
        )
    return JsonResponse({"programmes": listed})


@api.get("/facts", response=FactsOut, operation_id="listFacts")
def facts(request: HttpRequest) -> HttpResponse:
    """List the facts that rules may ask for."""
    return JsonResponse(
        {"facts": [_fact(each) for each in current_catalogue().vocabulary.values()]}
    )


@api.get("/document.schema.json", response=dict[str, Any], operation_id="documentSchema")
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a rule document."""
    return JsonResponse(document_schema())


def _fact(fact: FactType) -> dict[str, Any]:
    return {
        "name": fact.name,
        "type": fact.type,
        "unit": fact.unit,
        "min": as_json(fact.minimum),
        "max": as_json(fact.maximum),
        "label": without_years(fact.label),
        "question": without_years(fact.question),
        "help": without_years(fact.help),
        "choices": {slug: dict(words) for slug, words in fact.choices.items()},
        "fields": [_fact(part) for part in fact.fields.values()],
        "changeable": fact.changeable,
        "sensitive": fact.sensitive,
        "derived": fact.derived,
        "topic": fact.topic,
        "past": fact.past,
    }


def _answer(plain: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answers hold what somebody said of themselves: no cache may keep them."""
    return JsonResponse(plain, status=status, headers={"Cache-Control": "no-store"})


def _read_body(request: HttpRequest) -> dict[str, Any]:
    """The object in the body.

    Raises:
        RefusedError: it is of another type, too large, not JSON, or no object.
    """
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != "application/json" or charset not in ("utf-8", "utf8"):
        raise RefusedError(415, [Problem("", "Send application/json in UTF-8.")])
    try:
        octets = request.read(BODY_LIMITS.octets + 1)
    except UnreadablePostError:
        raise RefusedError(400, [Problem("", "The body ended too early.")]) from None
    if len(octets) > BODY_LIMITS.octets:
        raise RefusedError(413, [Problem("", f"At most {BODY_LIMITS.octets} bytes are read.")])
    try:
        body = read_json_text(octets.decode("utf-8"), limits=BODY_LIMITS)
    except UnicodeDecodeError as error:
        raise RefusedError(400, [Problem("", f"Not UTF-8 at byte {error.start}.")]) from None
    except RuleError as error:
        raise RefusedError(400, error.problems) from None
    if not isinstance(body, dict):
        raise RefusedError(422, [Problem("", f"Expected an object with {', '.join(KEYS)}.")])
    return body


def _below_facts(path: str) -> str:
    return path if path in ("", "facts") else f"facts.{path}"


def _problems_of_slugs(slugs: object) -> list[Problem]:
    if not isinstance(slugs, list) or len(slugs) > MOST_PROGRAMMES:
        return [Problem("programmes", f"expected a list of at most {MOST_PROGRAMMES} slugs.")]
    return [
        Problem(f"programmes[{index}]", "expected text.")
        for index, slug in enumerate(slugs)
        if not isinstance(slug, str)
    ]
