"""Saving any form of any shipped edition without touching it changes nothing."""

import pytest
from django.http import QueryDict

from policies.admin.builder import changes, conflicts, sections, surroundings
from policies.rules.authoring.paths import part_at
from policies.rules.reading import read_document_text
from policies.services.checking import check_texts


def sent_of(fields):
    """What a browser sends of fields that nobody touched."""
    sent = QueryDict(mutable=True)
    for field in every_input(fields):
        if field.widget == "checks":
            sent[f"{field.name}:"] = ""
            if field.value:
                sent.setlist(field.name, list(map(str, field.value)))
        else:
            sent[field.name] = field.value
    return sent


def every_input(fields):
    for field in fields:
        if field.widget in ("words", "rows", "records"):
            yield from every_input(cell for line in field.lines for cell in line)
        else:
            yield field


def forms_of_card(card):
    yield card
    for _path, _words, tree in card.conditions:
        if tree:
            yield from forms_of_node(tree)
    for group in card.groups:
        for each in group.cards:
            yield from forms_of_card(each)


def forms_of_node(node):
    yield node
    for part in (*node.parts, *([node.where] if node.where else [])):
        yield from forms_of_node(part)


def forms_of(around):
    for slug in sections.SECTIONS:
        section = sections.section_of(slug, around, {})
        if section.tree:
            yield from forms_of_node(section.tree)
        for card in [*([section.card] if section.card else [])]:
            yield from forms_of_card(card)
        for group in section.groups:
            for card in group.cards:
                yield from forms_of_card(card)


@pytest.mark.slow
def test_a_form_that_nobody_touched_changes_nothing(shipped_texts, shipped_documents):
    report = check_texts(shipped_texts)
    titles = dict.fromkeys(report.documents, "")
    count = 0
    for document in shipped_documents:
        plain = read_document_text(document.text)
        around = surroundings.surroundings(
            plain, library=report.library, programmes=titles, problems={}
        )
        for part in forms_of(around):
            raw = part_at(plain, part.path) if part.path else plain
            sent = sent_of((*part.fields, *part.more))
            made = changes.saved(plain, part.path, sent, around)
            assert made == raw, (document.programme, part.path)
            count += 1
    assert count > 3_000


def test_no_key_of_a_document_is_taken_for_a_control_of_its_form():
    """A key named like a control made each save a whole page, so that what followed was lost."""
    controls = {*conflicts._LEAVE_OUT, "path", "index", "form", "op"}
    assert controls.isdisjoint(sections.DOCUMENT_KEYS)


def test_every_key_of_a_document_stands_in_a_section():
    shown = [key for _title, keys in sections.SECTIONS.values() for key in keys]
    assert sorted(shown) == sorted(sections.DOCUMENT_KEYS)
