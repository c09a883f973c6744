"""The preview in the administration: figures for policy officers, names for who may see them."""

import hashlib
import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applicants.models import AuditEvent
from policies.models import Edition
from policies.services import publish_edition, save_draft
from policies.services.drafting import start_draft, write_draft
from tests.applicants.admin.conftest import desk_of
from tests.applicants.catalogue import GRANT
from tests.applicants.factories import UserFactory, a_member, a_profile

pytestmark = pytest.mark.django_db(transaction=True)
ON = "2026-05-04"
NEXT = (
    GRANT.replace('edition: "2026"', 'edition: "2027"')
    .replace("in_force: {from: 2026-01-01}", "in_force: {from: 2027-01-01}")
    .replace("at_least: 3", "at_least: 6")
)


def officer(*more):
    """A client of a policy officer with some further permissions."""
    user = UserFactory(staff=True)
    names = ("view_edition", "change_edition", *more)
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return desk_of(user)


@pytest.fixture
def draft(city):
    """An edition of ``grant`` that asks for six people instead of three."""
    return save_draft(document=NEXT)


@pytest.fixture
def firms(city):
    """Twelve firms with 1 to 12 people in two towns; one states nothing."""
    towns = ("liushi", "hongqiao")
    made = [
        a_profile(
            kind="enterprise",
            name=f"示例公司{n}",
            facts={"enterprise.staff": n, "enterprise.town": towns[n % 2]} if n else {},
        )
        for n in range(13)
    ]
    return {profile.name: profile for profile in made}


def page(draft, **query):
    return reverse("admin:applicants_preview_edition", args=[draft.pk], query={"on": ON, **query})


def people(draft, **query):
    name = "admin:applicants_preview_edition_people"
    return reverse(name, args=[draft.pk], query={"on": ON, **query})


def words(response):
    """The text of a page."""
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_what_would_change(draft, firms, admin_client):
    response = admin_client.get(page(draft))
    headlines = {each.move: each.cell.text for each in response.context["figures"].headlines}
    assert headlines == {"gained": "0", "lost": "3", "newly-unknown": "0", "settled": "0"}
    town = response.context["figures"].tables[0]
    assert [move for move, _name in town.moves] == ["lost"]
    assert [(row.name, row.cells[0].text) for row in town.rows] == [
        ("柳市", "1"),
        ("虹桥", "2"),
        ("未填写", "0"),
    ]
    assert "由“不低于 3”改为“不低于 6”" in words(response)


def test_the_preview_opens_on_the_first_day_in_force(draft, firms, admin_client):
    address = reverse("admin:applicants_preview_edition", args=[draft.pk])
    text = admin_client.get(address).content.decode()
    first = max(timezone.localdate(), date(2027, 1, 1))  # today once that has gone by
    assert f'value="{first}"' in text
    current = Edition.objects.get(programme__slug="grant", name="2026")
    text = admin_client.get(address.replace(f"/{draft.pk}/", f"/{current.pk}/")).content.decode()
    assert f'value="{timezone.localdate()}"' in text


def test_the_preview_shows_sums_of_money_by_kind(draft, firms, admin_client):
    assert admin_client.get(page(draft)).context["figures"].money == [
        ("补助资金", "共 10 家/人，5 万元", "共 7 家/人，3.5 万元")
    ]
    assert "5 万元" in words(admin_client.get(page(draft)))
    assert officer().get(page(draft)).context["figures"].money == []


def test_sums_hang_on_answers(city, firms, admin_client):
    formula = NEXT.replace("amount: 5000", 'formula: "100 * enterprise.staff"')
    found = admin_client.get(page(save_draft(document=formula))).context["figures"].money
    assert found == [("补助资金", "共 10 家/人，5 万元", "共 7 家/人，6300 元")]


def test_who_it_is_and_why(draft, firms, admin_client):
    text = words(admin_client.get(people(draft, move="lost")))
    assert [name for name in firms if re.search(rf"{name}\b", text)] == [
        "示例公司3",
        "示例公司4",
        "示例公司5",
    ]
    only = words(admin_client.get(people(draft, move="lost", part="enterprise.town:liushi")))
    assert "示例公司4" in only
    assert "示例公司3" not in only


def test_every_number_leads_to_as_many_people(draft, firms, admin_client):
    response = admin_client.get(page(draft))
    links = re.findall(r'<a href="([^"]+people[^"]+)">(\d+)</a>', response.content.decode())
    assert len(links) == 3
    for address, count in links:
        listed = admin_client.get(address.replace("&amp;", "&"))
        assert len(listed.context["people"]) == int(count)


def test_reading_the_list_is_in_the_audit_log(draft, firms, admin_client, admin_user):
    admin_client.get(people(draft, move="lost"))
    event = AuditEvent.objects.get(action="names.read")
    assert firms["示例公司4"].pk in event.details["profiles"]
    assert event.details["list"] == "lost"
    assert (event.actor_id, event.subject_type) == (admin_user.pk, "policies.edition")
    assert "示例公司4" not in str(event.details)


def test_whoever_may_not_see_names_sees_no_small_numbers(draft, firms):
    client = officer()
    response = client.get(page(draft))
    text = words(response)
    assert "示例公司" not in text
    assert "people" not in response.content.decode()
    lost = response.context["figures"].headlines[1]
    assert lost.cell.text == "不到 5 人"
    rows = response.context["figures"].tables[0].rows
    assert [row.cells[0].text for row in rows] == ["不显示", "不显示", "0"]
    assert response.context["figures"].flows == []
    assert client.get(people(draft)).status_code == 404


def test_an_officer_may_be_allowed_to_see_names(draft, firms):
    assert "示例公司4" in words(officer("view_profile").get(people(draft, move="lost")))


@pytest.mark.parametrize("address", [page, people])
def test_reviewers_see_nothing_of_it(draft, firms, address):
    assert desk_of(a_member()).get(address(draft)).status_code == 404


def test_the_edition_in_force_is_held_against_the_one_before(draft, firms, admin_client):
    current = Edition.objects.get(programme__slug="grant", name="2026")
    text = words(admin_client.get(page(current)))
    assert "没有施行" in text
    Edition.objects.filter(pk=current.pk).update(in_force_to="2026-12-31")
    publish_edition(edition_id=draft.pk)
    response = admin_client.get(page(draft, on="2027-02-01"))
    assert response.context["replaced"].edition == "2026"
    assert response.context["figures"].headlines[1].cell.text == "3"


def test_what_is_no_document_says_what_stands_in_the_way(draft, firms, admin_client):
    text = "programme: grant\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    Edition.objects.filter(pk=draft.pk).update(document=text, sha256=digest)
    for address in (page, people):
        assert "缺少：名称" in words(admin_client.get(address(draft)))


def test_a_draft_as_it_stands(city, firms, admin_client, admin_user):
    current = Edition.objects.get(programme__slug="grant")
    draft = start_draft(by=admin_user, edition_id=current.pk)
    text = draft.text.replace("at_least: 3", "at_least: 6")
    draft = write_draft(draft_id=draft.pk, version=draft.version, text=text, by=admin_user)
    address = reverse("admin:applicants_preview_draft", args=[draft.pk], query={"on": ON})
    assert admin_client.get(address).context["figures"].headlines[1].cell.text == "3"
    listed = reverse("admin:applicants_preview_draft_people", args=[draft.pk])
    assert "示例公司4" in words(admin_client.get(listed, {"on": ON, "move": "lost"}))
    write_draft(draft_id=draft.pk, version=draft.version, text="edition: x", by=admin_user)
    assert "缺少：名称" in words(admin_client.get(address))


def test_nobody_keeps_a_profile(draft, admin_client):
    assert "还没有" in words(admin_client.get(page(draft)))


def test_a_fact_that_nobody_has_answered(city, firms, admin_client):
    words_of = (
        "label: {zh-hans: 机器人数, en: Robots}, question: {zh-hans: 有几台？, en: How many?}"
    )
    robots = f"team.robots: {{type: integer, {words_of}}}"
    new = NEXT.replace("in_force:", f"facts:\n  {robots}\nin_force:")
    new = new.replace("fact: enterprise.staff", "fact: team.robots")
    text = words(admin_client.get(page(save_draft(document=new))))
    assert "机器人数" in text


@pytest.mark.parametrize("on", ["yesterday", "0001-01-01", "2026-02-30", "9999-12-31"])
def test_a_day_that_is_none(draft, firms, admin_client, on):
    for address in (page, people):
        assert "“" + on + "”" in words(admin_client.get(address(draft, on=on)))


@pytest.mark.parametrize(
    "query",
    [{"move": "x"}, {"part": "enterprise.town:x"}, {"part": "x:y"}, {"page": "x"}, {"page": "99"}],
)
def test_odd_filters_fall_back(draft, firms, admin_client, query):
    assert admin_client.get(people(draft, **query)).status_code == 200


def test_as_many_queries_for_many_as_for_one(draft, firms, admin_client):
    def queries(**query):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            admin_client.get(people(draft, **query))
        return len(seen)

    queries()  # what is read once for each process
    one = queries(move="lost", part="enterprise.town:liushi")
    for _ in range(40):
        a_profile(kind="enterprise", facts={"enterprise.staff": 4, "enterprise.town": "hongqiao"})
    assert queries(move="lost") <= one + 1  # the profiles that changed since the snapshot
    assert one < 20


def test_fifty_on_a_page(draft, city, admin_client):
    for _ in range(52):
        a_profile(kind="enterprise", facts={"enterprise.staff": 4})
    first = admin_client.get(people(draft, move="lost"))
    assert len(first.context["people"]) == 50
    assert len(admin_client.get(people(draft, move="lost", page=2)).context["people"]) == 2


def test_no_inline_script_or_style(draft, firms, admin_client):
    for address in (page(draft), people(draft, move="lost")):
        text = admin_client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
