"""Every text in the reader's language, and nothing of the other one."""

import re
from html.parser import HTMLParser

import polib
import pytest
from django.conf import settings

from tests.policies.pages.founder import answer
from tests.policies.pages.messages import all_messages

HAN = re.compile(r"[\u3400-\u9fff]")
CHINESE = settings.LOCALE_PATHS[0] / "zh_Hans/LC_MESSAGES/django.po"
PATHS = [
    "/",
    "/questions/audience/",
    "/questions/founder.key_groups/",
    "/questions/enterprise.town/",
    "/results/",
    "/programmes/",
    "/categories/space/",
    "/systems/",
    "/missing-texts/",
    "/programmes/?q=zzfbt",
    "/programmes/?q=rent",
    "/plan/",
    "/bundle/",
    "/land-score/",
    "/results/share/",
    "/answers/",
    "/answers/erase/",
]


class Texts(HTMLParser):
    """The texts of a page outside of elements that say they are in another language."""

    def __init__(self):
        super().__init__()
        self.found, self.skipping, self.language = [], 0, ""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if self.skipping and tag not in ("input", "br", "meta", "link"):
            self.skipping += 1
        elif tag == "html":
            self.language = attributes["lang"][:2]
        elif attributes.get("lang", self.language)[:2] != self.language:
            self.skipping = 1
        if attributes.get("name") == "description":
            self.found.append(attributes["content"])
        self.found += [v for k, v in attrs if k in ("aria-label", "title", "data-announce") and v]

    def handle_endtag(self, tag):
        self.skipping -= bool(self.skipping)

    def handle_data(self, data):
        if not self.skipping:
            self.found.append(data.strip())


def texts_of(response):
    reader = Texts()
    reader.feed(response.content.decode())
    return [text for text in reader.found if text]


@pytest.fixture
def answered(client, shipped):
    answer(client)
    client.shipped = shipped
    return client


# what people may type, numbers of documents, and a Chinese name in brackets beside its English one
ALLOWED = re.compile(r"30万|1\.2亿|[\u3400-\u9fff]+〔\d{4}〕\d+\s?号|\([\u3400-\u9fff]+\)")


def every_path(client):
    """All kinds of pages, with each programme, edition, score sheet and background, and a list."""
    book, library = client.shipped.rulebook, client.shipped.library
    paths = PATHS + [f"/programmes/{slug}/" for slug in book.editions]
    paths += [
        f"/programmes/{slug}/?edition={document.edition}"
        for slug, editions in book.editions.items()
        for document in editions
    ]
    scores = [f"/programmes/{slug}/score/" for slug in book.editions]
    scores = [path for path in scores if client.get(path).status_code == 200]
    assert scores
    paths += scores
    paths += [f"/systems/{slug}/" for slug in library.systems]
    link = client.get("/results/share/").context["link"]
    return [*paths, "/" + link.split("/", 3)[3]]


def test_an_english_page_has_no_chinese_text(answered):
    answered.cookies["django_language"] = "en"
    for path in every_path(answered):
        response = answered.get(path)
        assert response.status_code == 200, path
        assert '<html lang="en"' in response.content.decode()
        found = [t for t in texts_of(response) if HAN.search(ALLOWED.sub("", t))]
        assert not found, (path, found)


# two words or more of English together: names, addresses and what one may type are not
ENGLISH = re.compile(r"\b[a-z]{2,}(?: [a-z]{2,})+\b")


def test_a_chinese_page_has_no_english_sentence(answered):
    for path in every_path(answered):
        response = answered.get(path)
        assert '<html lang="zh-hans"' in response.content.decode()
        found = [t for t in texts_of(response) if ENGLISH.search(t)]
        assert not found, (path, found)


def test_an_error_is_in_the_reader_s_language(answered):
    answered.cookies["django_language"] = "en"
    response = answered.post("/questions/founder.degree/", {"answer": "professor"})
    assert "No such option" in response.content.decode()


def test_a_chinese_page_is_the_default_and_says_so(client, shipped):
    page = client.get("/").content.decode()
    assert '<html lang="zh-hans"' in page
    assert "看看哪些项目适合你" in page


def test_the_switch_keeps_the_place(client, shipped):
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/results/?x=1"})
    assert response.url == "/results/?x=1"
    assert '<html lang="en"' in client.get("/results/").content.decode()


@pytest.mark.parametrize(
    "onwards",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "-1",
        "results/",
        "javascript:alert(1)",
        "http://testserver/results/",
        "",
    ],
)
@pytest.mark.parametrize("way", ["field", "query"])
def test_the_switch_leads_to_a_path_of_this_site_alone(client, shipped, onwards, way):
    form, query = {"language": "en"}, {}
    (form if way == "field" else query)["next"] = onwards
    assert client.post("/i18n/setlang/", form, query_params=query).url == "/"


def test_every_message_is_translated():
    entries = {entry.msgid: entry for entry in polib.pofile(str(CHINESE))}
    missing = []
    for message, path in all_messages().items():
        entry = entries.get(message[0])
        if entry is None or (len(message) > 1 and entry.msgid_plural != message[1]):
            missing.append((path, message))
    assert not missing


def test_no_entry_is_empty_or_fuzzy_and_variables_stay():
    for entry in polib.pofile(str(CHINESE)):
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        assert any(texts), entry.msgid
        assert not entry.fuzzy, entry.msgid
        for text in filter(None, texts):
            wanted = variables(entry.msgid_plural or entry.msgid)
            assert variables(text) == wanted, entry.msgid


def variables(text):
    return sorted(set(re.findall(r"%\(\w+\)[sd]|%[sd](?!\w)|\{\w*\}", text)))
