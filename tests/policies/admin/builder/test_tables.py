"""Tables have their rows from the choices of a fact, in words, and take what is pasted."""

import pytest
from django.urls import reverse

from policies.admin.builder.judging import judged
from policies.models import Edition
from policies.services import load_catalogue
from policies.services.drafting import start_draft
from tests.policies.admin.builder.test_build import plain_of, send
from tests.policies.admin.builder.test_groups import write
from tests.policies.small import texts

pytestmark = pytest.mark.django_db
AWARD = {"kind": "cash", "mode": "fixed", "unit": "CNY", "source": "S1", "basis": "official"}
BY_TOWN = {**AWARD, "formula": "lookup(caps, enterprise.town)"}


@pytest.fixture
def draft(admin_user):
    load_catalogue(texts())
    edition = Edition.objects.published().get(programme__slug="rent-help", name="2026")
    draft = start_draft(by=admin_user, edition_id=edition.pk)
    return write(draft, tables={"caps": {"liushi": 30}}, awards=[BY_TOWN])


def rows(draft):
    return plain_of(draft)["tables"]["caps"]


def save(client, draft, **fields):
    return send(client, draft, path="tables.caps", op="save", form="1", **fields)


def test_each_choice_has_a_row_in_words(admin_client, draft):
    address = reverse("admin:policies_draft_build", args=[draft.pk])
    page = admin_client.get(address, {"section": "figures"}).content.decode()
    assert 'value="柳市 · liushi"' in page
    assert 'value="虹桥 · hongqiao"' in page
    fields = {"_value.0.key": "柳市 · liushi", "_value.0.value": "30"}
    fields |= {"_value.1.key": "虹桥 · hongqiao", "_value.1.value": ""}
    save(admin_client, draft, **fields)
    assert rows(draft) == {"liushi": 30}
    save(admin_client, draft, **{**fields, "_value.1.value": "25"})
    assert rows(draft) == {"liushi": 30, "hongqiao": 25}


@pytest.mark.parametrize("text", ["柳市\t18000\n虹桥\t2,000", "liushi,18000\nhongqiao，2000"])
def test_rows_are_pasted_by_name_or_key(admin_client, draft, text):
    save(admin_client, draft, _paste=text)
    assert rows(draft) == {"liushi": 18_000, "hongqiao": 2_000}


def test_names_that_are_not_known_are_told_and_nothing_is_taken(admin_client, draft):
    page = save(admin_client, draft, _paste="柳市\t5\n乐成街道\t6").content.decode()
    assert "乐成街道" in page
    assert rows(draft) == {"liushi": 30}


def test_a_row_that_is_no_choice_is_an_error_with_its_place(draft):
    draft = write(draft, tables={"caps": {"liushi": 30, "乐成街道": 5}})
    wrong = {each.path for each in judged(draft).remarks if each.severity == "error"}
    assert "tables.caps.乐成街道" in wrong
    by_number = {**AWARD, "formula": "lookup(caps, enterprise.staff)"}
    draft = write(draft, tables={"caps": {"1": 30, "2": 40}}, awards=[by_number])
    assert not [each for each in judged(draft).remarks if each.path.startswith("tables.caps.")]
