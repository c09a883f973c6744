"""What somebody has already is known when they look, when they hand in, and to who reviews."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from applicants.models import Application
from applicants.services import applying, reviewing
from applicants.services.owned import owned_by
from policies.models import Programme
from policies.services import load_catalogue
from policies.services.calendar import load_calendar
from tests.accounts import staff_login
from tests.applicants.catalogue import ROOM, texts
from tests.applicants.factories import DAY, UserFactory, a_form, a_member, a_profile
from tests.policies import small

pytestmark = pytest.mark.django_db
PLOT = ROOM.replace("programme: room", "programme: plot").replace("示例办公间", "示例地块")
FOOD = """\
  - name: {zh-hans: 健康证, en: Health certificate}
    required_when: {fact: enterprise.staff, at_least: 5, source: S1, basis: official}
    source: S1
    basis: official
"""


def load_city(*, again="", excludes="", papers=""):
    room = ROOM + (f"again: {again}\n" if again else "")
    room = room.replace("process:", f"{papers}process:", 1)
    plot = PLOT + (f"excludes: {excludes}\n" if excludes else "")
    programmes = {**texts().programmes, "room": room, "plot": plot}
    systems = {"systems.yaml": texts().shared["systems.yaml"]}
    load_catalogue(small.texts(shared=systems, programmes=programmes))
    load_calendar()


def send(profile, slug="room", on=DAY, **changes):
    programme = Programme.objects.get(slug=slug)
    form = a_form(**changes)
    return applying.hand_in(profile_id=profile.pk, programme=programme, form=form, on=on)


def approve(application):
    reviewer, decider = a_member(), a_member(role="decider")
    said = {"recommendation": "approve", "opinion": "齐全"}
    reviewing.review(
        application_id=application.pk, version=application.version, actor=reviewer, on=DAY, **said
    )
    application.refresh_from_db()
    reviewing.determine(
        application_id=application.pk,
        version=application.version,
        decision="approved",
        reason="按条件",
        actor=decider,
    )
    application.refresh_from_db()
    return application


def granted(profile, slug="room"):
    return approve(send(profile, slug).application)


def test_what_was_approved_once_is_refused_with_its_number_and_its_day():
    load_city(again="never")
    profile = a_profile()
    first = granted(profile)
    again = send(profile)
    assert not again.submitted
    said = str(again.problems[0])
    assert first.reference in said
    assert f"{first.determination.determined_at:%Y}" in said
    assert Application.objects.count() == 1


def test_a_text_that_says_nothing_is_for_once():
    load_city()
    profile = a_profile()
    granted(profile)
    assert not send(profile).submitted


@pytest.mark.parametrize(
    ("again", "on", "may"),
    [
        ("always", 0, True),
        ("yearly", 0, False),
        ("yearly", 366, True),
        ("{times: 2}", 0, True),
        ("{times: 1}", 0, False),
        ("{months: 12}", 300, False),
        ("{months: 12}", 366, True),
    ],
)
def test_what_may_be_had_again_may_be_applied_for_again(again, on, may):
    load_city(again=again)
    profile = a_profile()
    decided = granted(profile).determination.determined_at.date()
    assert send(profile, on=decided + timedelta(days=on)).submitted is may


def test_a_running_application_is_refused_with_its_number_and_its_day():
    load_city(again="always")
    profile = a_profile()
    first = send(profile).application
    again = send(profile)
    assert not again.submitted
    assert first.reference in str(again.problems[0])


def test_what_excludes_another_is_told_before_handing_in_and_to_who_reviews(client):
    load_city(excludes="[room]")
    owner = UserFactory()
    profile = a_profile(owner)
    first = granted(profile)
    client.force_login(owner)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("applicants:apply", args=["plot"])).content.decode()
    assert "Not together with “Example room”" in page
    assert first.reference in page
    other = send(profile, "plot").application
    assert other is not None, "it is for the department to decide which of them counts"
    reviewer = a_member()
    staff_login(client, reviewer)
    client.cookies["django_language"] = "en"
    address = reverse("admin:applicants_application_change", args=[other.pk])
    file = client.get(address).content.decode()
    assert first.reference in file
    assert "Not together with" in file


def test_bundle_plan_and_page_know_what_one_has_and_what_it_excludes(client):
    load_city(again="never", excludes="[room]")
    owner = UserFactory()
    profile = a_profile(owner)
    first = granted(profile)
    client.force_login(owner)
    client.cookies["django_language"] = "en"
    bundle = client.get(reverse("policies:bundle")).context["page"]
    assert "room" in [each.slug for each in bundle.held]
    assert {"room", "plot"}.isdisjoint(step.slug for step in bundle.steps)
    plan = client.get(reverse("policies:plan")).context["plan"]
    assert "room" not in [entry.slug for entry in plan.entries]
    page = client.get(reverse("policies:programme", args=["plot"])).content.decode()
    assert "Not together with “Example room”" in page
    assert first.reference in page


def test_papers_that_are_asked_for_say_until_when(client):
    load_city()
    owner = UserFactory()
    application = send(a_profile(owner)).application
    reviewing.request_supplement(
        application_id=application.pk,
        version=application.version,
        wanted="身份证背面",
        working_days=3,
        actor=a_member(),
        on=DAY,
    )
    client.force_login(owner)
    client.cookies["django_language"] = "en"
    (card,) = client.get(reverse("policies:results")).context["board"].under_way
    assert card.mark == "unknown"
    assert "due on 5 March 2026" in card.reason


def test_the_reviewer_sees_earlier_applications_for_the_same(client):
    load_city(again="always")
    profile = a_profile()
    first = granted(profile)
    second = send(profile).application
    reviewer = a_member()
    staff_login(client, reviewer)
    address = reverse("admin:applicants_application_change", args=[second.pk])
    file = client.get(address).content.decode()
    assert first.reference in file


def test_results_and_page_know_what_is_under_way_and_what_is_had(client):
    load_city(again="never")
    owner = UserFactory()
    profile = a_profile(owner)
    application = send(profile).application
    client.force_login(owner)
    client.cookies["django_language"] = "en"
    board = client.get(reverse("policies:results")).context["board"]
    (card,) = board.under_way
    assert (card.slug, card.action) == ("room", "follow")
    assert application.reference in card.reason
    page = client.get(reverse("policies:programme", args=["room"]))
    assert application.reference in page.content.decode()
    assert page.context["page"].action == "follow"
    approve(application)
    board = client.get(reverse("policies:results")).context["board"]
    (card,) = board.yours
    assert card.slug == "room"
    assert application.reference in card.earlier
    assert "room" not in [each.slug for each in board.now]
    page = client.get(reverse("policies:programme", args=["room"])).content.decode()
    assert reverse("applicants:apply", args=["room"]) not in page
    assert 'class="intake"' not in page  # no "open now" for whoever cannot have it again


def test_a_paper_that_depends_on_an_answer_is_asked_of_those_it_is_for():
    load_city(papers=FOOD)
    facts = {"founder.born_on": date(1999, 3, 2), "enterprise.town": "liushi"}
    unknown = send(a_profile(facts=facts))
    assert unknown.submitted, "what nobody knows keeps nobody from applying"
    few = send(a_profile(facts={**facts, "enterprise.staff": 4}))
    assert few.submitted
    many = send(a_profile(facts={**facts, "enterprise.staff": 5}))
    assert not many.submitted
    assert set(many.fields) == {"健康证"}


@pytest.mark.usefixtures("city")
def test_one_query_finds_what_somebody_did(django_assert_num_queries):

    profile = a_profile()
    send(profile)
    with django_assert_num_queries(1):
        assert owned_by(profile)["room"].under_way is not None
