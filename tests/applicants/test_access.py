"""Every address × every role (R18), with a control in which the doors stand open."""

import time

import pytest

from applicants.models import Application
from applicants.models.application import ApplicationQuerySet
from tests.applicants.access import City, check_access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_nobody_sees_what_is_not_theirs(monkeypatch, capsys):
    start, city = time.monotonic(), City()
    report = check_access(city)
    with monkeypatch.context() as patch:
        patch.setattr(ApplicationQuerySet, "owned_by", lambda self, user: self)
        patch.setattr(ApplicationQuerySet, "seen_by", lambda self, user: self)
        control = len(check_access(city, about="applicants").leaks)
    with capsys.disabled():
        print(f"\n{report.line(time.monotonic() - start, control)}")  # noqa: T201
    assert not report.uncovered
    assert not report.leaks
    assert control
    assert Application.objects.count() == 1
