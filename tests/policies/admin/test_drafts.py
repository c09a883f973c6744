"""The list of drafts: how they are called, and which of them are in it."""

import pytest
from django.urls import reverse

from policies.models import Draft, Edition
from policies.services import load_catalogue
from policies.services.drafting import discard_draft, start_draft
from tests.policies.small import texts

pytestmark = pytest.mark.django_db
LIST = reverse("admin:policies_draft_changelist")


@pytest.fixture
def drafts(admin_user):
    """One of a known programme, one without a name, one that was given up."""
    load_catalogue(texts())
    edition = Edition.objects.published().get(programme__slug="rent-help", name="2022")
    known = start_draft(by=admin_user, edition_id=edition.pk)
    given_up = start_draft(by=admin_user, edition_id=edition.pk)
    discard_draft(draft_id=given_up.pk, version=given_up.version, by=admin_user)
    return known, start_draft(by=admin_user), given_up


def listed(client, **query):
    return {draft.pk: str(draft) for draft in client.get(LIST, query).context["cl"].result_list}


def test_a_draft_is_called_by_its_programme_in_the_reader_s_language(admin_client, drafts):
    known, nameless, _given_up = drafts
    programme = known.based_on.programme
    assert listed(admin_client) == {
        known.pk: f"{programme.title_zh} 2022",
        nameless.pk: "未命名的草稿",
    }
    admin_client.cookies["django_language"] = "en"
    assert listed(admin_client)[known.pk] == f"{programme.title_en} 2022"


def test_what_was_discarded_is_listed_to_who_asks_for_it(admin_client, drafts):
    *_others, given_up = drafts
    assert list(listed(admin_client, state__exact=Draft.State.DISCARDED)) == [given_up.pk]
    response = admin_client.get(
        reverse("admin:policies_draft_change", args=[given_up.pk]), follow=True
    )
    assert response.redirect_chain[-1][0] == reverse(
        "admin:policies_draft_build", args=[given_up.pk]
    )
    assert response.status_code == 200


def test_the_list_asks_no_more_for_more(
    admin_client, admin_user, drafts, django_assert_num_queries
):
    admin_client.get(LIST)
    with django_assert_num_queries(8):  # of them one for what was typed and not sent
        admin_client.get(LIST)
    for _ in range(4):
        start_draft(by=admin_user)
    with django_assert_num_queries(8):  # of them one for what was typed and not sent
        admin_client.get(LIST)
