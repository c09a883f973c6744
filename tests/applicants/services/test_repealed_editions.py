"""What becomes of applications and founders' pages once an edition is repealed."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from applicants.models import Application
from applicants.notifications.planning import plan_reminders
from applicants.services.applying import hand_in
from policies.models import Edition, Programme
from policies.services.repeal import approve_change, ask_change
from tests.applicants.factories import a_form, a_profile, an_application, determined, reviewed
from tests.policies.services.test_approving import permitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def repeal(slug):
    """Two officers end an edition today."""
    asker, other = [permitted("change_edition", "approve_edition") for _ in range(2)]
    edition = Edition.objects.published().get(programme__slug=slug)
    change = ask_change(edition_id=edition.pk, kind="repeal", reason="no rooms", by=asker)
    approve_change(change_id=change.pk, by=other)


def test_what_was_handed_in_goes_on_by_its_edition():
    on = timezone.localdate()
    application = an_application(on=on)
    repeal("room")
    assert application.snapshot.document.content.startswith("programme: room")
    application = reviewed(application, on=on)
    determined(application, on=on)
    application.refresh_from_db()
    assert application.status == Application.Status.APPROVED


def test_nothing_more_is_handed_in_and_one_is_told_why(client):
    profile, on = a_profile(), timezone.localdate()
    room = Programme.objects.get(slug="room")
    draft = hand_in(profile_id=profile.pk, programme=room, form=a_form(submit=False), on=on)
    assert draft.application is not None
    repeal("room")
    sent = hand_in(profile_id=profile.pk, programme=room, form=a_form(), on=on)
    assert not sent.submitted
    with translation.override("zh-hans"):
        assert "今天" in str(sent.problems[0])
    assert Application.objects.get().status == Application.Status.DRAFT
    client.force_login(profile.owner)
    page = client.get(reverse("applicants:apply", args=["room"])).content.decode()
    assert 'type="file"' not in page
    assert client.get(reverse("applicants:mine")).status_code == 200
    assert plan_reminders(on=on) >= 0
