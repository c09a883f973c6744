"""What can be refused in facts and tables, each with its words.

A part of :data:`policies.admin.builder.refusals.REFUSALS`, which says how its entries are written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from policies.rules.facts import Sort

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SORT = "|".join(map(re.escape, Sort))

FACT_REFUSALS: list[tuple[str, StrPromise]] = [
    (
        r"(?P<a>.*) goes neither up nor down\.",
        _("%(a)s has no order, so it goes neither up nor down."),
    ),
    (
        r"choice and choices need choices, .*",
        _("Write down the choices; other types have none."),
    ),
    (r"records need fields, .*", _("Write down the fields; other types have none.")),
    (
        r"min and max are for numbers, .*",
        _("Only numbers have a smallest and a largest answer."),
    ),
    (r"min is above max\.", _("The smallest answer is above the largest.")),
    (
        r"expected a day not after (?P<a>.*), found (?P<v>.*)\.",
        _("This day can only lie in the past: at most %(a)s, not %(v)s."),
    ),
    (r"is for days, not for .*", _("This is possible for days only.")),
    (r"is for numbers, not for .*", _("This is possible for numbers only.")),
    (r"is for numbers and days, not for .*", _("This is possible for numbers and days only.")),
    (r"is for texts, not for .*", _("This is possible for texts only.")),
    (
        r"expected a code such as (?P<a>\S+), found (?P<v>.*)\.",
        _("A code such as %(a)s is needed here, not %(v)s."),
    ),
    (
        r"only a date or a count of time follows an event\.",
        _("Only a day, or a number of years, months or days, can begin with an event."),
    ),
    (r".* facts have none\.", _("Facts of this type have no such sentence.")),
    (
        r"expected \{\} or \{lower\} once, for what is wanted\.",
        _("Write {} or {lower} once, where the answer that is wanted is to stand."),
    ),
    (
        r"expected no braces but \{year-1\} to \{year-4\}\.",
        _("In braces only {year-1} to {year-4} can stand here."),
    ),
    (
        r"(?P<a>\S+): goes in a circle\.",
        _("The questions lead to each other in a circle: %(a)s."),
    ),
    (
        r"(?P<a>\S+): there is no such fact to ask\.",
        _("“%(a)s” is no fact that is asked. Choose another one."),
    ),
    (r"ask_below is not below ask_above\.", _("“Ask back below” is not below “Ask back above”.")),
    (r"(?P<a>.*) is .*, not a day\.", _("“%(a)s” is not a day.")),
    (
        r"the formula goes in a circle: (?P<a>.*)\.",
        _("The formulas need each other in a circle: %(a)s."),
    ),
    (
        r"rests on more than (?P<a>\S+) other formulas\.",
        _("It rests on more than %(a)s other formulas. Make it simpler."),
    ),
    (
        r"(?P<a>\S+) is \S+, the formula gives (?P<t>" + SORT + r")\.",
        _("The formula gives %(t)s, which is not the type of the fact."),
    ),
    (r"a table has numbers or texts, not both\.", _("A table has numbers or texts, not both.")),
]
