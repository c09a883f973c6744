"""The pages about matching: for administrators, numbers only, the same queries for more rows."""

import pytest
from django.urls import reverse

from applicants.models import EditionFit, FitChange, MatchRun
from tests.accounts import staff_login
from tests.applicants.factories import DAY, a_member, a_profile
from tests.applicants.matching.runs import begin, match

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = reverse("admin:applicants_matchrun_changelist")
FITS = reverse("admin:applicants_editionfit_changelist")


@pytest.fixture
def done(city):
    """A run that is at its end, of somebody with a name to be looked for."""
    a_profile(facts={"enterprise.staff": 5}, name="金丝雀")
    return match(DAY)


def test_empty_lists_say_how_something_comes_into_them(admin_client, city):
    for address in (RUNS, FITS):
        page = admin_client.get(address)
        assert str(page.context["nothing_yet"]) in page.content.decode()
    match(DAY)
    for address in (RUNS, FITS):
        page = admin_client.get(address)
        assert str(page.context["nothing_yet"]) not in page.content.decode()


def test_a_run_that_is_done_stands_still(admin_client, done):
    page = admin_client.get(RUNS)
    assert "Refresh" not in page.headers
    assert '<progress max="1" value="1"' in page.content.decode()


def test_a_run_under_way_is_looked_at_again(admin_client, done):
    run = begin(DAY)
    for address in (RUNS, reverse("admin:applicants_matchrun_change", args=[run.pk])):
        page = admin_client.get(address)
        assert page.headers["Refresh"] == "5"
        assert '<progress max="1" value="0"' in page.content.decode()


def test_a_run_says_what_it_changed(admin_client, done):
    page = admin_client.get(reverse("admin:applicants_matchrun_change", args=[done.pk]))
    text = page.content.decode()
    assert "示例补贴" in text
    assert text.count('<th scope="row">') == FitChange.objects.filter(run=done).count()


def test_an_edition_says_how_many_it_fits_and_names_nobody(admin_client, done):
    fit = EditionFit.objects.get(edition__programme__slug="grant")
    page = admin_client.get(reverse("admin:applicants_editionfit_change", args=[fit.pk]))
    text = page.content.decode()
    assert "2026-03-02" in text
    assert "金丝雀" not in text


def test_many_are_counted_with_thousands_apart(admin_client, done):
    MatchRun.objects.update(profiles=250_000, gained=3_123)
    EditionFit.objects.update(undetermined_count=1_245_881)
    one = reverse("admin:applicants_matchrun_change", args=[done.pk])
    for address, words in ((RUNS, "250,000"), (one, "250,000"), (FITS, "1,245,881")):
        assert words in admin_client.get(address).content.decode()


def test_lists_ask_no_more_for_more(admin_client, done, django_assert_max_num_queries):
    for _ in range(5):
        match(DAY)
    for address, most in ((RUNS, 12), (FITS, 12)):
        admin_client.get(address)
        with django_assert_max_num_queries(most):
            assert admin_client.get(address).status_code == 200


def test_a_filter_that_is_not_offered_is_refused(admin_client, done):
    assert admin_client.get(RUNS, {"state__exact": "done"}).status_code == 200
    assert admin_client.get(RUNS, {"error__regex": "("}).status_code in (302, 400)


def test_reviewers_do_not_see_them(client, done):
    staff_login(client, a_member())
    assert client.get(RUNS).status_code == 404
    assert client.get(FITS).status_code == 404
    assert MatchRun.objects.exists()
