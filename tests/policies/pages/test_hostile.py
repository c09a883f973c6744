"""Whatever is posted to the forms: never a 500, and nothing strange is kept."""

from urllib.parse import quote

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("few")

ONE_OF_EACH = [
    "founder.born_on",
    "founder.is_legal_rep",
    "founder.degree",
    "founder.key_groups",
    "founder.equity_share",
    "enterprise.town",
    "enterprise.insured_hires",
    "enterprise.paid_in_capital",
    "enterprise.industry_code",
    "founder.space_need_m2",
    "audience",
]
SEVERAL = ["founder.key_groups", "audience"]
HOSTILE = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\u202e1234",
    "\u200b",
    "\ufeff12",
    "1" * 5_000,
    "-" * 5_000,
    "1e999999",
    "1E5",
    "0x10",
    "1_000",
    "1__0",
    "NaN",
    "Infinity",
    "-Infinity",
    "∞",
    "١٢",
    "Ⅻ",
    "½",
    "一百",
    "亿亿",
    "万",
    "1万亿亿",
    ".",
    "..",
    "-",
    "--1",
    "+-1",
    "1.2.3",
    "1,2,3",
    ",,,",
    "%",
    "%%",
    "5%%",
    "0000-00-00",
    "9999-99-99",
    "2024-13-01",
    "2024-02-30",
    "2024年",
    "年月日",
    "20240230",
    "99999999",
    "1900-01-01",
    "2100-12-31",
    "2101-01-01",
    "[[[[[[[[[[",
    "{" * 1_000,
    "(" * 1_000,
    "<script>alert(1)</script>",
    "'; drop table django_session; --",
    "{{ 7*7 }}",
    "{% debug %}",
    "%(x)s",
    "%s%n",
    "../../etc/passwd",
    "none-of-these",
    "null",
    "true",
    "\r\nSet-Cookie: a=b",
    "𝟙𝟚",
    "👩‍👩‍👧",
    "e\u0301" * 100,
]
# Requests are cheap, so many examples; each leaves the database as it was.
THOROUGH = settings(
    max_examples=500,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
signs = st.text(
    st.one_of(
        st.sampled_from("0123456789０１２.,，。-−年月日万亿千百元%％ \t/"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)
names = st.one_of(
    st.sampled_from(ONE_OF_EACH),
    st.from_regex(r"[a-z]{1,8}(\.[a-z_]{1,12}){0,3}", fullmatch=True),
)


def fine(response):
    assert response.status_code in (200, 302, 400, 404), response.status_code
    return response


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_hostile_answers(client, name):
    for text in HOSTILE:
        answer = ["none-of-these", text] if name in SEVERAL else text
        fine(client.post(f"/questions/{name}/", {"answer": encodable(answer)}))
    fine(client.get("/results/"))
    fine(client.get("/answers/"))


def encodable(answer):
    """A lone surrogate cannot be sent as UTF-8; it arrives as bytes that are none."""
    if isinstance(answer, list):
        return [encodable(each) for each in answer]
    return answer.encode("utf-8", "surrogatepass") if has_surrogate(answer) else answer


def has_surrogate(text):
    return any("\ud800" <= sign <= "\udfff" for sign in text)


@THOROUGH
@given(name=st.sampled_from(ONE_OF_EACH), answers=st.lists(signs, max_size=3))
def test_any_answer(client, name, answers):
    with undone():
        fine(client.post(f"/questions/{name}/", {"answer": answers, "sensitive": "on"}))


@THOROUGH
@given(
    name=names,
    fields=st.dictionaries(
        st.one_of(st.sampled_from(["answer", "skip", "back", "csrfmiddlewaretoken"]), signs),
        st.lists(signs, max_size=2),
        max_size=5,
    ),
    htmx=st.booleans(),
)
def test_any_fields(client, name, fields, htmx):
    headers = {"HX-Request": "true"} if htmx else {}
    with undone():
        fine(client.post(f"/questions/{name}/", fields, headers=headers))


@THOROUGH
@given(
    path=st.sampled_from(
        [
            "/answers/{}/delete/",
            "/answers/erase/",
            "/answers/ask-again/",
            "/categories/{}/",
            "/programmes/{}/",
            "/questions/{}/",
            "/results/",
            "/i18n/setlang/",
        ]
    ),
    part=signs.filter(bool),
    fields=st.dictionaries(signs, signs, max_size=3),
    method=st.sampled_from(["get", "post", "put", "head"]),
)
def test_any_address(client, path, part, fields, method):
    address = path.format(quote(part, safe=""))
    with undone():
        response = getattr(client, method)(address, fields if method in ("get", "post") else b"")
    assert response.status_code < 500


@THOROUGH
@given(
    body=st.binary(max_size=200),
    name=st.sampled_from(ONE_OF_EACH),
    kind=st.sampled_from(
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
    ),
)
def test_any_body(client, body, name, kind):
    with undone():
        fine(client.post(f"/questions/{name}/", body, content_type=kind))


class undone:  # noqa: N801 – reads as a word in a with statement
    """Undo what a request wrote, so that many requests share one test."""

    def __enter__(self):
        self.point = transaction.atomic()
        self.point.__enter__()

    def __exit__(self, *error):
        transaction.set_rollback(True)
        return self.point.__exit__(*error)


def test_a_session_that_was_tampered_with_is_passed_over(client):
    session = client.session
    session["answers"] = {
        "founder.born_on": 5,
        "founder.degree": ["x"],
        "founder.key_groups": "veteran",
        "enterprise.paid_in_capital": "1e9999999",
        "founder.equity_share": "many",
        "no.such": True,
        "enterprise.patents": [],
        "founder.is_legal_rep": True,
    }
    session.save()
    assert client.get("/results/").status_code == 200
    kept = client.get("/answers/").context["topics"]
    names = [line.name for _, lines in kept for line in lines]
    assert sorted(names) == ["enterprise.patents", "founder.is_legal_rep"]


def test_answers_of_another_shape_are_passed_over(client):
    session = client.session
    session["answers"] = ["x"]
    session.save()
    assert client.get("/questions/founder.degree/").status_code == 200


def test_more_fields_than_any_form_has_are_refused(client):
    fields = {f"f{index}": "x" for index in range(1_001)}
    assert client.post("/questions/founder.degree/", fields).status_code == 400
