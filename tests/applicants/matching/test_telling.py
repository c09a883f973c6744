"""Who hears of a new match: who agreed to, once, and not what was on the screen already."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from applicants.matching import telling
from applicants.matching.sweeping import tell_all
from applicants.matching.telling import tell_new_matches
from applicants.models import FirstDay, MatchRun, Notification, Profile, ProfileFit
from applicants.notifications.planning import plan_reminders
from applicants.services.mailing import set_muted
from applicants.services.profiles import set_consent, state_fact
from policies.models import Programme
from policies.services.editions import publish_edition, save_draft
from tests.applicants.catalogue import GRANT
from tests.applicants.factories import DAY, a_profile
from tests.applicants.matching.runs import match

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = GRANT.replace("programme: grant", "programme: other")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Every run ends on the day that it is for."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: DAY)


@pytest.fixture
def people(city):
    """Five who would fit the new programme, two of whom are not to be written to; one who not."""
    fits = [a_profile(facts={"enterprise.staff": 5}) for _ in range(5)]
    a_profile(facts={"enterprise.staff": 1})
    set_consent(profile_id=fits[3].pk, purpose="remind", given=False)
    fits[4].owner.is_active = False
    fits[4].owner.save()
    match(DAY)
    ProfileFit.objects.all().delete()
    return fits


def publish(text=OTHER):
    return publish_edition(edition_id=save_draft(document=text).pk)


def told(kind="new_match"):
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


def test_facts_that_cannot_be_read_keep_back_nobody_s_news(people):
    publish()
    run = match(DAY)
    Notification.objects.all().delete()
    with connection.cursor() as cursor:  # only a script can store such a number
        facts = '{"enterprise.staff": 1e999}'
        cursor.execute(
            "UPDATE applicants_profile SET facts = %s WHERE id = %s", [facts, people[0].pk]
        )
    assert tell_new_matches(run) == 3


def test_a_new_programme_is_told_to_those_it_fits(people):
    publish()
    match(DAY)
    assert [each.user for each in told()] == [profile.owner for profile in people[:3]]
    assert told()[0].dedupe_key == f"profile:{people[0].pk}:new-match:other:{DAY}"
    assert all("List-Unsubscribe" in each.headers for each in told())
    assert "示例补贴" in told()[0].subject


def test_what_was_there_when_matching_began_is_no_news(people):
    assert told() == []
    assert not MatchRun.objects.filter(told_at=None).exists()


def test_it_is_told_once(people, monkeypatch):
    publish()
    run = match(DAY)
    MatchRun.objects.filter(pk=run.pk).update(told_at=None)
    tell_all()
    match(DAY)
    assert len(told()) == 3


def test_who_dies_while_telling_is_gone_on_with(people, monkeypatch):
    publish()
    monkeypatch.setattr(telling, "BATCH", 1)
    tell, calls = telling._tell, []

    def dying(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return tell(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(telling, "_tell", dying)
        with pytest.raises(KeyboardInterrupt):
            match(DAY)
    assert len(told()) == 1
    tell_all()
    assert len(told()) == 3
    assert not MatchRun.objects.filter(told_at=None).exists()


def test_a_kind_that_was_turned_off_is_not_sent(people):
    set_muted(user_id=people[0].owner_id, kind=Notification.Kind.NEW_MATCH, muted=True)
    publish()
    match(DAY)
    assert len(told()) == 2


def test_ones_own_answer_was_on_the_screen(people):
    profile = Profile.objects.get(facts={"enterprise.staff": 1})
    state_fact(profile_id=profile.pk, name="enterprise.staff", value=9, by=profile.owner_id)
    match(DAY)
    assert told() == []


def test_another_edition_of_what_fitted_already_is_no_news(people):
    publish()
    match(DAY)
    later = DAY + timedelta(days=1)
    text = OTHER.replace('"2026"', '"next"').replace("2026-01-01", str(DAY))
    publish(text)
    match(DAY)
    assert len(told()) == 3
    assert later


def test_what_time_alone_brought_is_told_once_in_its_own_words(people, monkeypatch):
    young = a_profile(facts={"founder.born_on": date(2008, 3, 10)})
    plan_reminders(on=DAY)
    ProfileFit.objects.all().delete()
    match(DAY)
    on = date(2026, 3, 10)
    monkeypatch.setattr(timezone, "localdate", lambda *_: on)
    assert FirstDay.objects.filter(profile=young, on=on).exists()
    match(on)
    plan_reminders(on=on)
    mine = Notification.objects.filter(user=young.owner).values_list("dedupe_key", flat=True)
    assert list(mine) == [f"profile:{young.pk}:first-day:aged:{on}"]
    assert Programme.objects.filter(slug="aged").exists()


def test_results_of_another_day_are_told_to_nobody(people):
    publish()
    run = match(DAY + timedelta(days=400))
    assert told() == []
    run.refresh_from_db()
    assert run.told_at is not None


def test_telling_costs_the_same_for_the_second_hundred(people, django_assert_max_num_queries):
    publish()
    run = match(DAY)
    with django_assert_max_num_queries(10 + 3 * 8):
        tell_new_matches(run)
