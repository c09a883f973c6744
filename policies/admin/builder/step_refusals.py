"""What can be refused in the steps of drafts and editions, each with its words.

A part of :data:`policies.admin.builder.refusals.REFUSALS`, which says how its entries are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

STEP_REFUSALS: list[tuple[str, StrPromise]] = [
    (
        r"another person approves what you have proposed\.",
        _("Another person has to approve what you have proposed."),
    ),
    (r"this account may not .*", _("This account may not do this.")),
    (r"say why\.", _("Say why.")),
    # of texts, see policies.rules.signs
    (
        r"One sign was made up by the keyboard, and other devices cannot show it\. .*",
        _(
            "One sign was made up by the keyboard, and other devices cannot show it. Type it with "
            "another keyboard, or write it in pinyin."
        ),
    ),
    (
        r"One sign arrived incomplete\. Delete it and type it again\.",
        _("One sign arrived incomplete. Delete it and type it again."),
    ),
    (
        r"This holds the number of an identity card, which is not kept here: .*",
        _("This holds the number of an identity card, which is not kept here: delete it."),
    ),
    (r"say on which day it ends\.", _("Say on which day it ends.")),
    (r"there is no such edition any more\.", _("This edition is not in force any more.")),
    (
        r"(?:.*) has a change that waits for approval\.",
        _("Another change of this edition waits for approval already."),
    ),
    (
        r"the examples lie on its days already\.",
        _("The examples lie on its days already."),
    ),
    (r"this change is .* already\.", _("Somebody has decided this already.")),
    (r"(?:.*) already ends like this\.", _("This is its last day already.")),
    (
        r"(?:.*) was repealed before its first day\.",
        _("It was repealed before its first day."),
    ),
    (
        r"(?:.*) ended on (?P<a>\S+): what held then stays\.",
        _("It ended on %(a)s: what held then stays."),
    ),
    (
        r"(?P<a>.*) is in force from (?P<b>\S+): end it first\.",
        _("%(a)s is in force from %(b)s: change or repeal that edition first."),
    ),
    (
        r"at most (?P<a>\S+) characters are kept\.",
        _("At most %(a)s characters are possible here. Make it shorter."),
    ),
    (
        r"the draft is .*: it can no longer be changed\.",
        _("It can no longer be changed in this state."),
    ),
    (r"there is nothing to undo\.", _("There is nothing to undo.")),
    (r"there is nothing to redo\.", _("There is nothing to redo.")),
    (r"(?:.*) is (?:published already|published: .*)\.?", _("It is published already.")),
    (r"(?:.*) is not proposed\.", _("It is not proposed any more.")),
    (r"(?:.*) is proposed: return it first\.", _("It is proposed: return it first.")),
    (r"(?:.*) is a draft: change its text\.", _("It is still a draft.")),
    (
        r"(?P<a>\S+) already has a (?P<b>.*)\.",
        _("%(a)s already has an edition %(b)s. Give this one another name."),
    ),
    (r"it is (?P<a>\S+) for ever\.", _("The key of the programme stays %(a)s.")),
    (
        r"(?P<a>\S+) has gone by: what held then stays\.",
        _("%(a)s has gone by: what held then stays."),
    ),
    (r"(?:.*) already ends on (?P<a>\S+)\.", _("It already ends on %(a)s.")),
    (
        r"(?:.*) begins on (?P<a>\S+), after (?P<b>\S+)\.",
        _("It begins on %(a)s, after %(b)s."),
    ),
    (
        r"(?P<a>\S+) is after (?P<b>\S+), the last day that is known here\.",
        _("%(a)s is after %(b)s, the last day that is known here."),
    ),
]
