"""The differences of any two editions in the administration."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Edition
from policies.services import save_draft
from policies.services.drafting import start_draft, write_draft
from tests.accounts import staff_login
from tests.policies import small
from tests.policies.factories import EditionFactory

pytestmark = pytest.mark.django_db
DRAFT = (
    small.HIRE.replace("edition: first", "edition: second")
    .replace("2020-06-01", "2027-06-01")
    .replace("at_least: 3", "at_least: 6")
    .partition("examples:")[0]
)


def compare(client, before="", after="", **headers):
    query = {"before": before, "after": after}
    return client.get(reverse("admin:policies_edition_compare", query=query), **headers)


def words(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def editions(catalogue):
    """The editions of the small catalogue by name, and a draft called ``second``."""
    save_draft(document=DRAFT)
    return {each.name: each.pk for each in Edition.objects.all()}


def test_two_editions_in_words_in_both_languages(editions, admin_client):
    text = words(compare(admin_client, editions["first"], editions["second"]))
    assert "由“不低于 3”改为“不低于 6”" in text
    admin_client.cookies["django_language"] = "en"
    text = words(compare(admin_client, editions["first"], editions["second"]))
    assert "1 difference " in text
    assert "“at least 3” becomes “at least 6”" in text


def test_the_other_way_round_and_twice_the_same(editions, admin_client):
    back = words(compare(admin_client, editions["second"], editions["first"]))
    assert re.search(r"由“\D+6”改为“\D+3”", back)
    assert "两个版本内容相同" in words(compare(admin_client, editions["2026"], editions["2026"]))


def test_two_programmes(editions, admin_client):
    assert "不同的政策项目" in words(compare(admin_client, editions["2026"], editions["first"]))


def test_one_edition_alone_is_held_against_the_one_before(editions, admin_client):
    response = compare(admin_client, after=editions["2026"])
    assert response.context["comparison"].before.name == "2022"


@pytest.mark.parametrize("key", ["x", "-1", "٣", "999999", "9" * 30, "draft-9", "draft-x"])
def test_what_is_no_edition_is_asked_for_again(editions, admin_client, key):
    response = compare(admin_client, key, editions["first"])
    assert "comparison" not in response.context
    assert "请选择两个版本" in words(response)


def test_an_edition_that_cannot_be_read_says_why(editions, admin_client):
    broken = EditionFactory(published=True)
    assert "title is missing" in words(compare(admin_client, editions["first"], broken.pk))


def test_a_draft_against_the_edition_it_began_as(editions, admin_client, admin_user):
    draft = start_draft(by=admin_user, edition_id=editions["first"])
    text = draft.text.replace("at_least: 3", "at_least: 4")
    draft = write_draft(draft_id=draft.pk, version=draft.version, text=text, by=admin_user)
    response = compare(admin_client, after=f"draft-{draft.pk}")
    assert response.context["before"] == str(editions["first"])
    assert "由“不低于 3”改为“不低于 4”" in words(response)
    write_draft(draft_id=draft.pk, version=draft.version, text="edition: x", by=admin_user)
    assert "title is missing" in words(compare(admin_client, after=f"draft-{draft.pk}"))


def test_a_few_queries_however_many_editions(editions, admin_client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            compare(admin_client, editions["first"], editions["second"])
        return len(seen)

    queries()
    few = queries()
    for day in range(1, 20):
        save_draft(document=DRAFT.replace("second", f"n{day}").replace("06-01", f"06-{day:02}"))
    queries()  # the catalogue has changed and is read again
    assert queries() == few


def test_the_page_of_an_edition_leads_here(editions, admin_client):
    page = reverse("admin:policies_edition_change", args=[editions["2026"]])
    (address,) = re.findall(r'href="([^"]*compare/[^"]*)"', admin_client.get(page).content.decode())
    assert admin_client.get(address).context["after"] == str(editions["2026"])


def test_who_may_read_editions_may_compare_them(editions, django_user_model):
    user = django_user_model.objects.create_user("officer", is_staff=True)
    client = Client()
    staff_login(client, user)
    assert compare(client).status_code == 404
    user.user_permissions.add(Permission.objects.get(codename="view_edition"))
    assert compare(client).status_code == 200
