"""A hostile policy officer: whatever is sent, a page answers and nothing written is lost."""

import random
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.urls import reverse

from policies.admin.builder.sections import SECTIONS
from policies.admin.builder.sent import read_field
from policies.models import Draft, Edition
from policies.rules.authoring.writing import document_text
from policies.rules.reading import read_document_text
from policies.rules.shapes import Named, Numeric, Slug
from policies.services import load_catalogue
from policies.services.drafting import discard_draft, start_draft, write_draft
from tests.policies.admin.builder.test_build import plain_of, send
from tests.policies.small import texts

pytestmark = pytest.mark.django_db

STRANGE = [
    "", " ", "1e999", "-1e999", "NaN", ".inf", "Infinity", "٣", "１２", "1_000", "0x10", "--", "-",
    "10,000万亿", "9" * 40, "0." + "3" * 30, "🏮🦁", "\u202eخطأ", "שלום", "a\u0300\u0301" * 20,
    "x" * 10_000, "\x07a\x0bb", "\r\n\r\n", "null", "true", "{a: 1}", "[1, 2]", "- a",
    "& a", "*a", "!!python/object:x", "---", "...", "# nothing", "'", '"', "\\", "= ", "= =",
    "=1/0",
    "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "今天", "<script>alert(1)</script>",
    "{{ 7 * 7 }}", "%(a)s", "%s", "../../etc", "scoring.items[0]", "🧑‍🤝‍🧑 · x",
]  # fmt: skip
PATHS = [
    "", "eligibility", "eligibility.all", "eligibility.all[0]", "eligibility.all[999999]",
    "eligibility.all[-1]", "eligibility..all", "[0]", "x", "sources", "sources.s1", "facts",
    "scoring", "scoring.items", "scoring.items[0]", "scoring.items[0].best_of", "awards[0]",
    "awards",
    "excludes", "excludes[0]", "windows[0]", "examples[0]", "examples", "grants", "grants.x",
    "tables.rent", "parameters.floor", "programme", "in_force.from", "examples[0].facts",
]  # fmt: skip
OPS = [
    "save", "remove", "up", "down", "unwrap", "rename", "add", "add-group", "criterion", "group",
    "records", "propose", "nothing", "",
]  # fmt: skip
NAMES = [
    "programme", "edition", "title.zh-hans", "department", "audience", "in_force.from", "fact",
    "operator", "value", "low", "high", "formula", "subject", "group", "number", "records", "of",
    "name", "key", "index", "take", "kind", "_variant", "_value", "_value.0.key", "_fact", "is",
    "bands.0.at_least", "bands.0.points", "bands.99999999999.at_least", "amount", "max", "item",
    "expect.verdict", "expect.missing", "take_out", "add_to", "base", "source", "basis", "outcome",
]  # fmt: skip


@pytest.fixture(autouse=True)
def catalogue():
    load_catalogue(texts())


@pytest.fixture
def draft(admin_user):
    edition = Edition.objects.published().get(programme__slug="rent-help", name="2022")
    return start_draft(by=admin_user, edition_id=edition.pk)


def opens(client, draft):
    """Every section of a draft answers, or leads to its text."""
    address = reverse("admin:policies_draft_build", args=[draft.pk])
    for section in SECTIONS:
        assert client.get(address, {"section": section}).status_code in (200, 302), section


def test_a_strange_value_in_any_field_is_kept_or_refused(admin_client, draft):
    send(admin_client, draft, path="eligibility.all", op="criterion")
    address = reverse("admin:policies_draft_edit", args=[draft.pk])
    for turn, value in enumerate(STRANGE):
        headers = {"HX-Request": "true"} if turn % 2 else {}
        forms = {
            "": {"edition": value, "title.zh-hans": value, "in_force.from": value},
            "eligibility.all[0]": {"subject": "fact", "fact": value, "value": value},
            "examples[0]": {"name.zh-hans": value, "on": value, "expect.score": value},
        }
        for path, fields in forms.items():
            draft.refresh_from_db()
            sent = {"path": path, "op": "save", "form": "1", "version": draft.version, **fields}
            response = admin_client.post(address, sent, headers=headers)
            assert response.status_code in (200, 302), (path, value)
        if turn % 8 == 0:
            opens(admin_client, draft)
        draft.refresh_from_db()
        assert read_document_text(draft.text)["programme"] == "rent-help", value
    opens(admin_client, draft)


def test_a_character_that_no_text_may_have_is_left_out(admin_client, draft):
    send(admin_client, draft, path="", op="save", edition="20\x0727\x0b a")
    assert plain_of(draft)["edition"] == "2027 a"


def test_random_requests_never_break_a_page(admin_client, draft):
    """Forms that no page would send; seeded, so that a failure can be looked at."""
    draws = random.Random(20261126)
    address = reverse("admin:policies_draft_edit", args=[draft.pk])
    changed = 0
    for turn in range(200):
        draft.refresh_from_db()
        sent = {
            "path": draws.choice(PATHS), "op": draws.choice(OPS), "version": draft.version,
            **{draws.choice(NAMES): draws.choice(STRANGE) for _ in range(draws.randrange(5))},
        }  # fmt: skip
        if draws.random() < 0.3:
            sent["wrap"] = draws.choice(["any", "all", "none", "at_least", "x", ""])
        if draws.random() < 0.5:
            sent["form"] = "1"
        before = draft.text
        headers = {"HX-Request": "true"} if turn % 2 else {}
        response = admin_client.post(address, sent, headers=headers)
        assert response.status_code in (200, 302), sent
        draft.refresh_from_db()
        changed += draft.text != before
        if turn % 40 == 0:
            opens(admin_client, draft)
    assert changed > 25
    assert draft.versions.count() == draft.version  # every text that ever stood is still there


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999", "1e3", "١", "²", "9" * 30])
def test_a_version_that_is_none_overwrites_nothing(admin_client, draft, version):
    before = draft.text
    sent = {"path": "", "op": "save", "edition": "stolen", "version": version}
    response = admin_client.post(reverse("admin:policies_draft_edit", args=[draft.pk]), sent)
    assert response.status_code in (200, 302)
    draft.refresh_from_db()
    assert draft.text == before
    for step in ("undo", "redo", "discard", "propose", "approve", "return", "x", ""):
        sent = {"step": step, "version": version, "comment": "x" * 10_000}
        response = admin_client.post(reverse("admin:policies_draft_step", args=[draft.pk]), sent)
        assert response.status_code in (200, 302), step
    draft.refresh_from_db()
    assert draft.text == before


@pytest.mark.parametrize("base", ["", "0", "x", "²", "99999", "9" * 30])
def test_a_base_that_is_none_is_no_reason_to_fail(admin_client, draft, base):
    response = send(admin_client, draft, path="", op="save", edition="2031", _repeat="1", base=base)
    assert response.status_code in (200, 302)


def test_a_form_that_is_sent_twice_counts_once(admin_client, draft):
    sent = {"path": "awards", "op": "add", "version": draft.version}
    address = reverse("admin:policies_draft_edit", args=[draft.pk])
    count = len(plain_of(draft)["awards"])
    assert admin_client.post(address, sent).status_code == 302
    again = admin_client.post(address, sent)
    assert again.status_code == 200
    assert len(plain_of(draft)["awards"]) == count + 1


def test_a_draft_that_was_put_away_meanwhile_is_kept_as_it_was(admin_client, admin_user, draft):
    seen = draft.version
    discard_draft(draft_id=draft.pk, version=draft.version, by=admin_user)
    before = Draft.objects.get(pk=draft.pk).text
    sent = {"path": "", "op": "save", "edition": "late", "version": seen}
    for headers in ({}, {"HX-Request": "true"}):
        address = reverse("admin:policies_draft_edit", args=[draft.pk])
        response = admin_client.post(address, sent, headers=headers)
        assert response.status_code in (200, 302)
    assert Draft.objects.get(pk=draft.pk).text == before


def test_a_draft_that_is_gone_is_not_found(admin_client, draft):
    for name in ("build", "text", "others"):
        address = reverse(f"admin:policies_draft_{name}", args=[draft.pk + 1_000])
        assert admin_client.get(address).status_code == 404
    for name in ("edit", "step", "text"):
        address = reverse(f"admin:policies_draft_{name}", args=[draft.pk + 1_000])
        assert admin_client.post(address, {"version": "1"}).status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "[]", "- a", "1", "null", "a: 1\na: 2\n", "programme: [\n", "\t", "{}",
        "eligibility:",
        "eligibility: [1]", "scoring: 7\nawards: x\nexamples: {a: 1}\nfacts: [1]\nsources: 3",
        "eligibility: {all: [null, 1, [], {}]}\nexamples: [null, 1, {facts: 3, expect: []}]",
        "scoring: {items: [null, {best_of: 3}, {bands: {a: 1}}, {bands: [1, null]}]}",
        "windows: [1, null, rolling, {personal: 3}]\nprocess: [x]\ndocuments: {a: 1}",
        "in_force: x\ntitle: [a]\nsummary: 3\naudience: {a: 1}\ncontact: []\nquestions: [1, {}]",
        "tables: {rent: [1], x: null, y: {a: [1]}}\nparameters: {a: [1], b: {c: 1}, d: null}",
        "grants: [1]\noutcomes: {a: 1}\nexcludes: {a: 1}",
        "grants: {enterprise.staff: null, x: [1], y: {is: {a: 1}}}\nexcludes: [1, null, {a: 1}]",
        "facts: {a: 1, b: {}, c: {type: 3}, d: {type: choice, choices: [1]}}",
        "eligibility: " + "{all: [" * 18 + "{fact: x, is: 1}" + "]}" * 18,
        "eligibility: {some: [1], where: 3}\nscoring: {waived_when: x, pass_mark: {a: 1}}",
        "eligibility: {fact: {a: 1}, between: 3, in: {a: 1}, is: [1]}",
        "examples: [{name: {}, on: 3, facts: {enterprise.staff: {a: 1}}, expect: {verdict: [1]}}]",
    ],
)  # fmt: skip
def test_whatever_the_text_is_the_forms_open(admin_client, admin_user, draft, text):
    write_draft(draft_id=draft.pk, version=draft.version, text=text, by=admin_user)
    opens(admin_client, draft)
    draft.refresh_from_db()
    for path in PATHS[::3]:
        response = send(admin_client, draft, path=path, op="save", form="1", value="1")
        assert response.status_code in (200, 302), path
    address = reverse("admin:policies_draft_text", args=[draft.pk])
    assert admin_client.get(address).status_code == 200


def test_a_very_deep_rule_opens(admin_client, admin_user, draft):
    plain = plain_of(draft)
    node = {"fact": "enterprise.staff", "at_least": 3}
    for turn in range(16):
        node = {("any", "all", "none")[turn % 3]: [node, dict(node)] if turn < 3 else [node]}
    plain["eligibility"] = node
    write_draft(draft_id=draft.pk, version=draft.version, text=document_text(plain), by=admin_user)
    opens(admin_client, draft)


@pytest.mark.parametrize("edition", ["", "x", "0", "99999999", "²", "9" * 30, "-1"])
def test_beginning_from_an_edition_that_is_none(admin_client, edition):
    address = reverse("admin:policies_draft_start")
    assert admin_client.get(address, {"edition": edition}).status_code in (200, 404)
    assert admin_client.post(address, {"edition": edition}).status_code in (302, 404)


@pytest.mark.parametrize("text", ["x" * 70_000, "a: " + "🏮" * 20_000])
def test_a_text_that_cannot_be_kept_stays_in_the_form(admin_client, draft, text):
    before = draft.text
    address = reverse("admin:policies_draft_text", args=[draft.pk])
    body = {"text": text, "version": draft.version}
    response = admin_client.post(address, body)
    assert response.status_code == 200
    assert text[:50] in response.content.decode()
    draft.refresh_from_db()
    assert draft.text == before


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5_000, "-1", "1_0"])
def test_a_row_with_a_number_that_is_none_is_no_row(number):
    sent = QueryDict(mutable=True)
    sent.update({f"rows.{number}.key": "a", f"rows.{number}.value": "1", "rows.1.key": "b"})
    rows = Named(value=Numeric(), key=Slug())
    around = SimpleNamespace(rows={})
    assert set(read_field(rows, sent, "rows", "rows", around)) == {"b"}


def test_signs_that_nobody_sees_do_not_come_into_a_draft(admin_client, draft):
    sent = {
        "path": "",
        "op": "save",
        "form": "1",
        "title.zh-hans": "房\u202e租",
        "title.en": "R\u200b",
    }
    send(admin_client, draft, **sent)
    assert plain_of(draft)["title"] == {"zh-hans": "房租", "en": "R"}
    text = draft.text.replace("房租", "\ufeff房\u2066租\u200b补")
    address = reverse("admin:policies_draft_text", args=[draft.pk])
    assert admin_client.post(address, {"text": text, "version": draft.version}).status_code == 302
    assert plain_of(draft)["title"]["zh-hans"] == "房租补"
