"""The city in the database: whole or not at all, and nothing else touched."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from applicants.facts import facts_of
from applicants.models import Consent, FactChange, Profile
from applicants.population import MOST, PopulationError, making, population
from applicants.population.making import ACCOUNT
from policies.services import current_catalogue, load_catalogue
from policies.services.files import SHIPPED, read_folder
from tests.applicants.factories import a_profile, an_application

ENABLED = "SELECT tgenabled FROM pg_trigger WHERE tgname = 'applicants_keep_fact_history'"


@pytest.fixture
def shipped(db):
    """The shipped catalogue."""
    load_catalogue(read_folder(SHIPPED))


def make(*options):
    """Run the command."""
    call_command("population", "make", *options)


def history_is_kept():
    """Whether the trigger is on."""
    with connection.cursor() as cursor:
        cursor.execute(ENABLED)
        return cursor.fetchone() == ("O",)


def test_it_makes_so_many_that_read_like_others(shipped, capsys):
    make("--size", "120", "--seed", "7")
    profiles = list(Profile.objects.all())
    assert len(profiles) == 120
    vocabulary = current_catalogue().vocabulary
    for profile in profiles:
        assert profile.facts.keys() == facts_of(profile, vocabulary).keys()
        profile.full_clean()
        assert profile.credit_code == ""
        assert profile.name.startswith("示例")
        assert profile.audience
    assert "population of 120" in capsys.readouterr().out


def test_the_same_again_is_the_same(city):
    make("--size", "60", "--seed", "5")
    first = list(Profile.objects.values_list("kind", "name", "audience", "facts"))
    make("--size", "60", "--seed", "5", "--replace")
    assert list(Profile.objects.values_list("kind", "name", "audience", "facts")) == first


def test_made_profiles_have_no_history_and_others_keep_theirs(city):
    make("--size", "30")
    assert not FactChange.objects.exists()
    assert history_is_kept()
    a_profile(facts={"founder.is_student": True})
    assert FactChange.objects.count() == 1


def test_nobody_can_sign_in_as_their_owner(city):
    make("--size", "3")
    owner = User.objects.get(username=ACCOUNT)
    assert not owner.is_active
    assert not owner.has_usable_password()
    assert authenticate(username=ACCOUNT, password="") is None


def test_a_second_one_is_refused_and_says_how(city):
    make("--size", "10")
    with pytest.raises(CommandError, match="--replace"):
        make("--size", "10")
    assert Profile.objects.count() == 10
    assert history_is_kept()


def test_removing_takes_what_was_made_and_nothing_else(city):
    other = a_profile(facts={"founder.is_student": True})
    make("--size", "20")
    made = Profile.objects.exclude(pk=other.pk)
    first = made.first()
    first.facts = {**first.facts, "founder.is_student": True}
    first.save()
    Consent.objects.create(profile=first, purpose="keep", text_version="1", given_at=timezone.now())
    call_command("population", "remove")
    assert list(Profile.objects.all()) == [other]
    assert not User.objects.filter(username=ACCOUNT).exists()
    assert User.objects.filter(pk=other.owner_id).exists()
    assert not Consent.objects.exclude(profile=other).exists()
    call_command("population", "remove")


def test_removing_is_refused_where_somebody_applied(city):
    make("--size", "5")
    made = Profile.objects.first()
    made.facts = a_profile().facts
    made.save()
    an_application(made)
    with pytest.raises(CommandError, match="there are rows of Application"):
        call_command("population", "remove")
    assert Profile.objects.filter(owner__username=ACCOUNT).count() == 5


def test_a_making_that_breaks_off_leaves_nothing(city, monkeypatch):
    def broken(*args, **options):
        yield from making_draw(*args, **options)
        raise KeyboardInterrupt

    making_draw = making.draw_city
    monkeypatch.setattr(making, "draw_city", broken)
    with pytest.raises(CommandError, match="nothing was changed"):
        make("--size", "10")
    assert population() is None
    assert not Profile.objects.exists()
    assert history_is_kept()


@pytest.mark.parametrize("size", [0, -1, MOST + 1])
def test_a_size_out_of_range_is_refused(city, size):
    with pytest.raises(CommandError, match="size must be from 1 to 2,000,000"):
        make("--size", str(size))


@pytest.mark.parametrize("options", [("--size", "many"), ("--on", "soon"), ("--seed", "x")])
def test_what_is_no_number_or_day_is_refused(options):
    with pytest.raises(CommandError, match="invalid"):
        make(*options)


def test_a_seed_out_of_range_is_refused(city):
    with pytest.raises(CommandError, match="seed"):
        make("--size", "5", "--seed", "-1")


def test_a_real_server_is_refused(city, settings):
    settings.LOCAL = False
    for action in ("make", "remove"):
        with pytest.raises(CommandError, match="DJANGO_DEBUG=0"):
            call_command("population", action)


def test_without_a_catalogue_it_says_so(db):
    with pytest.raises(PopulationError, match="prepare"):
        making.make_population(5, seed=1)


def test_alone_it_says_what_there_is(city, capsys):
    call_command("population")
    assert "no population" in capsys.readouterr().out
    make("--size", "40", "--seed", "9")
    call_command("population")
    said = capsys.readouterr().out
    assert "population of 40" in said
    assert "seed 9" in said
