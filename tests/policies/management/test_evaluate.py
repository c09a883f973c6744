"""``manage.py evaluate``."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from leqing.environment import BASE_DIR
from policies.services.files import SHIPPED
from tests.policies import small

YOUNG = {"founder.born_on": "2000-01-01", "enterprise.town": "liushi"}


@pytest.fixture
def facts_file(tmp_path):
    """Write facts (or any text) into a file; gives its name."""

    def write(content):
        path = tmp_path / "facts.json"
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


@pytest.fixture
def document(tmp_path):
    """A document that brings all its facts and sources."""
    own = "sources:\n  S1: {title: 通知}\nfacts:\n  enterprise.staff: {type: integer, min: 0}\n"
    path = tmp_path / "document.yaml"
    path.write_text(small.HIRE.replace("eligibility:", f"{own}eligibility:", 1))
    return str(path)


def run(*arguments):
    out = StringIO()
    call_command("evaluate", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments):
    """What is said on bad input, whose exit code is 2."""
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    return str(caught.value)


# --- with a database ----------------------------------------------------------------------------


def test_the_answer_has_the_agreed_shape(catalogue, facts_file):
    answer = json.loads(run("--facts", facts_file(YOUNG), "--on", "2026-03-02", "--json"))
    assert answer["on"] == "2026-03-02"
    by_slug = {result["programme"]: result for result in answer["results"]}
    assert by_slug.keys() == {"rent-help", "hire-help"}
    found = by_slug["rent-help"]
    assert found["edition"] == "2026"
    assert found["verdict"] == "eligible"
    assert found["missing"] == []
    assert found["score"] is None
    assert found["outcome"] is None
    assert found["awards"][0] | {"kind": "rent_value", "amount": "600"} == found["awards"][0]
    assert (found["earliest_on"], found["ends_on"]) == (None, "2040-12-31")
    assert found["rests_on_assumed"] is True
    assert [part["outcome"] for part in found["reasons"]["parts"]] == ["met"] * 3
    assert found["windows"][0]["state"] == "open"
    assert by_slug["hire-help"]["missing"] == ["enterprise.staff"]


def test_the_day_chooses_the_edition(catalogue, facts_file):
    facts = facts_file(YOUNG)
    for on, edition, verdict in (
        ("2025-12-31", "2022", "eligible"),
        ("2026-01-01", "2026", "eligible"),
        ("2021-12-31", None, "not_in_force"),
    ):
        chosen = ["--facts", facts, "--on", on, "--programme", "rent-help", "--json"]
        (result,) = json.loads(run(*chosen))["results"]
        assert (result["edition"], result["verdict"]) == (edition, verdict)


def test_the_earliest_day_is_given(catalogue, facts_file):
    facts = facts_file({**YOUNG, "founder.born_on": "2010-05-06"})
    chosen = ["--facts", facts, "--on", "2026-03-02", "--programme", "rent-help", "--json"]
    (result,) = json.loads(run(*chosen))["results"]
    assert (result["verdict"], result["earliest_on"]) == ("ineligible", "2028-05-06")


def test_a_list_is_answered_by_a_list(catalogue, facts_file):
    answers = json.loads(run("--facts", facts_file([YOUNG, {}]), "--on", "2026-03-02", "--json"))
    verdicts = [[r["verdict"] for r in answer["results"]] for answer in answers]
    assert verdicts == [["undetermined", "eligible"], ["undetermined", "undetermined"]]
    assert json.loads(run("--facts", facts_file([]), "--json")) == []


def test_standard_input_is_read(catalogue, monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(json.dumps(YOUNG).encode())))
    assert json.loads(run("--facts", "-", "--on", "2026-03-02", "--json"))["on"] == "2026-03-02"


def test_without_a_day_it_is_today_here(catalogue, facts_file, monkeypatch):
    late = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)  # the next day in Shanghai
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert json.loads(run("--facts", facts_file({}), "--json"))["on"] == "2026-03-02"


def test_people_get_words_and_marks(catalogue, facts_file):
    facts = facts_file([{**YOUNG, "enterprise.staff": 2}, {}])
    with translation.override("en"):
        text = run("--facts", facts, "--on", "2026-03-02")
    assert "[0] On 2026-03-02" in text
    assert "rent-help  Help with rent for the young (2026)" in text
    assert "may be eligible (rests on assumptions still to be confirmed)" in text
    assert "✓ Town: Liushi [yours: Liushi]  (S1, official)" in text
    assert "✗ Staff: at least 3" in text
    assert "? Staff: at least 3" in text
    assert "award: rent_value fixed 600 CNY/month" in text
    assert "last day: 2040-12-31" in text
    assert "still needed: enterprise.staff" in text


def test_an_unknown_programme_is_guessed(catalogue, facts_file):
    said = refusal("--facts", facts_file({}), "--programme", "rent-hlep")
    assert said == "there is no programme rent-hlep. Did you mean rent-help?"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"enterprise.staff": 1', "This is not JSON"),
        ('{"enterprise.staff": NaN}', "NaN is not a number"),
        ('{"enterprise.staff": 1, "enterprise.staff": 2}', "stands twice"),
        ('{"enterprise.staff": null}', "enterprise.staff: null is not an answer"),
        ('{"enterprise.staff": "8"}', "enterprise.staff: expected a number, found the text '8'"),
        ('{"enterprise.staff": true}', "enterprise.staff: expected a number"),
        ('{"enterprise.staff": 1.5}', "enterprise.staff: expected a whole number"),
        ('{"enterprise.staff": -1}', "enterprise.staff: expected at least 0"),
        ('{"enterprise.staf": 1}', "enterprise.staf: there is no such fact. Did you mean"),
        ('{"founder.born_on": "1.5.1999"}', "founder.born_on: expected a day such as 2026-03-02"),
        ('{"founder.born_on": "2062-01-01"}', "founder.born_on: expected a day not after"),
        ('[{}, {"founder.born_on": "2062-01-01"}]', "[1].founder.born_on: expected a day not"),
        ('{"enterprise.town": "paris"}', "enterprise.town: expected one of liushi, hongqiao"),
        ('[{}, {"enterprise.staff": "8"}]', "[1].enterprise.staff: expected a number"),
        ("[{}, 5]", "[1].facts: expected a mapping"),
        ("5", "expected an object of facts, or a list"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
        ('{"a": "\\u0000"}', "U+0000"),
        ("1" * 5000, "has 5000 characters"),
        ("[" * 2000, "ested deeper"),
    ],
)
def test_bad_facts_are_refused_by_name(catalogue, facts_file, content, said):
    assert said in refusal("--facts", facts_file(content))


def test_very_many_problems_are_not_all_told(catalogue, facts_file):
    said = refusal("--facts", facts_file([{f"x{n}": 1} for n in range(500)]))
    assert len(said.splitlines()) < 60


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "1899-12-31", "２０２６-01-01", ""])
def test_a_bad_day_is_refused(facts_file, day):
    assert "--on: expected a day" in refusal("--facts", facts_file({}), "--on", day)


def test_a_missing_file_is_named(catalogue, tmp_path):
    assert "nothing.json: No such file" in refusal("--facts", str(tmp_path / "nothing.json"))
    assert "Is a directory" in refusal("--facts", str(tmp_path))
    assert "null byte" in refusal("--facts", "a\0b")


def test_the_engine_for_populations_gives_the_same_verdicts_and_scores(catalogue, facts_file):
    sets = [{}, YOUNG, {**YOUNG, "founder.born_on": "1950-01-01"}, {"enterprise.town": "hongqiao"}]
    asked = ("--facts", facts_file(sets), "--json", "--on", "2026-03-02")
    explained, screened = json.loads(run(*asked)), json.loads(run(*asked, "--engine", "screen"))
    for one, other in zip(explained, screened, strict=True):
        assert one["on"] == other["on"]
        for wanted, found in zip(one["results"], other["results"], strict=True):
            said = [
                (each["programme"], each["edition"], each["verdict"]) for each in (wanted, found)
            ]
            assert said[0] == said[1]
            assert found["reasons"] is None


def test_the_engine_for_populations_answers_people_too(catalogue, facts_file):
    said = run("--facts", facts_file([{}, {}]), "--engine", "screen")
    assert said.startswith("[0] ")
    assert "\n[1] " in said


def test_the_engine_for_populations_needs_no_database_for_a_document(facts_file, document):
    asked = ("--facts", facts_file({"enterprise.staff": 4}), "--document", document)
    one, other = (json.loads(run(*asked, "--json", "--engine", e)) for e in ("explain", "screen"))
    assert one["results"][0]["verdict"] == other["results"][0]["verdict"]


def test_programme_and_document_exclude_each_other(facts_file, document):
    with pytest.raises(CommandError, match="not allowed with"):
        run("--facts", facts_file({}), "--programme", "x", "--document", document)


# --- with a document alone, where pytest-django refuses any query -------------------------------


def test_a_document_needs_no_database(facts_file, document):
    facts = facts_file({"enterprise.staff": 4})
    answer = json.loads(
        run("--facts", facts, "--document", document, "--on", "2026-03-02", "--json")
    )
    (result,) = answer["results"]
    assert (result["verdict"], result["awards"][0]["amount"]) == ("eligible", "4000")


def test_a_document_is_read_with_the_shipped_facts(facts_file):
    document = sorted((SHIPPED / "programmes").glob("*.yaml"))[0]
    answer = json.loads(run("--facts", facts_file({}), "--document", str(document), "--json"))
    assert answer["results"][0]["programme"] == document.stem


def test_a_refused_document_is_told_with_all_paths(facts_file, tmp_path):
    path = tmp_path / "document.yaml"
    text = small.HIRE.replace("in_force: {from: 2020-06-01}", "in_force: {}")
    path.write_text(text.replace("kind: cash", "kind: gold"))
    said = refusal("--facts", facts_file({}), "--document", str(path))
    assert "in_force: from is missing" in said
    assert "awards[0].kind: expected one of" in said
    assert said.count(str(path)) == len(said.splitlines())


@pytest.mark.parametrize("text", ["", "a: &x [*x]", "[1, 2", "{" * 5000, "a: !!python/object:x {}"])
def test_a_hostile_document_is_refused(facts_file, tmp_path, text):
    path = tmp_path / "document.yaml"
    path.write_text(text)
    assert str(path) in refusal("--facts", facts_file({}), "--document", str(path))


def process(*arguments, stdin=""):
    """A real process with no address of a database."""
    names = ("DATABASE_URL", "REDIS_URL")
    env = {name: value for name, value in os.environ.items() if name not in names}
    command = [sys.executable, str(BASE_DIR / "manage.py"), "evaluate", *arguments]
    return subprocess.run(
        command, env=env, input=stdin, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_real_process_answers_without_a_database(document):
    common = ["--facts", "-", "--document", document, "--on", "2026-03-02"]
    done = process(*common, "--json", stdin='{"enterprise.staff": 2}')
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["results"][0]["verdict"] == "ineligible"
    done = process(*common, stdin='{"enterprise.staff": "2"}')
    assert (done.returncode, done.stdout) == (2, "")
    assert "-: enterprise.staff: expected a number, found the text '2'" in done.stderr
    assert "Traceback" not in done.stderr
