"""The table of what is kept how long."""

import re
from datetime import timedelta

import pytest
from django.utils.translation import override

from applicants.retention import RETENTION, kept
from applicants.services.expiry import EXPIRIES


def test_each_line_says_what_how_long_and_why():
    for line in RETENTION:
        for language in ("en", "zh-hans"):
            with override(language):
                assert str(line.what)
                assert str(line.why)
                assert line.period


def test_no_key_comes_twice():
    assert len({line.key for line in RETENTION}) == len(RETENTION)


def test_the_words_are_made_of_the_number_that_the_job_counts_with():
    with override("en"):
        assert kept("visits").period == "7 days after the last visit"
        assert kept("unfinished").period == "1 day after the code was asked for"
    assert kept("visits").span == timedelta(days=7)


def test_what_has_no_number_cannot_be_counted_with():
    with pytest.raises(ValueError, match="account"):
        _ = kept("account").span


def test_the_job_knows_every_class_that_ends_by_itself():
    others = {"unfinished", "audit", "logs", "backups"}  # see their own tasks and the README
    assert {line.key for line in RETENTION if line.days} - others == EXPIRIES.keys() - {"codes"}


def test_visits_end_when_the_table_says(settings):
    assert kept("visits").span.total_seconds() == settings.SESSION_COOKIE_AGE


def test_a_period_reads_as_one_phrase_in_chinese():
    """No comma before the number, and no sentence mark of another script."""
    with override("zh-hans"):
        for line in RETENTION:
            words = f"{line.what} {line.period} {line.why}"
            assert not re.search(r"[，。；：] |[\u4e00-\u9fff）][.,;:]", words), words
