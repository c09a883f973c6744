"""Hands at keyboard and mouse that count what they do."""

from playwright.sync_api import expect


class Hands:
    """A policy officer: each click, each field that is filled in and each choice counts one."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, name, role="button", within=None):
        """Press a button or follow a link by its name."""
        self.count += 1
        (within or self.page).get_by_role(role, name=name, exact=True).first.click()

    def turn_to(self, name):
        """Follow the link to a part of the edition, whatever is still to be mended in it."""
        self.count += 1
        self.page.locator("#tabs").get_by_role("link", name=name).click()

    def fill(self, label, text, within=None):
        """Type into a field, as one reads its label, and go on to the next."""
        self.count += 1
        field = (within or self.page).get_by_label(label, exact=True).first
        field.fill(text)
        field.press("Tab")
        self.settled()

    def choose(self, label, words, within=None):
        """Choose from a list."""
        self.count += 1
        (within or self.page).get_by_label(label, exact=True).first.select_option(label=words)
        self.settled()

    def tick(self, label):
        """Tick a box."""
        self.count += 1
        self.page.get_by_label(label, exact=True).first.check()
        self.settled()

    def settled(self):
        """Wait until what was changed is saved."""
        self.page.wait_for_timeout(80)
        expect(self.page.locator("html[data-sending]")).to_have_count(0)
