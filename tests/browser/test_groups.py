"""Groups of conditions in the builder: every change of kind, by pointer and by keyboard."""

import pytest
from playwright.sync_api import expect

from policies.models import Draft
from policies.rules.authoring.places import count_mixed
from policies.rules.authoring.writing import document_text
from policies.rules.reading import read_document_text
from policies.services import load_catalogue
from policies.services.drafting import start_draft, write_draft
from tests.accounts import browser_login
from tests.applicants.factories import UserFactory
from tests.browser.hands import Hands
from tests.policies.small import texts

DESK = {"viewport": {"width": 1280, "height": 900}}
KINDS = ("all", "any", "none", "of")
INSIDE = "eligibility.all[0]"
pytestmark = pytest.mark.parametrize("browser_context_args", [DESK], indirect=True)


class Builder:
    """A draft at its conditions, worked on by a pointer or by keys alone."""

    def __init__(self, page, draft, by):
        self.page, self.draft, self.by, self.hands = page, draft, by, Hands(page)

    @property
    def group(self):
        plain = read_document_text(Draft.objects.get(pk=self.draft.pk).text)
        assert count_mixed(plain) == 0
        return plain["eligibility"]["all"][0]

    def node(self, path):
        return self.page.locator(f'.node:has(> form input[name="path"][value="{path}"])')

    def choose_kind(self, path, kind):
        select = self.node(path).locator("> form select[name=group]")
        if self.by == "pointer":
            select.select_option(value=kind)
        else:
            select.focus()
            self.page.keyboard.press("Home")
            for _ in range(KINDS.index(kind)):
                self.page.keyboard.press("ArrowDown")
        self.hands.settled()
        expect(self.node(f"{path}.{kind}[0]")).to_have_count(1)
        self.hands.settled()  # a list that is gone through by keys is sent word by word

    def press(self, path, name, key=""):
        button = self.node(path).get_by_role("button", name=name, exact=True).last
        if name != "增加条件":
            button = self.node(path).locator("> form").get_by_role("button", name=name, exact=True)
        if self.by == "pointer":
            button.click()
        elif key:
            self.node(path).locator("> form select").first.focus()
            self.page.keyboard.press(key)
        else:
            button.focus()
            self.page.keyboard.press("Enter")
        self.hands.settled()

    def fill(self, path, name, text):
        field = self.node(path).locator(f"> form [name={name}]")
        field.fill(text)
        field.press("Tab")
        self.hands.settled()

    def undo(self):
        if self.by == "pointer":
            self.hands.click("撤销")
        else:
            self.page.keyboard.press("Alt+z")
        self.hands.settled()


@pytest.fixture
def builder(page, live_server, transactional_db):
    load_catalogue(texts())
    officer = UserFactory(staff=True, is_superuser=True, first_name="示例政策人员")
    browser_login(page, live_server, officer)

    def begin(by, eligibility):
        draft = start_draft(by=officer)
        plain = {**read_document_text(draft.text), "eligibility": eligibility}
        draft = write_draft(
            draft_id=draft.pk, version=draft.version, text=document_text(plain), by=officer
        )
        page.goto(f"{live_server.url}/admin/policies/draft/{draft.pk}/build/?section=conditions")
        return Builder(page, draft, by)

    return begin


@pytest.mark.parametrize("by", ["pointer", "keyboard"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_group_is_used_on_after_another_kind_was_chosen(builder, kind, by):
    old = "all" if kind == "any" else "any"
    staff = {"fact": "enterprise.staff", "at_least": 3}
    begun = {"at_least": 1, "of": [staff]} if old == "of" else {old: [staff]}
    does = builder(by, {"all": [begun]})
    first, second = f"{INSIDE}.{kind}[0]", f"{INSIDE}.{kind}[1]"

    does.choose_kind(INSIDE, kind)
    assert does.group[kind] == [staff]
    does.fill(first, "value", "5")
    assert does.group[kind][0]["at_least"] == 5
    does.press(INSIDE, "增加条件", "Alt+c")
    does.fill(second, "fact", "enterprise.town")
    assert does.group[kind][1]["fact"] == "enterprise.town"
    does.press(second, "上移", "Alt+ArrowUp")
    assert [part["fact"] for part in does.group[kind]] == ["enterprise.town", "enterprise.staff"]
    does.press(first, "加“或者”")
    inner = "any"
    does.choose_kind(first, "none")
    does.fill(f"{first}.none[0]", "fact", "enterprise.staff")
    assert does.group[kind][0]["none"][0]["fact"] == "enterprise.staff"
    does.press(second, "移除", "Alt+Delete")
    assert len(does.group[kind]) == 1
    does.undo()
    assert len(does.group[kind]) == 2
    for _ in range(5):  # a list that is gone through by keys is saved at each of its words
        if inner in does.group[kind][0]:
            break
        does.undo()
    does.fill(f"{first}.{inner}[0]", "fact", "enterprise.staff")
    assert does.group[kind][0][inner][0]["fact"] == "enterprise.staff"
    expect(does.page.locator("#conflict")).to_be_empty()


def test_a_group_in_a_group_begins_with_another_kind(builder):
    does = builder("pointer", {"all": [{"any": [{"fact": "enterprise.staff", "at_least": 3}]}]})
    does.hands.click("增加一组", within=does.node(INSIDE))
    does.hands.settled()
    assert list(does.group["any"][1]) == ["all"]


def test_what_is_being_typed_below_a_group_finds_its_new_place(builder):
    """The answer to the change of kind comes while somebody types into a part already."""
    staff = {"fact": "enterprise.staff", "at_least": 3}
    does = builder("pointer", {"all": [{"any": [staff]}]})
    select = does.node(INSIDE).locator("> form select[name=group]")
    value = does.node(f"{INSIDE}.any[0]").locator("[name=value]")
    value.evaluate(
        """(field, select) => {
            select.value = "none";
            select.dispatchEvent(new Event("change", {bubbles: true}));
            field.focus();
            field.value = "17";
            field.dispatchEvent(new Event("input", {bubbles: true}));
        }""",
        select.element_handle(),
    )
    expect(does.node(f"{INSIDE}.none[0]").locator("[name=value]")).to_have_value("17")
    expect(does.page.locator("#aside")).to_contain_text("17")
    assert does.group["none"][0]["at_least"] == 17
