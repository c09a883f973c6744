"""The command says what it found, keeps it or not, and refuses what it cannot do."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from applicants.matching.results import fits
from applicants.models import EditionFit, MatchRun
from policies.models import Edition
from tests.applicants.factories import DAY, a_profile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _people(city):
    for staff in range(6):
        a_profile(facts={"enterprise.staff": staff})


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_moment: DAY)


def told(*arguments):
    out = StringIO()
    call_command("match", *arguments, stdout=out)
    return out.getvalue()


def numbers(text, programme):
    line = next(line for line in text.splitlines() if line.split()[:1] == [programme])
    return [int(word.replace(",", "")) for word in line.split()[1:]]


@pytest.mark.usefixtures("_people")
def test_a_run_is_kept_and_told():
    text = told("run")
    assert numbers(text, "grant") == [3, 0, 3, 0, 0, 0]
    assert len(fits(Edition.objects.get(programme__slug="grant")).eligible) == 3
    assert numbers(told("run", "--on", str(DAY)), "grant") == [3, 0, 0, 0, 0, 0]


@pytest.mark.usefixtures("_people")
def test_a_dry_run_says_the_same_and_keeps_nothing():
    dry = told("run", "--on", str(DAY), "--dry-run")
    assert not EditionFit.objects.exists()
    assert not MatchRun.objects.exists()
    real = told("run", "--on", str(DAY))
    assert dry.splitlines()[:-1] == real.splitlines()[:-1]


@pytest.mark.usefixtures("_people")
def test_another_day_is_only_looked_at():
    told("run")
    kept = list(EditionFit.objects.values_list("pk", "on", "run"))
    runs = MatchRun.objects.count()
    text = told("run", "--on", str(DAY + timedelta(days=40)))
    assert numbers(text, "grant") == [3, 0, 0, 0, 0, 0]
    assert "Nothing was kept" in text
    assert f"is not today: only what fits today, {DAY}, is ever kept" in text
    assert list(EditionFit.objects.values_list("pk", "on", "run")) == kept
    assert MatchRun.objects.count() == runs


@pytest.mark.usefixtures("_people")
def test_one_programme():
    text = told("run", "--on", str(DAY), "--programme", "grant")
    assert "aged" not in text
    assert EditionFit.objects.count() == 1


@pytest.mark.usefixtures("_people")
def test_status():
    assert "Nothing was matched yet" in told("status")
    told("run", "--on", str(DAY))
    assert "grant (2026) on 2026-03-02: 3 eligible" in told("status")
    assert "asked, done" in told("status")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--programme", "grnt"], "Did you mean grant"),
        (["run", "--on", "1901-01-01"], "No edition is in force"),
        (["run", "--on", "soon"], "invalid"),
        ([], "required"),
    ],
)
def test_what_cannot_be_done_is_said(city, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("match", *arguments)
