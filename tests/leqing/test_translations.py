"""Catalogues of messages."""

import gettext
import os
import re

from leqing.translations import LOCALES, compile_catalogues


def test_a_catalogue_is_compiled_when_it_is_newer(tmp_path):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text((LOCALES / "zh_Hans/LC_MESSAGES/django.po").read_text())
    target = folder / "django.mo"
    assert compile_catalogues(tmp_path) == [target]
    with target.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Page not found") == "页面不存在"
    assert compile_catalogues(tmp_path) == []
    later = target.stat().st_mtime_ns + 10**9
    os.utime(source, ns=(later, later))
    assert compile_catalogues(tmp_path) == [target]


def test_no_mark_between_two_texts_of_a_page_is_of_one_language_alone():
    """“: ” after a variable stays as it is in Chinese; ``{% translate ": " %}`` becomes “：”."""
    found = []
    for template in (LOCALES.parents[1] / "templates").rglob("*.html"):
        text = re.sub(
            r"{%-?\s*blocktranslate.*?endblocktranslate\s*-?%}|{#.*?#}|<(pre|code)\b.*?</\1>",
            "",
            template.read_text(),
            flags=re.DOTALL,
        )
        for mark in re.finditer(r"(\}\}|%\})(</\w+>)?[.,:;!?](\s|<)", text):
            found.append((template.name, text[max(mark.start() - 40, 0) : mark.end()]))
    assert not found
