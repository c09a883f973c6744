"""A consent names the version of its words: whoever changes them gives them another one."""

import re
from hashlib import sha256
from pathlib import Path

import polib
import pytest
from django.conf import settings

from applicants.privacy import NOTICE
from applicants.services.profiles import CONSENT
from policies.permission import WORDS

ROOT = Path(settings.BASE_DIR)
SAID = re.compile(r'translate (?:trimmed )?"([^"]+)"|blocktranslate[^%]*%}(.*?){% endblock', re.S)
CHINESE = {
    entry.msgid: entry.msgstr
    for entry in polib.pofile(ROOT / "leqing/locale/zh_Hans/LC_MESSAGES/django.po")
}


def words_of(template):
    """What a page says, in both languages."""
    found = SAID.findall((ROOT / "templates" / template).read_text())
    english = [" ".join((one or other).split()) for one, other in found]
    return [*english, *(CHINESE.get(each, "") for each in english)]


def digest(*parts):
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


@pytest.mark.parametrize(
    ("version", "known"),
    [
        ((CONSENT, *words_of("applicants/welcome.html")), "01aa2dfaf983"),
        ((WORDS, *words_of("policies/sensitive.html")), "cbf6d6500a61"),
        ((NOTICE, *words_of("applicants/privacy.html")), "7110844452f6"),
    ],
    ids=["welcome", "sensitive", "notice"],
)
def test_other_words_have_another_version(version, known):
    assert len(version) > 10
    assert digest(*version) == known, (
        "These words changed: give them another version, then the new digest here."
    )
