"""A page that shows another kind of group than the draft has damages and loses nothing."""

import re
from html import unescape

import pytest
from django.urls import reverse

from policies.models import Edition
from policies.rules.authoring.places import GROUP_LISTS, count_mixed
from policies.rules.authoring.writing import document_text
from policies.services import load_catalogue
from policies.services.drafting import start_draft, write_draft
from tests.policies.admin.builder.test_build import plain_of, send
from tests.policies.small import texts

pytestmark = pytest.mark.django_db
LEAF = {"fact": "enterprise.staff", "at_least": 3}
WHERE = "eligibility.all[0]"
BOTH = {"zh-hans": "甲", "en": "A"}
RECORDS = {
    "type": "records",
    "fields": {"level": {"type": "integer", "min": 0, "max": 9, "label": BOTH}},
    "label": BOTH,
    "question": BOTH,
}


@pytest.fixture
def draft(admin_user):
    load_catalogue(texts())
    return start_draft(by=admin_user)


def write(draft, **parts):
    text = document_text({**plain_of(draft), **parts})
    return write_draft(draft_id=draft.pk, version=draft.version, text=text, by=draft.created_by)


def ask(client, draft, **fields):
    """One form, as htmx sends it."""
    draft.refresh_from_db()
    fields.setdefault("now", draft.version)
    return client.post(
        reverse("admin:policies_draft_edit", args=[draft.pk]),
        fields,
        headers={"HX-Request": "true"},
    )


def group_of(draft):
    return plain_of(draft)["eligibility"]["all"][0]


@pytest.mark.parametrize("kind", GROUP_LISTS)
@pytest.mark.parametrize("old", GROUP_LISTS)
def test_all_of_a_group_is_drawn_again_after_another_kind_was_chosen(
    admin_client, draft, old, kind
):
    group = {"at_least": 1, "of": [LEAF]} if old == "of" else {old: [LEAF]}
    draft = write(draft, eligibility={"all": [group]})
    response = ask(admin_client, draft, path=WHERE, form="1", op="save", group=kind)
    page = response.content.decode()
    if kind == old:
        return
    assert response["HX-Retarget"] == "#section"
    assert f'value="{WHERE}.{kind}[0]"' in page
    assert f'value="{WHERE}.{old}[0]"' not in page
    assert group_of(draft)[kind] == [LEAF]


@pytest.mark.parametrize("kind", ["all", "none", "of"])
@pytest.mark.parametrize("op", ["criterion", "group", "records", "save", "remove", "up", "wrap"])
def test_a_form_with_a_place_that_is_gone_is_refused(admin_client, draft, op, kind):
    """As of a page that was not drawn again: nothing comes to be beside the group."""
    group = {"at_least": 1, "of": [LEAF]} if kind == "of" else {kind: [LEAF]}
    draft = write(draft, eligibility={"all": [group]})
    adds = op in ("criterion", "group", "records")
    fields = {"path": f"{WHERE}.any" if adds else f"{WHERE}.any[0]", "op": op}
    if not adds:
        fields |= {"form": "1", "fact": "enterprise.town"}
    if op == "wrap":
        fields["wrap"] = "any"
    response = ask(admin_client, draft, **fields)
    assert response["HX-Retarget"] == "#conflict"
    assert "已经不在" in response.content.decode()
    assert group_of(draft) == group


def test_what_was_typed_stands_beside_the_refusal_without_scripts_too(admin_client, draft):
    draft = write(draft, eligibility={"all": [{"all": [LEAF]}]})
    response = send(
        admin_client, draft, path=f"{WHERE}.any[0]", op="save", form="1", fact="三个摊位"
    )
    page = response.content.decode()
    assert "已经不在" in page
    assert "<li>三个摊位</li>" in page


@pytest.mark.parametrize(
    ("around", "begun"), [("all", "any"), ("any", "all"), ("none", "all"), ("of", "any")]
)
def test_a_new_group_begins_with_another_kind_than_the_one_around_it(
    admin_client, draft, around, begun
):
    group = {"at_least": 1, "of": [LEAF]} if around == "of" else {around: [LEAF]}
    draft = write(draft, eligibility={"all": [group]})
    send(admin_client, draft, path=f"{WHERE}.{around}", op="group")
    assert begun in group_of(draft)[around][1]
    send(admin_client, draft, path=f"{WHERE}.{around}[0]", wrap="group")
    assert begun in group_of(draft)[around][0]


def test_pressing_twice_where_there_were_no_conditions_loses_none(admin_client, draft):
    draft = write(draft, awards=[{"kind": "cash", "mode": "fixed"}])
    for _ in range(2):
        send(admin_client, draft, path="awards[0].when", op="criterion")
    assert len(plain_of(draft)["awards"][0]["when"]["all"]) == 2


def test_two_who_choose_two_kinds_make_one_group(admin_client, draft):
    draft = write(draft, eligibility={"all": [{"any": [LEAF]}]})
    seen = draft.version
    send(admin_client, draft, path=WHERE, op="save", form="1", group="all")
    send(admin_client, draft, path=f"{WHERE}.all", op="criterion")
    send(
        admin_client, draft, path=WHERE, op="save", form="1", group="of", number="2",
        base=seen, _repeat="1",
    )  # fmt: skip
    group = group_of(draft)
    assert count_mixed(plain_of(draft)) == 0
    assert (group["at_least"], len(group["of"])) == (2, 2)


def test_another_list_of_records_gives_its_criteria_other_fields(admin_client, draft):
    other = {**RECORDS, "fields": {"year": RECORDS["fields"]["level"]}}
    records = {"some": "firm.titles", "where": {"all": [{"field": "level", "at_least": 1}]}}
    draft = write(
        draft,
        facts={"firm.titles": RECORDS, "firm.prizes": other},
        eligibility={"all": [records]},
    )
    response = ask(
        admin_client, draft, path=WHERE, form="1", op="save", records="some", of="firm.prizes"
    )
    assert response["HX-Retarget"] == "#section"
    assert '<option value="year"' in response.content.decode()


def test_a_condition_on_records_keeps_what_each_must_fulfil(admin_client, draft):
    draft = write(
        draft,
        facts={"firm.titles": RECORDS},
        eligibility={"all": [{"some": "firm.titles"}]},
    )
    where = f"{WHERE}.where"
    send(admin_client, draft, path=where, op="save", form="1", fact="level")
    assert group_of(draft)["where"]["field"] == "level"
    send(admin_client, draft, path=where, op="remove")
    assert group_of(draft)["where"] == {"all": [{"field": "", "is": ""}]}


@pytest.fixture
def full(draft, admin_user):
    """The next edition of a programme, with nothing wrong in it."""
    edition = Edition.objects.published().get(programme__slug="rent-help", name="2026")
    draft = start_draft(by=admin_user, edition_id=edition.pk)
    later = [{**each, "on": "2027-03-01"} for each in plain_of(draft)["examples"]]
    return write(
        draft, edition="2027", in_force={"from": "2027-01-01", "to": None}, examples=later * 3
    )


def test_the_words_of_another_part_change_with_what_is_written_in_this_one(admin_client, full):
    item = {"item": "size", "max": 10, "fact": "enterprise.staff", "count": 1}
    draft = write(full, scoring={"items": [item], "pass_mark": 40})
    fields = {"path": "scoring.items[0]", "form": "1", "op": "save", "item": "size", "count": "1"}
    fields |= {"fact": "enterprise.staff", "_variant": "count"}
    for most, wrong in (("50", False), ("10", True)):
        page = ask(admin_client, draft, **fields, max=most).content.decode()
        note = page.split('id="f-scoring-pass_mark-pass_mark-note"')[1].split("\n</span>")[0]
        assert ("problem" in note) is wrong


def test_heading_and_result_of_an_example_change_together(admin_client, full):
    fields = {"path": "examples[0]", "form": "1", "op": "save", "on": "2027-03-01"}
    fields |= {"name.zh-hans": "young", "name.en": "young"}
    for verdict, mark in (("ineligible", "✗"), ("eligible", "✓")):
        page = ask(admin_client, full, **fields, **{"expect.verdict": verdict}).content.decode()
        head = page.split('id="p-examples--0-heading"')[1].split("</h4>")[0]
        assert mark in head, verdict


def test_a_proposed_example_counts_once_a_person_confirmed_it(admin_client, full):
    criterion = {"fact": "enterprise.staff", "at_least": 3, "source": "S1", "basis": "official"}
    write(full, eligibility={"all": [criterion]}, awards=[], examples=[])
    page = admin_client.get(
        reverse("admin:policies_draft_build", args=[full.pk]), {"section": "examples"}
    ).content.decode()
    offered = unescape(re.search(r'name="offered"\s+value="([^"]*)"', page)[1])
    send(admin_client, full, path="examples", op="propose", take="all", offered=offered)
    examples = plain_of(full)["examples"]
    assert examples
    assert all(each["proposed"] for each in examples)
    index = [each["expect"]["verdict"] for each in examples].index("eligible")
    page = admin_client.get(
        reverse("admin:policies_draft_build", args=[full.pk]), {"section": "examples"}
    ).content.decode()
    assert "结果取自规则" in page
    assert "写一个“符合”的示例" in page
    name = examples[index]["name"]
    fields = {"path": f"examples[{index}]", "op": "save", "form": "1", "on": examples[index]["on"]}
    fields |= {"name.zh-hans": name["zh-hans"], "name.en": name["en"]}
    send(admin_client, full, **fields, **{"expect.verdict": "eligible"}, proposed="true")
    assert plain_of(full)["examples"][index]["proposed"] is True
    send(admin_client, full, **fields, **{"expect.verdict": "eligible"}, proposed="false")
    assert "proposed" not in plain_of(full)["examples"][index]


def test_an_eligible_example_begins_with_its_sum_to_be_written(admin_client, full):
    send(admin_client, full, path="examples", op="add-eligible")
    assert plain_of(full)["examples"][-1]["expect"] == {"verdict": "eligible", "awards": []}
