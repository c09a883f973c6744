"""Several writers, several readers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from policies.models import Edition
from policies.services import load_catalogue, rulebook
from tests.policies import small


def in_threads(function, count):
    """Call a function in several threads at once, each with a connection of its own."""

    def run(_):
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_loads_at_the_same_time_publish_once():
    loaded = in_threads(lambda: load_catalogue(small.texts()), 4)
    assert sorted(each.published for each in loaded) == [0, 0, 0, 3]
    assert Edition.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_readers_at_the_same_time_share_one_rulebook():
    load_catalogue(small.texts())
    books = in_threads(rulebook, 8)
    assert len(set(map(id, books))) == 1
