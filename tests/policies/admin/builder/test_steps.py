"""From a programme to its next edition, and what is left to do with a published one."""

import pytest
from django.urls import reverse

from policies.models import Draft, Edition, Programme
from policies.rules.reading import read_document_text
from policies.services import load_catalogue
from policies.services.drafting import discard_draft, start_draft, write_draft
from tests.policies.small import texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue():
    load_catalogue(texts())


def newest(slug):
    return Edition.objects.published().filter(programme__slug=slug).latest("in_force_from")


def page_of(client, name, *args):
    return client.get(reverse(f"admin:{name}", args=args)).content.decode()


def test_the_page_of_a_programme_leads_to_its_next_edition(admin_client):
    edition = newest("rent-help")
    page = page_of(admin_client, "policies_programme_change", edition.programme_id)
    address = f"{reverse('admin:policies_draft_start')}?edition={edition.pk}"
    assert f'href="{address}"' in page
    assert "开始编写" in admin_client.get(address).content.decode()


def test_a_programme_without_an_edition_begins_from_nothing(admin_client):
    programme = newest("rent-help").programme
    bare = Programme.objects.create(
        slug="bare", title_zh="空", title_en="Bare", department=programme.department,
        category=programme.category, audience=programme.audience,
    )  # fmt: skip
    page = page_of(admin_client, "policies_programme_change", bare.pk)
    assert f'href="{reverse("admin:policies_draft_start")}"' in page


def test_who_only_reads_is_not_asked_to_write(client, django_user_model):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    client.force_login(reader)
    edition = newest("rent-help")
    address = reverse("admin:policies_programme_change", args=[edition.programme_id])
    assert "draft/start" not in client.get(address).content.decode()


def test_an_empty_list_of_drafts_says_so_and_leads_on(admin_client, admin_user):
    nobody = "现在没有正在编写的版本"
    page = page_of(admin_client, "policies_draft_changelist")
    assert nobody in page
    assert f'href="{reverse("admin:policies_programme_changelist")}"' in page
    draft = start_draft(by=admin_user)
    assert nobody not in page_of(admin_client, "policies_draft_changelist")
    discard_draft(draft_id=draft.pk, version=draft.version, by=admin_user)
    assert nobody in page_of(admin_client, "policies_draft_changelist")


def test_one_button_moves_all_examples_to_the_days_of_the_next_edition(admin_client, admin_user):
    edition = newest("rent-help")
    draft = start_draft(by=admin_user, edition_id=edition.pk)
    text = edition.document.replace("from: 2026-01-01", "from: 2027-01-01  # the next year")
    text = text.replace('edition: "2026"', 'edition: "2027"').replace(", to: null}", "\n  }")
    write_draft(draft_id=draft.pk, version=1, text=text, by=admin_user)
    page = reverse("admin:policies_draft_build", args=[draft.pk]) + "?section=examples"
    before = admin_client.get(page).content.decode()
    assert "移动全部 2 个示例" in before
    assert "后移1 年：第一个从2026 年 3 月 1 日移到2027 年 3 月 1 日" in before
    assert "每个示例的结果都和原来一样" in before
    address = reverse("admin:policies_draft_edit", args=[draft.pk])
    sent = {"version": 2, "path": "examples", "op": "shift"}
    assert admin_client.post(address, sent).status_code == 302
    draft.refresh_from_db()
    first, second = read_document_text(draft.text)["examples"]
    assert (first["on"], second["on"]) == ("2027-03-01", "2027-03-01")
    assert first["facts"]["founder.born_on"] == "2001-01-01"
    assert "# the next year" in draft.text
    after = admin_client.get(page).content.decode()
    assert "移动全部" not in after
    assert "没有妨碍发布的问题" in after or "提出发布" in after
    again = admin_client.post(address, {**sent, "version": 3}, follow=True).content.decode()
    assert "已在此版本的日期内" in again


def test_what_comes_out_differently_once_moved_is_said_before(admin_client, admin_user):
    edition = newest("rent-help")
    draft = start_draft(by=admin_user, edition_id=edition.pk)
    text = edition.document.replace("from: 2026-01-01", "from: 2027-01-01")
    text = text.replace('edition: "2026"', 'edition: "2027"').replace("20 * lookup", "21 * lookup")
    write_draft(draft_id=draft.pk, version=1, text=text, by=admin_user)
    address = reverse("admin:policies_draft_build", args=[draft.pk])
    page = admin_client.get(address, {"section": "examples"}).content.decode()
    assert "以下示例的结果会不同" in page
    assert "630" in page.split("以下示例的结果会不同")[1].split("</ul>")[0]


def test_the_page_of_a_published_draft_has_nothing_to_mend(admin_client, admin_user):
    edition = newest("rent-help")
    draft = start_draft(by=admin_user, edition_id=edition.pk)
    writing = page_of(admin_client, "policies_draft_build", draft.pk)
    assert "已经有版本 2026" in writing.replace("“", "").replace("”", "")
    Draft.objects.filter(pk=draft.pk).update(state=Draft.State.PUBLISHED, proposed=edition)
    published = page_of(admin_client, "policies_draft_build", draft.pk)
    assert "已经有版本" not in published
    assert "要改" not in published


def test_a_published_draft_leads_to_the_one_page_that_ends_it(admin_client, admin_user):
    edition = newest("rent-help")
    draft = start_draft(by=admin_user, edition_id=edition.pk)
    Draft.objects.filter(pk=draft.pk).update(state=Draft.State.PUBLISHED, proposed=edition)
    page = page_of(admin_client, "policies_draft_build", draft.pk)
    assert f'href="{reverse("admin:policies_edition_days", args=[edition.pk])}"' in page
    assert 'value="withdraw"' not in page
    step = reverse("admin:policies_draft_step", args=[draft.pk])
    sent = {"step": "withdraw", "version": draft.version, "day": "2099-01-01"}
    assert admin_client.post(step, sent).status_code == 302
    edition.refresh_from_db()
    assert edition.in_force_to is None
