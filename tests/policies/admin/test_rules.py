"""The rule of an edition in sentences, for staff."""

import pytest
from django.utils import translation

from policies.admin.rules import rule_in_sentences


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_rule_can_be_shown_to_staff(shipped_documents, language):
    with translation.override(language):
        for document in shipped_documents:
            assert "<" in rule_in_sentences(document)
