"""The forms of conditions as HTML, kept for as long as nothing in them changes.

A large rule is some hundred forms, and printing them takes most of the time of its page, while from
one page to the next a few have changed. What differs on every page, the token against forgery and
the version of the draft, is put in afterwards.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from policies.admin.builder.conditions import Node
from policies.presentation.words import language

TEMPLATE = "admin/policies/draft/_form.html"
KEPT = 1_000  # forms of one process, of about ten kilobytes each
# Nobody can write these into a draft: they are made anew by each process.
_TOKEN, _VERSION = secrets.token_hex(16), secrets.token_hex(16)

_kept: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def form_of(node: Node, *, draft: Any, is_open: bool, token: str) -> SafeString:
    """The form of a condition without those below it.

    Args:
        token: against forgery; of this page.
    """
    key = _key(node, draft.pk, is_open)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None:
        found = _printed(node, draft.pk, is_open)
        with _lock:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    # The template has escaped all the rest, and of these one is ours and the other a number.
    return mark_safe(found.replace(_TOKEN, token).replace(_VERSION, str(draft.version)))


def _printed(node: Node, number: int, is_open: bool) -> str:
    draft = SimpleNamespace(pk=number, version=_VERSION)
    context = {"part": node, "condition": True, "draft": draft, "open": is_open}
    return render_to_string(TEMPLATE, {**context, "csrf_token": _TOKEN})


def _key(node: Node, number: int, is_open: bool) -> str:
    shown = (node.path, node.heading, node.kind, node.index, node.count, node.depth)
    said = (node.fields, node.more, node.problems)
    return sha256(repr((number, is_open, language(), shown, said)).encode()).hexdigest()
