"""Every decision can be worked out again from what was kept, whatever became of the catalogue."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from applicants.services import freezing
from applicants.services.freezing import canonical, digest, judged_again
from policies.models import Fact, SharedTable
from tests.applicants.factories import a_profile, an_application, determined, reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def _forget():
    """What one test tampers with, the next does not see."""
    freezing._document.cache_clear()
    freezing._library.cache_clear()
    yield
    freezing._document.cache_clear()
    freezing._library.cache_clear()


def replay(capsys):
    call_command("determinations", "replay")
    return capsys.readouterr().out


def tamper(sql, *values):
    """As somebody with all rights on the database might."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("set session_replication_role = origin")


def test_every_byte_is_reproduced(capsys):
    determined()
    determined(decision="rejected")
    said = replay(capsys)
    assert said.startswith("2 determinations judged again")
    assert said.strip().endswith(", 0 differences")


def test_later_catalogues_and_answers_change_nothing(capsys):
    profile = a_profile()
    application = determined(reviewed(an_application(profile)))
    profile.facts = {}
    profile.save()
    SharedTable.objects.all().update(definition="rent: {}")
    Fact.objects.filter(name="founder.born_on").delete()
    freezing._document.cache_clear()
    freezing._library.cache_clear()
    assert "0 differences" in replay(capsys)
    awards = json.loads(judged_again(application.determination.snapshot))["awards"]
    assert awards[0]["amount"] == "1080"  # 36 times the rent of the table as it was


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "update applicants_snapshot set verdict = replace(verdict, '\"met\"', '\"unmet\"')",
            "the verdict differs",
        ),
        (
            "update applicants_snapshot set facts = replace(facts, 'liushi', 'hongqiao'),"
            " facts_sha256 = encode(sha256(convert_to(replace(facts, 'liushi', 'hongqiao'),"
            " 'UTF8')), 'hex')",
            "the verdict differs",
        ),
    ],
)
def test_a_difference_ends_with_1(capsys, sql, words):
    determined()
    tamper(sql)
    with pytest.raises(CommandError) as stopped:
        call_command("determinations", "replay")
    assert stopped.value.returncode == 1
    assert words in capsys.readouterr().err


def test_canonical_json_has_one_spelling():
    assert canonical({"b": 1, "a": "乐"}) == canonical({"a": "乐", "b": 1}) == '{"a":"乐","b":1}'
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
