"""Catalogues of messages."""

import gettext
import os

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
