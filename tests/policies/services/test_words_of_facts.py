"""Whoever is asked is told what is meant: question, help and labels in both languages."""

from collections.abc import Iterator

from policies.answers import askable
from policies.presentation.criteria import facts_named, underived
from policies.rules.documents import Document
from policies.rules.facts import FactType, Sort

BOTH = {"zh-hans", "en"}


def asked(document: Document) -> Iterator[FactType]:
    """The facts that its verdict, outcomes and score may wait for, as far as they can be asked."""
    names = {name for root in document.conditions() for name in facts_named(root)}
    items = document.scoring.items if document.scoring is not None else ()
    for item in items:
        for part in item.walk():
            names.update(part.subject.fact_names() if part.subject is not None else ())
    for name in sorted(underived(names, document.derived)):
        fact = document.vocabulary.get(name)
        if fact is not None and askable(fact):
            yield fact


def silent(fact: FactType) -> list[str]:
    """What it lacks, each with its place."""
    texts = {"label": fact.label, "question": fact.question, "help": fact.help}
    texts |= {f"choices.{slug}": words for slug, words in fact.choices.items()}
    for name, field in fact.fields.items():
        texts[f"fields.{name}"] = field.label
        texts |= {f"fields.{name}.{slug}": words for slug, words in field.choices.items()}
    return [
        f"{fact.name}.{place}"
        for place, words in texts.items()
        if not all(dict(words or {}).get(language, "").strip() for language in BOTH)
    ]


def test_every_fact_that_is_asked_says_what_it_means_in_both_languages(shipped_documents):
    facts = {fact.name: fact for document in shipped_documents for fact in asked(document)}
    assert len(facts) > 200  # else nothing was looked at
    assert sorted(lack for fact in facts.values() for lack in silent(fact)) == []


def test_no_help_repeats_its_question(shipped_documents):
    facts = {fact.name: fact for document in shipped_documents for fact in asked(document)}
    assert [
        name
        for name, fact in sorted(facts.items())
        for language in BOTH
        if dict(fact.help).get(language) == dict(fact.question).get(language)
    ] == []


def test_every_number_that_is_asked_has_a_smallest_and_a_largest(shipped_documents):
    facts = {n: f for document in shipped_documents for n, f in document.vocabulary.items()}
    numbers = {
        name if part is fact else f"{name}.{part.name}": part
        for name, fact in facts.items()
        for part in (fact, *fact.fields.values())
        if part.sort is Sort.NUMBER and askable(fact)
    }
    assert {"enterprise.patents.owner_rank", "enterprise.funded_projects.amount"} <= numbers.keys()
    assert [n for n, f in numbers.items() if f.minimum is None or f.maximum is None] == []
