"""Who looked at what of a founder: recorded for everybody of the staff, and told to its owner."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from applicants.models import AuditEvent
from tests.applicants.admin.conftest import desk_of
from tests.applicants.factories import UserFactory, a_member, a_profile, an_application
from tests.applicants.pages.conftest import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def page_of(application):
    return f"/admin/applicants/application/{application.pk}/change/"


def paper_of(application):
    attachment = application.attachments.get()
    return f"/admin/applicants/application/{application.pk}/files/{attachment.pk}/"


def readings(action):
    return list(AuditEvent.objects.filter(action=action))


@pytest.fixture(params=["reviewer", "decider", "administrator"])
def somebody(request):
    if request.param == "administrator":
        return request.param, User.objects.create_superuser("chief", "chief@example.org")
    return request.param, a_member(role=request.param)


def test_whoever_opens_a_file_or_a_paper_is_recorded(somebody):
    role, user = somebody
    application = an_application()
    desk = desk_of(user)
    assert desk.get(page_of(application), REMOTE_ADDR="192.0.2.7").status_code == 200
    (opened,) = readings("file.opened")
    assert (opened.actor_id, opened.subject_id) == (user.pk, str(application.pk))
    assert (opened.address, opened.details["as"]) == ("192.0.2.7", [role])
    assert read(desk.get(paper_of(application)))
    (paper,) = readings("paper.opened")
    assert paper.details["paper"] == str(application.attachments.get().pk)
    assert (paper.actor_id, paper.subject_label) == (user.pk, application.reference)


def test_who_is_turned_away_has_looked_at_nothing():
    application = an_application()
    stranger = desk_of(a_member("human-resources"))
    assert stranger.get(page_of(application)).status_code == 404
    assert stranger.get(paper_of(application)).status_code == 404
    assert readings("file.opened") == readings("paper.opened") == []


def test_the_owner_is_told_which_role_of_which_department_looked_and_no_name():
    founder = UserFactory()
    application = an_application(a_profile(founder))
    reviewer = a_member()
    reviewer.first_name, reviewer.last_name = "示例", "审核员"
    reviewer.save()
    desk_of(reviewer).get(page_of(application))
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(founder)
    for page in (f"/applications/{application.reference}/", "/me/"):
        text = client.get(page).text
        assert "Youth League" in text
        assert f"Reviewer opened the application {application.reference}" in text
        assert "示例" not in text.partition('id="readings"')[2].partition("</section>")[0]
        assert reviewer.username not in text


def test_nobody_sees_the_readings_of_another(city):
    application = an_application()
    desk_of(a_member()).get(page_of(application))
    other = UserFactory()
    a_profile(other)
    client = Client()
    client.force_login(other)
    assert application.reference not in client.get("/me/").text


def test_the_log_is_for_who_has_the_right_to_it_and_nothing_of_it_can_be_changed(admin_client):
    application = an_application()
    reviewer = a_member()
    desk_of(reviewer).get(page_of(application), REMOTE_ADDR="192.0.2.7")
    page = "/admin/applicants/auditevent/"
    text = admin_client.get(page).text
    assert application.reference in text
    assert "192.0.2.7" in text
    (event,) = readings("file.opened")
    assert admin_client.get(f"{page}{event.pk}/change/").status_code == 200
    assert admin_client.get(f"{page}add/").status_code == 404
    assert admin_client.get(f"{page}{event.pk}/delete/").status_code == 404
    clerk = UserFactory(staff=True)
    assert desk_of(clerk).get(page).status_code == 404
    clerk.user_permissions.add(Permission.objects.get(codename="view_auditevent"))
    assert desk_of(clerk).get(page).status_code == 200


def test_the_log_is_filtered_by_who_what_and_day(admin_client):
    application = an_application()
    reviewer = a_member()
    desk_of(reviewer).get(page_of(application))
    page = "/admin/applicants/auditevent/"
    (event,) = readings("file.opened")
    found = lambda **query: set(  # noqa: E731
        admin_client.get(page, query).context["cl"].queryset.values_list("action", flat=True)
    )
    assert found(action="file.opened") == {"file.opened"}
    assert found(actor=reviewer.pk) == {"sign_in.done", "file.opened"}
    assert found(day=f"{event.at.astimezone():%Y-%m-%d}") >= {"file.opened"}
    assert found(q=application.reference) == {"file.opened"}
    assert found(day="nonsense", actor="x", action="y") >= {"file.opened"}
    assert admin_client.get(page, {"details__contains": "{}"}).status_code == 400
