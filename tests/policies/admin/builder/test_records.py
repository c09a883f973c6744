"""The records of an example are written as rows of fields, with and without scripts."""

import pytest
from django.urls import reverse

from policies.rules.authoring.writing import document_text
from policies.services import load_catalogue
from policies.services.drafting import start_draft, write_draft
from tests.policies.admin.builder.test_build import plain_of, send
from tests.policies.small import texts

pytestmark = pytest.mark.django_db
BOTH = {"zh-hans": "甲", "en": "A"}
TITLES = "firm.titles"
FIELDS = {
    "level": {"type": "choice", "choices": {"city": BOTH, "state": BOTH}, "label": BOTH},
    "held_on": {"type": "date", "label": {"zh-hans": "获得日期", "en": "Held on"}},
    "share": {"type": "percent", "label": {"zh-hans": "占比", "en": "Share"}},
    "in_use": {"type": "boolean", "label": {"zh-hans": "在用", "en": "In use"}},
    "trades": {"type": "choices", "choices": {"a": BOTH, "b": BOTH}, "label": BOTH},
    "number": {"type": "text", "label": {"zh-hans": "编号", "en": "Number"}},
}
FACT = {"type": "records", "fields": FIELDS, "label": BOTH, "question": BOTH}


@pytest.fixture
def draft(admin_user):
    load_catalogue(texts())
    return start_draft(by=admin_user)


def with_records(draft, records):
    example = {
        "name": BOTH, "on": "2026-03-02", "facts": {TITLES: records},
        "expect": {"verdict": "undetermined"},
    }  # fmt: skip
    plain = {**plain_of(draft), "facts": {TITLES: FACT}, "examples": [example]}
    write_draft(
        draft_id=draft.pk, version=draft.version, text=document_text(plain), by=draft.created_by
    )


def save(client, draft, **more):
    fields = {"path": "examples[0]", "op": "save", "form": "1", **more}
    return send(client, draft, **fields)


def records_of(draft):
    return plain_of(draft)["examples"][0]["facts"].get(TITLES)


def page_of(client, draft):
    address = reverse("admin:policies_draft_build", args=[draft.pk])
    return client.get(address, {"section": "examples"}).content.decode()


def test_a_fact_of_records_begins_empty_and_gets_rows(admin_client, draft):
    with_records(draft, [])
    assert "没有记录" in page_of(admin_client, draft)
    save(admin_client, draft, add_to=f"facts.{TITLES}")
    assert records_of(draft) == [{}]
    page = page_of(admin_client, draft)
    assert f'name="facts.{TITLES}.0.level"' in page
    assert 'type="date"' in page.split(f'name="facts.{TITLES}.0.held_on"')[1][:60]
    save(
        admin_client, draft,
        **{
            f"facts.{TITLES}.0.level": "state", f"facts.{TITLES}.0.held_on": "2024年2月29日",
            f"facts.{TITLES}.0.share": "12.5", f"facts.{TITLES}.0.in_use": "false",
            f"facts.{TITLES}.0.trades": ["a", "b"], f"facts.{TITLES}.0.number": " 7 ",
        },
    )  # fmt: skip
    (record,) = records_of(draft)
    assert record == {
        "level": "state", "held_on": "2024-02-29", "share": pytest.approx(0.125),
        "in_use": False, "trades": ["a", "b"], "number": "7",
    }  # fmt: skip


def test_a_field_that_is_emptied_is_no_longer_known(admin_client, draft):
    with_records(draft, [{"level": "city", "number": "7"}, {"level": "state"}])
    save(
        admin_client, draft,
        **{f"facts.{TITLES}.0.level": "", f"facts.{TITLES}.0.number": "7",
           f"facts.{TITLES}.1.level": "state"},
    )  # fmt: skip
    assert records_of(draft) == [{"number": "7"}, {"level": "state"}]


def test_a_record_is_taken_out_and_what_was_typed_beside_it_stays(admin_client, draft):
    with_records(draft, [{"level": "city"}, {"level": "state"}])
    save(
        admin_client, draft, take_out=f"facts.{TITLES}.0",
        **{f"facts.{TITLES}.0.level": "city", f"facts.{TITLES}.1.level": "state",
           f"facts.{TITLES}.1.number": "9"},
    )  # fmt: skip
    assert records_of(draft) == [{"level": "state", "number": "9"}]


def test_the_whole_fact_is_taken_out(admin_client, draft):
    with_records(draft, [{"level": "city"}])
    save(admin_client, draft, take_out=f"facts.{TITLES}")
    assert records_of(draft) is None


def test_what_is_wrong_with_a_record_stands_at_its_field(admin_client, draft):
    with_records(draft, [{"share": "much"}])
    page = page_of(admin_client, draft)
    cell = page.split(f'name="facts.{TITLES}.0.share"')[1].split("</div>")[0]
    assert 'aria-invalid="true"' in cell
    assert 'class="problem"' in cell


@pytest.mark.parametrize("strange", ["none", 7, ["x"], {"a": 1}, [{"level": "city"}, 3]])
def test_what_is_no_list_of_records_is_shown_as_written_and_kept(admin_client, draft, strange):
    with_records(draft, strange)
    page = page_of(admin_client, draft)
    assert f'name="facts.{TITLES}"' in page
    save(admin_client, draft, **{"name.zh-hans": "乙", "name.en": "B"})
    assert records_of(draft) == strange


def test_rows_that_somebody_else_removed_do_no_harm(admin_client, draft):
    with_records(draft, [])
    save(
        admin_client, draft, **{f"facts.{TITLES}.5.level": "city", "take_out": f"facts.{TITLES}.9"}
    )
    assert records_of(draft) == []
