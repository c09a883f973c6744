"""An evaluation as a terminal shows it: every shipped rule can be said in both languages."""

import pytest
from django.utils import translation

from policies.rules.rulebook import Rulebook
from policies.services.evaluating import evaluation_json
from policies.services.report import report


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_golden_example_can_be_told(shipped_documents, language):
    with translation.override(language):
        for document in shipped_documents:
            book = Rulebook([document])
            for example in document.examples[:6]:
                results = book.explain(example.facts, on=example.on, judged=example.judged)
                text = report(book, results, example.facts, on=example.on)
                assert document.programme in text
                assert str(example.on) in text


def test_json_and_words_agree_on_the_days(shipped_documents):
    for document in shipped_documents:
        book = Rulebook([document])
        for example in document.examples[:2]:
            answer = evaluation_json(book, example.facts, on=example.on)
            with translation.override("en"):
                text = report(
                    book, book.explain(example.facts, on=example.on), example.facts, on=example.on
                )
            earliest = answer["results"][0]["earliest_on"]
            assert (f"earliest day: {earliest}" in text) == (earliest is not None)
