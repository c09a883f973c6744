"""The public API keeps its contract."""

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from policies.rules.grammar import document_schema
from policies.rules.reading import BODY_LIMITS

pytestmark = pytest.mark.django_db
URL = "/api/v1/evaluations"
YOUNG = {"founder.born_on": "2000-01-01", "enterprise.town": "liushi"}


def post(client, body, content_type="application/json", **headers):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(URL, data=data, content_type=content_type, **headers)


@pytest.fixture
def description(client):
    """The OpenAPI description."""
    return client.get("/api/v1/openapi.json").json()


@pytest.fixture
def conforms(description):
    """Whether an answer is what the description promises for its status."""

    def check(path, method, response):
        answer = description["paths"][f"/api/v1{path}"][method]["responses"]
        content = answer[str(response.status_code)]["content"]["application/json"]
        schema = {**content["schema"], "components": description["components"]}
        Draft202012Validator(schema).validate(response.json())

    return check


def test_an_evaluation_has_the_agreed_shape(catalogue, client, conforms):
    response = post(client, {"facts": YOUNG, "on": "2026-03-02"})
    assert response.status_code == 200
    conforms("/evaluations", "post", response)
    answer = response.json()
    assert answer["on"] == "2026-03-02"
    found = {result["programme"]: result for result in answer["results"]}
    assert found["rent-help"]["verdict"] == "eligible"
    assert found["rent-help"]["awards"][0]["amount"] == "600"
    assert found["rent-help"]["ends_on"] == "2040-12-31"
    assert found["hire-help"]["missing"] == ["enterprise.staff"]


def test_a_day_that_has_not_come_is_refused_by_name(catalogue, client, conforms):
    for on, status in (("2062-01-01", 200), ("2061-12-31", 422)):
        response = post(client, {"facts": {"founder.born_on": "2062-01-01"}, "on": on})
        assert response.status_code == status
        conforms("/evaluations", "post", response)
    (problem,) = response.json()["problems"]
    assert problem["path"] == "facts.founder.born_on"
    assert problem["message"] == "expected a day not after 2061-12-31, found 2062-01-01."


def test_only_the_programmes_asked_for_are_answered_in_their_order(catalogue, client):
    body = {"facts": {}, "programmes": ["rent-help", "hire-help"]}
    found = [result["programme"] for result in post(client, body).json()["results"]]
    assert found == ["rent-help", "hire-help"]
    assert post(client, {"facts": {}, "programmes": []}).json()["results"] == []


def test_without_a_day_it_is_today(catalogue, client):
    assert post(client, {"facts": {}}).status_code == 200
    assert post(client, {"facts": {}, "on": None, "programmes": None}).status_code == 200


def test_nothing_is_kept_and_no_cookie_is_set(catalogue, client, django_assert_num_queries):
    post(client, {"facts": {}})
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["session"] = "x" * 32
    with django_assert_num_queries(1):
        response = post(strict, {"facts": YOUNG})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ([], "", "Expected an object"),
        ({}, "facts", "is missing"),
        ({"facts": []}, "facts", "expected a mapping"),
        ({"facts": {}, "fact": 1}, "fact", "not known"),
        ({"facts": {"enterprise.staf": 1}}, "facts.enterprise.staf", "Did you mean"),
        ({"facts": {"enterprise.staff": "8"}}, "facts.enterprise.staff", "expected a number"),
        ({"facts": {"enterprise.staff": None}}, "facts.enterprise.staff", "null is not an answer"),
        ({"facts": {"enterprise.town": "x"}}, "facts.enterprise.town", "expected one of"),
        ({"facts": {}, "on": "2026-02-30"}, "on", "expected a day"),
        ({"facts": {}, "on": 20260101}, "on", "expected a day"),
        ({"facts": {}, "programmes": "rent-help"}, "programmes", "expected a list"),
        ({"facts": {}, "programmes": [1]}, "programmes[0]", "expected text"),
        ({"facts": {}, "programmes": ["rent"]}, "programmes[0]", "there is no programme rent"),
    ],
)
def test_a_wrong_body_is_told_where(catalogue, client, conforms, body, path, message):
    response = post(client, body)
    assert response.status_code == 422
    conforms("/evaluations", "post", response)
    problems = response.json()["problems"]
    assert any(p["path"] == path and message in p["message"] for p in problems), problems


def test_all_problems_are_told_at_once(catalogue, client):
    body = {"facts": {"x": 1, "enterprise.staff": "8"}, "on": "soon", "programmes": ["y"]}
    paths = [problem["path"] for problem in post(client, body).json()["problems"]]
    assert paths == ["facts.x", "facts.enterprise.staff", "on", "programmes[0]"]


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "{",
        "facts",
        b"\xff",
        b"\xef\xbb\xbf{}",
        '{"facts": {}, "facts": {}}',
        '{"facts": {"enterprise.staff": NaN}}',
        '{"facts": {"enterprise.staff": 1e999}}',
        '{"facts": {"enterprise.staff": ' + "9" * 5000 + "}}",
        '{"facts": {"a": "\\ud800"}}',
        '{"facts": {"a": "\\u0000"}}',
        "[" * 5000,
        '{"facts": ' + "[" * 20 + "]" * 20 + "}",
        json.dumps({"facts": [0] * 3000}),
    ],
)
def test_what_is_not_json_as_all_read_it_is_refused(client, conforms, body):
    response = post(client, body)
    assert response.status_code == 400
    conforms("/evaluations", "post", response)


def titles(values):
    """Facts of so many values."""
    records = [{"kind": "title"} for _each in range((values - 1) // 2)]
    return {"founder.contest_awards": records, **({} if values % 2 else {"x": 1})}


@pytest.mark.parametrize(
    ("values", "refused"), [pytest.param(499, False), pytest.param(500, False), (501, True)]
)
def test_facts_have_five_hundred_values_at_most(client, conforms, values, refused):
    response = post(client, {"facts": titles(values)})
    told = [each["message"] for each in response.json()["problems"]]
    assert ("expected at most 500 values." in told) is refused
    assert response.status_code == 422
    conforms("/evaluations", "post", response)


def test_as_many_programmes_may_be_named_beside_them(catalogue, client):
    facts = {"facts": titles(500), "programmes": ["x"] * 500}
    told = post(client, facts).json()["problems"]
    assert len([each for each in told if each["path"].startswith("programmes[")]) == 500


@pytest.mark.parametrize("depth", [8, 9])
def test_a_body_has_eight_levels_at_most(client, depth):
    body = '{"facts": ' + "[" * (depth - 2) + "1" + "]" * (depth - 2) + "}"
    told = post(client, body).json()["problems"]
    assert ({"path": "", "message": "Nested deeper than 8 levels."} in told) is (depth > 8)


@pytest.mark.parametrize("number", ["9" * 20, "1" * 16, "1e16"])
def test_a_number_has_fifteen_digits_at_most(client, number):
    response = post(client, '{"facts": {"enterprise.staff": ' + number + "}}")
    assert response.status_code == 400


def test_a_large_body_is_refused_unread(client, conforms):
    response = post(client, " " * (BODY_LIMITS.octets + 1))
    assert response.status_code == 413
    conforms("/evaluations", "post", response)
    response = post(client, b"x" * 3_000_000)  # beyond what Django itself would take
    assert response.status_code == 413


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
        "",
    ],
)
def test_other_types_are_refused(client, conforms, content_type):
    response = post(client, '{"facts": {}}', content_type=content_type)
    assert response.status_code == 415
    conforms("/evaluations", "post", response)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_posts_evaluate(client, method):
    assert getattr(client, method)(URL).status_code == 405


@pytest.mark.parametrize("path", ["/programmes", "/facts"])
def test_lists_conform_and_cost_one_query(
    catalogue, client, conforms, django_assert_num_queries, path
):
    client.get(f"/api/v1{path}")
    with django_assert_num_queries(1):
        response = client.get(f"/api/v1{path}")
    assert response.status_code == 200
    conforms(path, "get", response)


def test_programmes_have_their_editions(catalogue, client):
    listed = client.get("/api/v1/programmes").json()["programmes"]
    rent = next(each for each in listed if each["programme"] == "rent-help")
    assert rent["title"]["en"] == "Help with rent for the young"
    assert [(e["edition"], e["from"], e["to"]) for e in rent["editions"]] == [
        ("2022", "2022-01-01", "2025-12-31"),
        ("2026", "2026-01-01", None),
    ]


def test_the_schema_of_a_document_is_published(client):
    response = client.get("/api/v1/document.schema.json")
    assert response.headers["Content-Type"] == "application/json"  # as the description says
    assert response.json() == json.loads(json.dumps(document_schema()))
    Draft202012Validator.check_schema(response.json())


def test_every_answer_has_a_type_that_the_description_names(catalogue, client, description):
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            ask = getattr(client, method)
            answer = ask(path, {"facts": {}}, content_type="application/json")
            named = operation["responses"][str(answer.status_code)]["content"]
            assert answer.headers["Content-Type"] in named, path


@pytest.mark.parametrize(("slug", "fits"), [("", False), ("rent help", False), ("rent-help", True)])
def test_the_description_says_what_a_key_of_a_programme_looks_like(description, slug, fits):
    body = description["paths"]["/api/v1/evaluations"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert Draft202012Validator(schema).is_valid({"facts": {}, "programmes": [slug]}) == fits


def test_the_description_names_every_answer(description):
    assert description["openapi"].startswith("3.1")
    operation = description["paths"]["/api/v1/evaluations"]["post"]
    assert operation["responses"].keys() == {"200", "400", "413", "415", "422", "429"}
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    Draft202012Validator(body).validate({"facts": YOUNG, "on": "2026-03-02"})
