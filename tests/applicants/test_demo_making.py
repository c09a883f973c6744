"""Making the demonstration: on every kind of day, at once or not at all."""

from datetime import date
from hashlib import sha256

import pytest
from django.contrib.auth.models import User

from applicants.demo import DemoError, applications, make_demo
from applicants.models import Profile
from applicants.services import applying
from applicants.uploads import Inspected
from applicants.workflow import Status
from policies.services import load_calendar, load_catalogue
from policies.services.files import SHIPPED, read_folder

PASSWORD = "badi-komu-fesa-runo"


@pytest.fixture
def shipped(db):
    load_catalogue(read_folder(SHIPPED))
    load_calendar()


@pytest.fixture
def quick(monkeypatch):
    """Files are taken for what they are called: no child process each."""

    def inspect(file, *, accepted):
        content, kind = file.read(), file.name.rpartition(".")[2]
        return Inspected(
            kind=kind,
            content_type=file.content_type,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            name=file.name,
            file=file,
        )

    monkeypatch.setattr(applying, "inspect_upload", inspect)


@pytest.mark.slow
@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 10, 3), id="in the holidays of October"),
        pytest.param(date(2027, 2, 12), id="in those of the Spring Festival"),
        pytest.param(date(2028, 2, 29), id="after the end of one of the programmes"),
    ],
)
def test_every_status_is_there_on_other_days_too(shipped, quick, day):
    report = make_demo(day, password=PASSWORD)
    assert set(report.applications) == {status.value for status in Status}
    assert sum(report.applications.values()) == 40


def test_a_failure_leaves_neither_rows_nor_files(shipped, settings, monkeypatch):
    plan = [("youth-league", "youth-market", ("fresh", "no such outcome"))]
    monkeypatch.setattr(applications, "PLAN", plan)
    with pytest.raises(KeyError):
        make_demo(date(2026, 11, 26), password=PASSWORD)
    assert not Profile.objects.exists()
    assert not User.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_without_a_catalogue_it_says_what_to_do(db):
    with pytest.raises(DemoError, match=r"manage\.py prepare"):
        make_demo(date(2026, 11, 26), password=PASSWORD)
