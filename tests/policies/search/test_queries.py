"""What people type finds what they look for."""

import statistics
import time

import pytest

from tests.policies.search.queries import EXACT, NEAR


@pytest.mark.parametrize(("query", "slug"), EXACT.items())
def test_a_name_is_the_first_hit(find, query, slug):
    assert find(query)[:1] == [slug]


@pytest.mark.parametrize(("query", "slugs"), NEAR.items())
def test_the_first_three_hits_have_it(find, query, slugs):
    assert set(find(query)[:3]) & set(slugs.split()), find(query)[:5]


@pytest.mark.parametrize("query", ["leqing", "yueqing", "乐清", "樂清"])
def test_both_readings_of_the_city_find_what_is_named_after_it(find, known, query):
    named = {
        slug
        for slug, lines in known.lines.items()
        if any("乐清" in line.text for line in lines[:2])
    }
    assert named
    assert named <= set(find(query)[: len(named) + 2])


@pytest.mark.parametrize(
    "query", ["", " ", "\x00\x1f", "😀", "。、！", "qwertyuiop", "火星移民", "((("]
)
def test_nothing_is_found_where_there_is_nothing(find, query):
    assert find(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_000,
        "青" * 10_000,
        "青创之家" * 2_500,
        "a b " * 2_500,
        "(a+)+$" * 2_000,
        "\\d.*[^z]{9}|" * 1_000,
        "qczj" * 2_500,
        "\u202e\u0000\ud83d" * 3_000,
        "\ufdfa" * 10_000,  # one sign that stands for eighteen
        "😀👩‍👩‍👧" * 1_500,
        "zhuangshuang" * 900,
    ],
)
def test_whatever_is_asked_takes_bounded_time(find, query):
    times = []
    for _ in range(3):
        began = time.process_time()
        find(query)
        times.append(time.process_time() - began)
    assert min(times) < 0.25


def test_searching_is_quick(find):
    times = []
    for query in (*EXACT, *NEAR):
        began = time.process_time()
        find(query)
        times.append(time.process_time() - began)
    assert statistics.median(times) < 0.05
