"""One name for the site: on pages, in mails, in calendars, and one word for a programme."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

ROOT = Path(__file__).parents[2]
FORMER = re.compile(r"乐清 ?·? ?创业政策|Yueqing start-up support")
NAMES = {"zh-hans": "乐清 · 政策找人", "en": "Leqing · programmes that find you"}
# Where a reader, not an officer, is told of a programme, it is 项目.
FOR_READERS = re.compile(r"项政策|全部政策|哪些政策|没有政策")


def test_no_former_name_is_left():
    found = {
        str(path.relative_to(ROOT))
        for folder in ("policies", "applicants", "leqing", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".txt", ".po", ".js") and FORMER.search(path.read_text())
    }
    assert found == set()
    assert not FORMER.search((ROOT / "README.md").read_text())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", ["/", "/programmes/", "/answers/"])
@pytest.mark.django_db
def test_pages_bear_the_name(client, language, address):
    client.cookies["django_language"] = language
    assert NAMES[language] in client.get(address, follow=True).content.decode()


def test_mails_come_from_the_name():
    assert settings.DEFAULT_FROM_EMAIL.startswith(NAMES["zh-hans"])


def test_the_name_of_a_calendar_bears_it():
    with translation.override("zh-hans"):
        assert translation.gettext("My days · Leqing · programmes that find you").endswith(
            "乐清政策找人"
        )


def test_readers_hear_one_word_for_a_programme():
    translations = ROOT / "leqing" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    assert not FOR_READERS.findall(translations.read_text())
