"""Who has used up a budget is told when to come back; nobody else notices."""

import json
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.test import Client

from leqing.budgets import buckets, middleware
from leqing.budgets.buckets import Bucket, forget_full, take
from leqing.budgets.prices import PRICES, USUAL
from tests.applicants.access import addresses

pytestmark = pytest.mark.django_db
EVALUATE = "/api/v1/evaluations"


@pytest.fixture(autouse=True)
def budgets(db, settings, monkeypatch):
    """Small ones: ten units for an address, twenty for an account, one back in 100 seconds."""
    with connection.cursor() as cursor:
        cursor.execute("delete from budget")  # what tests with committed rows left
    settings.BUDGETS = 100
    monkeypatch.setattr(middleware, "OF_ADDRESS", Bucket(size=10, refill=0.01))
    monkeypatch.setattr(middleware, "OF_ACCOUNT", Bucket(size=20, refill=0.01))
    buckets.empty.forget()
    yield
    buckets.empty.forget()


def from_(address, **more):
    return Client(REMOTE_ADDR=address, **more)


def use_up(client, path="/robots.txt"):
    """Ask until it is refused; the refusal, and how often it was answered before."""
    for times in range(100):
        response = client.get(path)
        if response.status_code == 429:
            return response, times
    raise AssertionError("never refused")


def test_who_used_up_a_budget_is_told_when_to_come_back():
    response, times = use_up(from_("192.0.2.1"))
    assert times == 10 / USUAL.base
    assert 100 <= int(response["Retry-After"]) <= 200
    assert response["Cache-Control"] == "no-store"
    assert "稍等" in response.content.decode()
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_the_refusal_speaks_the_readers_language():
    client = from_("192.0.2.1", headers={"Accept-Language": "en"})
    response, _times = use_up(client)
    assert f"send it again in {response['Retry-After']} s" in response.content.decode()


def test_the_api_refuses_as_it_refuses_everything():
    client = from_("192.0.2.1")
    use_up(client)
    body = json.dumps({"facts": {}})
    response = client.post(EVALUATE, body, content_type="application/json")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    (problem,) = response.json()["problems"]
    assert problem["path"] == ""
    assert response["Retry-After"] in problem["message"]


def test_another_address_has_a_budget_of_its_own():
    use_up(from_("192.0.2.1"))
    assert from_("192.0.2.2").get("/robots.txt").status_code == 200


def test_one_connection_with_many_addresses_is_one_visitor():
    use_up(from_("2001:db8:1:2::1"))
    assert from_("2001:db8:1:2:ffff::9").get("/robots.txt").status_code == 429
    assert from_("2001:db8:1:3::1").get("/robots.txt").status_code == 200


def test_a_forged_entry_before_that_of_our_proxy_changes_nothing(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    seen = "198.51.100.1"
    use_up(from_("127.0.0.1", headers={"X-Forwarded-For": seen}))
    forged = from_("127.0.0.1", headers={"X-Forwarded-For": f"203.0.113.9, {seen}"})
    assert forged.get("/robots.txt").status_code == 429


def test_an_account_pays_for_itself_behind_an_address_that_is_used_up():
    use_up(from_("192.0.2.1"))
    first, second = from_("192.0.2.1"), from_("192.0.2.1")
    for name, client in (("first", first), ("second", second)):
        client.force_login(User.objects.create_user(name))
    _refusal, times = use_up(first)
    assert times == 20 / USUAL.base
    assert second.get("/robots.txt").status_code == 200
    elsewhere = from_("192.0.2.9")
    elsewhere.cookies = first.cookies
    assert elsewhere.get("/robots.txt").status_code == 429


def test_health_costs_nothing():
    client = from_("192.0.2.1")
    use_up(client)
    assert client.get("/healthz").status_code == 200


def test_what_is_not_there_costs_too():
    response, _times = use_up(from_("192.0.2.1"), "/nowhere")
    assert response.status_code == 429


def test_a_long_body_costs_more():
    price = PRICES["api-1:evaluate"]
    assert price.units(20 * 1024) >= 2 * price.units(0)
    assert price.units(64 * 1024) > price.units(20 * 1024)


def test_what_a_request_took_besides_its_price_is_charged(monkeypatch):
    clock = iter([0.0, 0.3])  # 30 units of 10
    monkeypatch.setattr(middleware, "thread_time", lambda: next(clock))
    client = from_("192.0.2.1")
    assert client.get("/robots.txt").status_code == 200
    response = client.get("/robots.txt")
    assert response.status_code == 429
    assert 1_100 < int(response["Retry-After"]) <= 1_200  # a bucket owes no more than it holds


def test_what_costs_more_than_a_whole_bucket_can_still_be_paid():
    bucket = Bucket(size=10, refill=1)
    assert take("somebody", bucket, 50) == 0
    assert take("somebody", bucket, 50) == 10


def test_a_bucket_fills_again():
    bucket = Bucket(size=10, refill=50)
    assert take("somebody", bucket, 10) == 0
    assert take("somebody", bucket, 10) == 1
    until = monotonic() + 5
    while take("somebody", bucket, 10):
        assert monotonic() < until


def test_a_refusal_is_remembered_without_the_database(django_assert_num_queries):
    client = from_("192.0.2.1")
    use_up(client)
    with django_assert_num_queries(0):
        assert client.get("/robots.txt").status_code == 429


def test_nobody_reads_an_address_in_the_database():
    from_("192.0.2.1").get("/robots.txt")
    with connection.cursor() as cursor:
        cursor.execute("select visitor from budget")
        ((visitor,),) = cursor.fetchall()
    assert len(bytes(visitor)) == 16
    assert b"192" not in bytes(visitor)


def test_without_the_table_pages_are_answered(monkeypatch):
    def fail(*_arguments):
        raise DatabaseError("it is away")

    monkeypatch.setattr(middleware, "take", fail)
    assert from_("192.0.2.1").get("/robots.txt").status_code == 200


def test_zero_turns_budgets_off(settings):
    settings.BUDGETS = 0
    assert {from_("192.0.2.1").get("/robots.txt").status_code for _each in range(50)} == {200}


def test_full_buckets_are_forgotten():
    take("somebody", Bucket(size=10, refill=1), 1)
    with connection.cursor() as cursor:
        cursor.execute("update budget set counted_at = counted_at - interval '2 hours'")
    take("somebody else", Bucket(size=10, refill=1), 1)
    assert forget_full() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_none_takes_what_another_has_taken():
    bucket = Bucket(size=30, refill=0.001)

    def ask(_number):
        try:
            return take("crowd", bucket, 1)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(ask, range(60)))
    assert answers.count(0) == 30


def test_every_price_is_that_of_a_route():
    assert set(PRICES) <= {name for name, _route in addresses()}
