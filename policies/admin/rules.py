"""The rule of an edition in sentences, as nested lists."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.presentation.confidence import standing_in
from policies.presentation.terms import mark_of
from policies.rules.conditions import Condition
from policies.rules.documents import Document
from policies.rules.quantities import decimal_text
from policies.rules.sentences import sentence


def rule_in_sentences(document: Document) -> SafeString:
    """Who may apply, and what is scored."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    parts = list(_parts(document, language))
    if not parts:
        return format_html("<p>{}</p>", _("An information card: it has no conditions."))
    return format_html_join("", "{}", ((part,) for part in parts))


def _parts(document: Document, language: str) -> Iterator[SafeString]:
    if document.eligibility:
        yield format_html("<ul>{}</ul>", _item(document.eligibility, document, language))
    scoring = document.scoring
    if scoring is None:
        return
    rows = (
        (dict(item.label).get(language, item.name), decimal_text(item.maximum))
        for item in scoring.items
    )
    mark = scoring.pass_mark
    head = (
        _("Score") if mark is None else _("Score, %(mark)s needed") % {"mark": decimal_text(mark)}
    )
    yield format_html("<p>{}</p>", head)
    yield format_html("<ul>{}</ul>", format_html_join("", "<li>{} (≤ {})</li>", rows))
    if scoring.waived_when:
        yield format_html("<p>{}</p>", _("No score is needed where:"))
        yield format_html("<ul>{}</ul>", _item(scoring.waived_when, document, language))


def _item(node: Condition, document: Document, language: str) -> SafeString:
    words = sentence(node, document.vocabulary, language)
    children = node.children()
    if children:
        below = format_html_join(
            "", "{}", ((_item(child, document, language),) for child in children)
        )
        return format_html("<li>{}<ul>{}</ul></li>", words, below)
    if node.clause is None:
        return format_html("<li>{}</li>", words)
    return format_html(
        "<li>{} <small>{} · {}</small></li>", words, node.clause.source, _basis(node, document)
    )


def _basis(node: Condition, document: Document) -> str:
    return mark_of(standing_in(node.clause, document)) if node.clause else ""
