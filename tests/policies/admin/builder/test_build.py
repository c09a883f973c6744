"""The builder over the admin's pages: without scripts, and as htmx asks for parts."""

import pytest
from django.urls import reverse

from policies.admin.builder.sections import SECTIONS
from policies.models import Draft, Edition
from policies.rules.authoring.writing import document_text
from policies.rules.reading import read_document_text
from policies.services import load_catalogue
from policies.services.drafting import start_draft, write_draft
from tests.policies.small import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    load_catalogue(texts())


@pytest.fixture
def draft(catalogue, admin_user):
    return start_draft(by=admin_user)


@pytest.fixture
def next_edition(catalogue, admin_user):
    edition = Edition.objects.published().get(programme__slug="rent-help", name="2022")
    return start_draft(by=admin_user, edition_id=edition.pk)


def plain_of(draft):
    draft.refresh_from_db()
    return read_document_text(draft.text)


def send(client, draft, **fields):
    """One form of the builder."""
    draft.refresh_from_db()
    fields.setdefault("version", draft.version)
    return client.post(reverse("admin:policies_draft_edit", args=[draft.pk]), fields)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens(admin_client, draft, next_edition, section):
    for each in (draft, next_edition):
        address = reverse("admin:policies_draft_build", args=[each.pk])
        response = admin_client.get(address, {"section": section})
        assert response.status_code == 200, section
        assert 'id="section"' in response.content.decode()


def test_a_draft_begins_from_nothing_or_from_an_edition(admin_client, catalogue):
    admin_client.post(reverse("admin:policies_draft_start"))
    edition = Edition.objects.published().first()
    response = admin_client.post(reverse("admin:policies_draft_start"), {"edition": edition.pk})
    first, second = Draft.objects.order_by("pk")
    assert first.based_on is None
    assert second.text == edition.document
    assert response.url == reverse("admin:policies_draft_build", args=[second.pk])


def test_basics_are_saved_without_scripts(admin_client, draft):
    response = send(
        admin_client,
        draft,
        **{"path": "", "op": "save", "programme": "night-market", "edition": "2026"},
        **{"title.zh-hans": "夜市补贴", "title.en": "Night market grant"},
        **{"summary.zh-hans": "", "summary.en": "", "audience": "enterprise", "audience:": ""},
        **{"department": "共青团 · youth-league", "category": "subsidy"},
        **{"in_force.from": "2026年3月1日", "in_force.to": ""},
    )
    assert response.status_code == 302
    plain = plain_of(draft)
    assert plain["programme"] == "night-market"
    assert plain["title"] == {"zh-hans": "夜市补贴", "en": "Night market grant"}
    assert plain["department"] == "youth-league"
    assert plain["audience"] == "enterprise"
    assert plain["in_force"]["from"] == "2026-03-01"


def test_a_criterion_is_added_and_filled_in(admin_client, draft):
    send(admin_client, draft, path="eligibility.all", op="criterion")
    where = "eligibility.all[0]"
    send(
        admin_client,
        draft,
        path=where,
        op="save",
        subject="fact",
        fact="员工人数 · enterprise.staff",
    )
    leaf = plain_of(draft)["eligibility"]["all"][0]
    assert leaf == {"fact": "enterprise.staff"}  # how it is compared nobody has chosen
    send(
        admin_client, draft, path=where, op="save", subject="fact", fact="enterprise.staff",
        operator="at_least",
    )  # fmt: skip
    send(
        admin_client, draft, path=where, op="save", subject="fact", fact="enterprise.staff",
        operator="at_least", value="３", source="通知 · S1", basis="official",
    )  # fmt: skip
    leaf = plain_of(draft)["eligibility"]["all"][0]
    assert leaf == {
        "fact": "enterprise.staff",
        "at_least": 3,
        "source": "S1",
        "basis": "official",
    }
    send(
        admin_client, draft, path=where, op="save", subject="fact", fact="enterprise.staff",
        operator="between", value="3", source="S1", basis="official",
    )  # fmt: skip
    assert plain_of(draft)["eligibility"]["all"][0]["between"] == [3, ""]


def test_what_cannot_be_read_is_kept_and_told(admin_client, draft):
    send(admin_client, draft, path="eligibility.all", op="criterion")
    where = "eligibility.all[0]"
    fields = {"path": where, "op": "save", "subject": "fact", "fact": "enterprise.staff"}
    send(admin_client, draft, **fields)
    send(admin_client, draft, **fields, operator="at_least")
    send(admin_client, draft, **fields, operator="at_least", value="a few")
    assert plain_of(draft)["eligibility"]["all"][0]["at_least"] == "a few"


def test_groups_are_made_moved_and_taken_away(admin_client, next_edition):
    draft, where = next_edition, "eligibility.all[0]"
    send(admin_client, draft, path="eligibility.all", op="criterion")
    send(admin_client, draft, path=where, op="down", index=0)
    assert plain_of(draft)["eligibility"]["all"][1]["fact"] == "founder.age"
    send(admin_client, draft, path="eligibility.all[1]", wrap="any")
    assert "any" in plain_of(draft)["eligibility"]["all"][1]
    send(admin_client, draft, path="eligibility.all[1]", op="unwrap")
    assert plain_of(draft)["eligibility"]["all"][1]["fact"] == "founder.age"
    send(admin_client, draft, path=where, op="remove")
    assert len(plain_of(draft)["eligibility"]["all"]) == 1
    step = reverse("admin:policies_draft_step", args=[draft.pk])
    admin_client.post(step, {"step": "undo", "version": draft.version})
    assert len(plain_of(draft)["eligibility"]["all"]) == 2


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("sources", "s9"), ("facts", "enterprise.has_stall"), ("tables", "rents"),
        ("parameters", "floor"), ("outcomes", ""), ("awards", ""), ("excludes", ""),
        ("documents", ""), ("process", ""), ("windows", ""), ("questions", ""), ("examples", ""),
        ("to_confirm", ""), ("scoring", ""), ("grants", "enterprise.town"),
    ],
)  # fmt: skip
def test_an_entry_is_added_to_every_part(admin_client, draft, path, name):
    assert send(admin_client, draft, path=path, op="add", name=name).status_code == 302
    assert plain_of(draft)[path]
    address = reverse("admin:policies_draft_build", args=[draft.pk])
    for section in SECTIONS:
        assert admin_client.get(address, {"section": section}).status_code == 200


@pytest.mark.parametrize(
    "method", ["bands", "linear", "ratio_to", "points", "count", "judged", "best_of", "sum_of"]
)
def test_every_method_of_scoring_can_be_chosen(admin_client, draft, method):
    send(admin_client, draft, path="scoring", op="add")
    send(
        admin_client, draft, path="scoring.items[0]", op="save", _variant=method, item="size",
        max="10", fact="enterprise.town" if method == "points" else "enterprise.staff",
    )  # fmt: skip
    item = plain_of(draft)["scoring"]["items"][0]
    assert method in item
    others = {"bands", "linear", "ratio_to", "points", "count", "judged", "best_of", "sum_of"}
    assert item.keys() & others == {method}


def test_two_editors_overwrite_nothing(admin_client, draft):
    seen = draft.version
    first = {"path": "", "op": "save", "programme": "night-market", "edition": "2026"}
    send(admin_client, draft, **first)
    response = send(
        admin_client, draft, version=seen, path="", op="save", programme="", edition="2027"
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert "night-market" in text
    assert plain_of(draft)["edition"] == "2026"
    draft.refresh_from_db()
    send(
        admin_client,
        draft,
        path="",
        op="save",
        programme="",
        edition="2027",
        base=seen,
        _repeat="1",
    )
    plain = plain_of(draft)
    assert (plain["programme"], plain["edition"]) == ("night-market", "2027")


def test_a_text_that_is_no_document_is_kept_and_its_problems_shown(admin_client, draft):
    address = reverse("admin:policies_draft_text", args=[draft.pk])
    broken = "programme: [\n"
    response = admin_client.post(address, {"text": broken, "version": draft.version}, follow=True)
    draft.refresh_from_db()
    assert draft.text == broken
    assert "第 2 行" in response.content.decode()
    build = reverse("admin:policies_draft_build", args=[draft.pk])
    assert admin_client.get(build).url == address
    admin_client.post(address, {"text": "programme: x\n", "version": draft.version})
    assert admin_client.get(build).status_code == 200


def test_htmx_gets_only_what_changed(admin_client, draft):
    draft.refresh_from_db()
    response = admin_client.post(
        reverse("admin:policies_draft_edit", args=[draft.pk]),
        {"path": "", "op": "save", "edition": "2026", "now": draft.version},
        headers={"HX-Request": "true"},
    )
    text = response.content.decode()
    assert 'id="aside"' in text
    assert 'id="section"' not in text
    assert "HX-Retarget" not in response.headers


def test_of_many_examples_those_in_order_show_their_headings_alone(admin_client, next_edition):
    plain = plain_of(next_edition)
    right = plain["examples"][0]
    wrong = {**right, "expect": {"verdict": "not_in_force"}}
    plain["examples"] = [right] * 4 + [wrong]
    write_draft(
        draft_id=next_edition.pk,
        version=next_edition.version,
        text=document_text(plain),
        by=next_edition.created_by,
    )
    address = reverse("admin:policies_draft_build", args=[next_edition.pk])
    page = admin_client.get(address, {"section": "examples"}).content.decode()
    assert page.count('class="fold"') == 4
