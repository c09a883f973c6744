"""English may come later: a draft is judged without it, and not published."""

import pytest

from policies.rules.authoring.findings import errors_in
from policies.rules.authoring.translation import read_draft, with_stand_ins
from policies.rules.authoring.writing import document_text
from tests.policies.rules.authoring.test_findings import BOTH, LIBRARY, examined, plain

CHINESE = {"zh-hans": "夜市补贴"}
EXAMPLE = {
    "name": CHINESE,
    "on": "2026-03-01",
    "facts": {"enterprise.staff": 3},
    "expect": {"verdict": "eligible"},
}


@pytest.mark.parametrize("title", [CHINESE, {**CHINESE, "en": ""}, {**CHINESE, "en": "  "}])
def test_a_draft_without_english_is_judged_and_not_proposed(title):
    document = plain(title=title, documents=[{"name": CHINESE, "from": BOTH}], examples=[EXAMPLE])
    result = examined(document)
    assert result.document is not None
    assert not result.problems
    assert result.plain == document
    places = [each.path for each in errors_in(result.findings)]
    assert places == ["title", "documents[0].name", "examples[0].name"]
    assert {each.kind for each in errors_in(result.findings)} == {"to_translate"}
    assert not result.can_be_proposed
    assert read_draft(document_text(document), library=LIBRARY).title["zh-hans"] == "夜市补贴"


def test_what_is_missing_is_told_beside_other_mistakes():
    result = examined(plain(title=CHINESE, category="stalls"))
    assert ("title", "to_translate") in {(each.path, each.kind) for each in result.findings}
    assert [each.path for each in result.problems] == ["category"]


@pytest.mark.parametrize("title", [BOTH, "夜市补贴", {"en": "Grant"}, {"zh-hans": "", "en": ""}])
def test_only_english_has_a_stand_in(title):
    filled, missing = with_stand_ins(plain(title=title))
    assert filled["title"] == title
    assert not missing
