"""The Chinese administration is Chinese: no English word that nobody has chosen to show."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.test import Client

from policies.models import (
    CalendarYear,
    Department,
    Edition,
    Fact,
    Programme,
    SharedTable,
    Source,
    SpecialDay,
    System,
)
from policies.services.officers import officers_group
from tests.accounts import staff_login
from tests.applicants.access import City, addresses
from tests.applicants.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
WORD = re.compile(r"[A-Za-z]{3,}")
# Formats, products, keys, and what is called the same in Chinese.
SAME = {
    *("Leqing", "English", "Control", "Mac", "Command", "LDAP", "TOTP", "SHA", "YAML", "JSON"),
    *("PDF", "JPG", "PNG", "pdf", "jpg", "png"),
}
# The language of documents, where its words are explained.
TERMS = {
    *("never", "yearly", "always", "times", "months", "lookup", "where", "people", "month"),
    *("CNY", "year", "job", "creation", "grant", "first"),
}
NO_PAGE = ("admin:applicants_application_file",)
# Codes: founder.born_on, staff-4, 2026-2S9T-H40C-6D1D1, names of files, addresses of mails, prints.
CODES = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|[A-Za-z]+(?:[._-][\w-]+)+|\S+\.pdf|2026(?:-[0-9A-Z]+)+|\b[0-9a-f]{64}\b"
)
KEYS = ("slug", "key", "name")
READ_ALOUD = {"title", "aria-label", "placeholder", "alt", "data-confirm"}
# Somebody's own words and keys: a document, its formulas, a record as it was written.
CODE = {"code", "pre", "script", "style", "textarea", "kbd", "samp", "time"}
VOID = {"input", "br", "hr", "img", "link", "meta", "col", "wbr", "path", "use", "circle", "rect"}


class Words(HTMLParser):
    """Everything of a page that is read or heard."""

    def __init__(self):
        super().__init__()
        self.found, self.open = [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        english = (attributes.get("lang") or "zh").startswith("en")
        if tag not in VOID:
            self.open.append((tag, tag in CODE or english))
        if tag in CODE or self.is_code():
            return
        self.found += [text or "" for name, text in attrs if name in READ_ALOUD]
        if tag == "input" and attributes.get("type") in ("submit", "button"):
            self.found.append(attributes.get("value") or "")

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.is_code():
            self.found.append(data)

    def is_code(self):
        return any(hidden for _tag, hidden in self.open)


def english_words(page, names):
    """Lines of a page with words that are neither Chinese nor somebody's name."""
    parser = Words()
    parser.feed(page)
    found = []
    for line in (" ".join(text.split()) for text in parser.found):
        words = WORD.findall(CODES.sub(" ", line))
        if any(word not in names for word in words):
            found.append(line)
    return found


def own_words():
    """What the rows of the test are called: keys, and what their authors wrote in English."""
    words = {*SAME, *TERMS, "staff", "Policy", "officers"}
    for model in (
        CalendarYear,
        SpecialDay,
        Programme,
        Department,
        Fact,
        Source,
        SharedTable,
        System,
        Edition,
    ):
        for row in model.objects.values():
            texts = (row[name] for name in row if name.endswith("_en") or name in KEYS)
            words |= {word for text in texts for word in WORD.findall(str(text))}
    return words


@pytest.fixture
def people(settings):
    """Whoever sees the most of the administration, and an officer."""
    city, officer = City(), UserFactory(staff=True)

    officer.groups.add(officers_group())
    client = Client(raise_request_exception=False)
    staff_login(client, officer)
    return city, {"superuser": city.clients["superuser"], "officer": client}


def test_no_english_word_stands_in_the_chinese_administration(people):
    city, clients = people
    found, looked_at, names = {}, Counter(), own_words()
    for name, route in addresses():
        path = city.path(name, route)
        if not name.startswith(("admin:", "mfa", "account")) or name.endswith("logout"):
            continue
        if name in NO_PAGE:
            continue
        for who, client in clients.items():
            page = client.get(path)
            if page.status_code != 200 or "html" not in page["Content-Type"]:
                continue
            looked_at[who] += 1
            for line in english_words(page.text, names):
                found.setdefault(line, name)
    words = "\n".join(f"{name}: {line}" for line, name in sorted(found.items()))
    assert not found, words
    assert looked_at["superuser"] > 70
    assert looked_at["officer"] > 20


def test_what_is_looked_for_is_found():
    page = '<p>申报</p><label>Short</label><img alt="True"><code>choice</code><p>staff-4</p>'
    assert english_words(page, set()) == ["Short", "True"]


def test_scripts_of_the_administration_are_chinese(people):
    _city, clients = people
    script = clients["superuser"].get("/admin/jsi18n/").text
    assert '"Choose all %s": "\\u5168\\u9009%s"' in script
