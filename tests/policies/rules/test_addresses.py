"""Addresses in documents: a link of ours leads to the web, and nowhere else."""

import json
import re

import pytest

from policies.rules import grammar
from policies.rules.documents import read_document
from policies.rules.errors import RuleError
from policies.rules.library import Library
from policies.rules.shapes import WebAddress
from tests.policies.rules.documents import plain, read

BAD = (
    "javascript:alert(1)",
    "JavaScript://example.org/%0aalert(1)",
    "data:text/html,x",
    "//evil",
    "//evil.example",
    "/apply/",
    "见公告",
    "www.yueqing.gov.cn",
    "ftp://example.org/",
    "https://",
    "https:///path",
    "https://nowhere",
    "https://www.yueqing.gov.cn@evil.example/",
    "https://exa mple.org/",
    'https://example.org/"onclick=',
    " https://example.org/",
    "https://example.org/\n",
)
GOOD = (
    "https://www.yueqing.gov.cn/",
    "http://example.org",
    "https://example.org:8443/a/b?c=d&e=%20#f",
    "https://政务.中国/办事",
)
WORDS = {"zh-hans": "平台", "en": "Platform"}


def at_each_place(url):
    """A document with the address at each place that has one, by that place."""
    elsewhere = {"application": {"elsewhere": {"name": WORDS, "url": url}}}
    return {
        "application.elsewhere.url": elsewhere,
        "contact.url": {"contact": {"url": url}},
        "sources.notice.url": {"sources": {"notice": {"title": WORDS, "url": url}}},
    }


SHARED = {
    "sources.yaml": ("notice", "title: {zh-hans: 通知, en: Notice}"),
    "departments.yaml": ("office", "name: {zh-hans: 局, en: Office}"),
}


def shared_text(file, url):
    key, line = SHARED[file]
    return {file: f"{key}:\n  {line}\n  url: '{url}'\n"}


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("place", at_each_place(""))
def test_what_is_no_address_of_the_web_is_refused_where_it_stands(place, url):
    with pytest.raises(RuleError) as caught:
        read(plain(**at_each_place(url)[place]))
    (problem,) = caught.value.problems
    assert problem.path == place
    assert "a web address such as https://" in problem.message


@pytest.mark.parametrize("url", GOOD)
@pytest.mark.parametrize("place", at_each_place(""))
def test_an_address_of_the_web_is_taken(place, url):
    read(plain(**at_each_place(url)[place]))


@pytest.mark.parametrize("file", SHARED)
@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "见公告"])
def test_the_shared_files_are_held_to_the_same(file, url):
    with pytest.raises(RuleError) as caught:
        Library.read(shared_text(file, url))
    assert caught.value.problems[0].path == f"{file}: {SHARED[file][0]}.url"
    kept = Library.read(shared_text(file, url), kept=True)
    (entry,) = (*kept.sources.values(), *kept.departments.values())
    assert "url" not in entry


def urls_in(schema):
    if isinstance(schema, dict):
        for name, part in schema.items():
            if name == "properties" and "url" in part:
                yield part["url"]
            yield from urls_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from urls_in(part)


def test_every_address_of_the_grammar_is_one():
    schemas = [grammar.document_schema(), grammar.SOURCE.schema(), grammar.DEPARTMENT.schema()]
    found = [each for schema in schemas for each in urls_in(schema)]
    assert len(found) >= 5
    for each in found:
        assert each == WebAddress().schema()
        assert all(re.search(each["pattern"], url) for url in GOOD)


@pytest.mark.parametrize("place", at_each_place(""))
def test_what_was_published_before_is_read_without_its_odd_address(place):
    text = json.dumps(plain(**at_each_place("javascript:alert(1)")[place]))
    document = read_document(text, library=Library(), kept=True)
    assert document.application.url == ""
    assert "url" not in document.contact
    assert all("url" not in source for source in document.sources.values())
