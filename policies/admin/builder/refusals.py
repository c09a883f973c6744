"""The table of what can be refused in a draft, each with its words.

A test looks up every message that the code can raise, so that none is without words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from policies.admin.builder.fact_refusals import FACT_REFUSALS, SORT
from policies.admin.builder.step_refusals import STEP_REFUSALS
from policies.rules.facts import Sort

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SORTS: dict[str, StrPromise] = {
    Sort.NUMBER: _("a number"),
    Sort.BOOLEAN: _("yes or no"),
    Sort.DATE: _("a day"),
    Sort.TEXT: _("a text"),
    Sort.CHOICES: _("several choices"),
    Sort.RECORDS: _("a list of records"),
}
_AT = r"(?: \(character (?P<at>\d+)\))?\."
_EMPTY = _("This is still empty.")
_GROUP = _("Several values with names are needed here, not a single one.")
_LIST = _("A list is needed here.")
_WRITE_TEXT = _("Write a text here.")
_TAKEN = _("Another fact, or the rule language itself, has this name. Choose another one.")
_OVER_ITEM = _("These are more points than the item can give.")
_NO_ITEM = _("No item has this name.")

# What a message looks like, and how one says it; the first that fits is taken. Of the
# named groups ``k`` is a key of documents, ``s`` and ``t`` are kinds of values, ``v`` is what was
# found and ``c`` what was perhaps meant.
REFUSALS: list[tuple[str, StrPromise]] = [
    *FACT_REFUSALS,
    # --- values ---------------------------------------------------------------------------------
    (r"expected .*, found (?:the text ''|nothing)\.", _EMPTY),
    (r"null is not an answer: .*", _EMPTY),
    (r"expected a list of at least one condition, .*", _("The group is still empty.")),
    (r"expected at least \d+ in the list, .*", _("Choose or add at least one.")),
    (
        r"expected at most (?P<a>\S+) in the list, found (?P<v>.*)\.",
        _("At most %(a)s are possible here, not %(v)s."),
    ),
    (r"expected [1-9]\d* to \d+ entries, found (?:the text ')?0\b.*", _("Add at least one line.")),
    (
        r"expected \d+ to (?P<a>\S+) entries, found (?P<v>.*)\.",
        _("At most %(a)s are possible here, not %(v)s."),
    ),
    (
        r"expected at most (?P<a>\S+) characters, found (?:the text ')?(?P<v>\S+?)"
        r"(?: characters)?'?\.",
        _("At most %(a)s characters are possible here, not %(v)s. Make it shorter."),
    ),
    (
        r"expected at most (?P<a>\S+) records, found .*",
        _("At most %(a)s records are possible here."),
    ),
    (
        r"expected a whole number from (?P<a>\S+) to (?P<b>\S+), found (?P<v>.*)\.",
        _("A whole number from %(a)s to %(b)s is needed here, not %(v)s."),
    ),
    (
        r"expected (?:a (?:whole )?number of )?at least (?P<a>\S+), found (?P<v>.*)\.",
        _("At least %(a)s is needed here, not %(v)s."),
    ),
    (
        r"expected (?:a (?:whole )?number of )?at most (?P<a>\S+), found (?P<v>.*)\.",
        _("At most %(a)s is possible here, not %(v)s."),
    ),
    (
        r"expected a number or a (?:text|day), found (?P<v>.*)\.",
        _("A number, a day or a text is needed here, not %(v)s."),
    ),
    (
        r"expected a number or a parameter that is one\.",
        _("Write a number, or the name of a named figure that is a number."),
    ),
    (
        r"expected a number, found (?P<t>" + SORT + r")\.",
        _("A number is needed here, not %(t)s."),
    ),
    (r"expected a number, found (?P<v>.*)\.", _("A number is needed here, not %(v)s.")),
    (
        r"expected a whole number, found (?P<v>.*)\.",
        _("A whole number is needed here, not %(v)s."),
    ),
    (
        r"expected a day such as (?P<a>[\d-]+)(?:, or null)?, found (?P<v>.*)\.",
        _("A day such as %(a)s is needed here, not %(v)s."),
    ),
    (
        r"expected a day from (?P<a>\S+) to (?P<b>\S+), found (?P<v>.*)\.",
        _("A day from %(a)s to %(b)s is needed here, not %(v)s."),
    ),
    (r"expected true or false, found .*", _("Choose yes or no.")),
    (r"can only be true\.", _("Here only yes is possible.")),
    (
        r"expected a name such as (?P<a>\S+), found .*",
        _("Write a key such as %(a)s: lower case, digits and hyphens."),
    ),
    (
        r"expected a web address such as (?P<a>\S+), found .*",
        _("Write a whole web address such as %(a)s."),
    ),
    (r"expected null, found .*", _("This has to stay empty.")),
    (
        r"expected (?P<s>" + SORT + r"), found (?P<t>" + SORT + r")\.",
        _("Here %(s)s is needed, not %(t)s."),
    ),
    (r"expected the name of a fact, found .*", _("Choose a fact.")),
    (r"expected the name of an outcome, found .*", _("Choose a class.")),
    (r"expected a formula, found .*", _("Write a formula here.")),
    (r"expected an amount, found .*", _("Write an amount here.")),
    (r"expected an answer, found .*", _("Write an answer here.")),
    (r"expected one value, found .*", _("One value is needed here.")),
    (
        r"expected a value, \{fact.*",
        _("A value, another fact or a formula is needed here."),
    ),
    (
        r"expected points, or low and high, found .*",
        _("Write the points, or the lowest and the highest, such as 40–60."),
    ),
    (
        r"expected a programme, or \{group.*",
        _("Choose a programme, or a group of programmes."),
    ),
    (r"expected rolling, or a mapping .*", _("Say when one can apply.")),
    (r"expected yes, no, up or down, found .*", _("Choose yes, no, upwards or downwards.")),
    (
        r"expected here, none, or .*",
        _("Write here or none, or elsewhere with a name and an address."),
    ),
    (r"expected never, yearly, .*", _("Write never, yearly, always, times: 3 or months: 36.")),
    (r"expected yes or no, a choice, a day, .*", _("Say what becomes true after approval.")),
    (r"expected text such as (?P<a>.*)\.", _("Write a text such as %(a)s.")),
    (r"expected (?:a )?text.*, found .*", _WRITE_TEXT),
    (r"expected a list.*, found .*", _LIST),
    (r"expected a (?:mapping|condition|group)\b.*", _GROUP),
    (
        r"expected one of (?P<a>.*?)(?:, or a list of them)?(?: \(did you mean .*\))?"
        r"(?:, found .*|\.)",
        _("Choose one of: %(a)s."),
    ),
    # --- keys and names -------------------------------------------------------------------------
    (
        r"(?P<k>source|basis) is missing: every clause says where it stands\.",
        _("Say where it stands: %(k)s is missing."),
    ),
    (r"where is missing\.", _("Say what each record must fulfil.")),
    (r"(?P<k>[\w-]+) is missing\.", _("Missing: %(k)s.")),
    (
        r"this key is not known here\.(?: Did you mean (?P<c>.+)\?)?",
        _("This key is not known here. %(c)s"),
    ),
    (r"(?:'')?: there is no such (?:fact|field)\b.*", _("Choose what is looked at.")),
    (
        r"(?:'?(?P<a>.*?)'?: )?there is no such [\w ,]+?\.?(?: Did you mean (?P<c>.+?)\??)?"
        r"(?: \(character (?P<at>\d+)\))?\.?",
        _("“%(a)s” is not known. %(c)s"),
    ),
    (
        r"there is no (?P<b>\w+) (?P<a>\S*)\.(?: Did you mean (?P<c>.+)\?)?",
        _("“%(a)s” is not known. %(c)s"),
    ),
    (r"'?(?P<a>.*?)'?: no such source\.", _("The source “%(a)s” is not known.")),
    (r"both zh-hans and en are needed\.", _("Write it in Chinese and in English.")),
    (r"a fact or the language itself bears this name\.", _TAKEN),
    (r"the rule language uses this word itself\.", _TAKEN),
    (
        r"(?P<a>\S+) has another fact of this name\.",
        _("%(a)s has another fact of this name. Choose another name."),
    ),
    (
        r"(?P<a>\S+) derives it otherwise than another programme\.",
        _("%(a)s works it out in another way. Choose another name."),
    ),
    (r"(?P<a>.*) stands twice\.", _("“%(a)s” stands here twice.")),
    (r"two items bear the name (?P<a>.*)\.", _("Two items have the name %(a)s.")),
    (r"no (?:judged )?item bears this name\.", _NO_ITEM),
    (r"expected a stage, a name or a label\.", _("Give the step a name.")),
    # --- conditions -----------------------------------------------------------------------------
    (
        r"expected exactly one operator .*",
        _("Choose how it is compared."),
    ),
    (r"expected exactly one of all, .*", _("Choose what is looked at.")),
    (r"low (?P<a>\S+) is above high (?P<b>\S+)\.", _("From %(a)s is above up to %(b)s.")),
    (
        r".* is (?:.*); what fits is .*",
        _("This comparison does not fit: choose another."),
    ),
    (
        r"more than (?P<a>\S+) conditions and items\.",
        _("There are more than %(a)s conditions and items. Make it simpler."),
    ),
    (
        r"(?i:nested|brackets nested) deeper than (?P<a>\S+?)(?: levels)?" + _AT,
        _("Things stand inside each other more than %(a)s deep. Make it simpler."),
    ),
    (
        r"(?:some|every|.*) cannot stand inside a condition over records\.",
        _("Inside the condition on a record there can be no second list of records."),
    ),
    (
        r"(?P<a>.*) is .*, not records\.",
        _("%(a)s is no list of records. Choose another fact."),
    ),
    # --- scores, classes, awards ----------------------------------------------------------------
    (r"expected exactly one of bands, .*", _("Choose one method for the points.")),
    (
        r"expected exactly one of fact and formula beside .*",
        _("Choose a fact or a formula, not both."),
    ),
    (
        r"expected neither fact nor formula beside .*",
        _("With this method there is no fact and no formula."),
    ),
    (
        r"(?:\S+ )?goes with \S+ alone\.",
        _("This does not go with what was chosen."),
    ),
    (
        r"(?P<a>.*) does not go with (?P<b>.*)\.",
        _("This does not go with the method that was chosen."),
    ),
    (r"is above the item's max(?:imum)?\.", _OVER_ITEM),
    (
        r"(?P<a>\S+) is out of reach: all items give (?P<b>\S+)\.",
        _("The pass mark %(a)s is out of reach: all items together give %(b)s."),
    ),
    (
        r"cannot be reached: bands go downwards\.",
        _("This band cannot be reached: write the highest band first."),
    ),
    (r"from and to are equal\.", _("Both values are the same.")),
    (
        r"the benchmark and the cap are above 0\.",
        _("The benchmark and the cap have to be above 0."),
    ),
    (
        r"needs a (?:number|choice), found (?P<t>" + SORT + r")\.",
        _("This does not work with %(t)s."),
    ),
    (
        r".* cannot stand inside another\.",
        _("Inside a part there can be no further parts."),
    ),
    (
        r"a judged part cannot be combined: .*",
        _("What reviewers judge cannot be a part: make it an item."),
    ),
    (
        r"only the last outcome can do without a condition\.",
        _("Only the last class can do without a condition."),
    ),
    (r"expected amount or formula, found both\.", _("Write an amount or a formula, not both.")),
    (
        r"expected exactly one of is and formula\.",
        _("Say what becomes true: a value, or the day of approval."),
    ),
    (
        r"expected a fact of type .*; it is .*",
        _("An approval cannot bring this kind of fact. Choose another."),
    ),
    (
        r"(?P<a>\S+) is \S+: today fits a day alone\.",
        _("%(a)s is no day, so it cannot become the day of approval."),
    ),
    # --- days -----------------------------------------------------------------------------------
    (
        r"to (?P<a>\S+) is before from (?P<b>\S+)\.",
        _("The last day, %(a)s, is before the first, %(b)s."),
    ),
    (
        r"(?P<a>\S+) is before (?P<b>\S+)\.",
        _("The last day, %(a)s, is before the first, %(b)s."),
    ),
    (
        r"two editions are in force on (?P<a>\S+)\.",
        _("Two editions are in force on %(a)s."),
    ),
    (
        r"expected exactly one of from and to, .*",
        _("Choose one: fixed days, all year, or a clock of one's own."),
    ),
    (
        r"(?P<a>.*) is no fact that is a day\.",
        _("%(a)s is no day. Choose a fact that is one."),
    ),
    (
        r"expected working_days or, of the calendar, days; found both\.",
        _("Write working days or days of the calendar, not both."),
    ),
    (
        r"only days of the calendar can be expected\.",
        _("Only fixed days can be to be expected."),
    ),
    (
        r"expected exactly one of times and months\.",
        _("Write times or months, one of them."),
    ),
    (
        r"expected required or required_when, found both\.",
        _("Say either that the paper is required, or where it is."),
    ),
    (r"no day comes after itself\.", _("No day comes after itself: choose another.")),
    # --- formulas -------------------------------------------------------------------------------
    (r"the formula is empty" + _AT, _("The formula is still empty.")),
    (
        r"a formula of (?P<a>\S+) (?:characters|words); at most (?P<b>\S+) are read" + _AT,
        _("The formula is too long: %(a)s, at most %(b)s are read."),
    ),
    (
        r"expected a value, found (?P<v>.*?)" + _AT,
        _("In the formula a value is missing before %(v)s."),
    ),
    (
        r"expected '(?P<a>.*)', found (?P<v>.*?)" + _AT,
        _("In the formula “%(a)s” is missing before %(v)s."),
    ),
    (r"did not expect (?P<v>.*) here" + _AT, _("In the formula %(v)s cannot stand here.")),
    (r"cannot read (?P<v>.*)" + _AT, _("In the formula %(v)s cannot be read.")),
    (
        r"cannot compare (?P<s>" + SORT + r") with (?P<t>" + SORT + r")" + _AT,
        _("In the formula two different kinds are compared: %(s)s and %(t)s."),
    ),
    (
        r"(?P<s>" + SORT + r") (?:has no order|cannot be compared whole)" + _AT,
        _("In the formula %(s)s cannot be compared like this."),
    ),
    (
        r"(?P<a>.*) is expected to be (?P<s>" + SORT + r"), not (?P<t>" + SORT + r")" + _AT,
        _("In the formula %(s)s is needed, not %(t)s."),
    ),
    (
        r"(?P<a>\w+) takes two or more values" + _AT,
        _("In the formula %(a)s needs two values or more in its brackets."),
    ),
    (
        r"round takes a value and a whole number of digits .*",
        _("In the formula round needs a value and how many digits, from -9 to 9."),
    ),
    (
        r"(?P<a>\w+) takes two days" + _AT,
        _("In the formula %(a)s needs two days in its brackets."),
    ),
    (
        r"months_after takes a day and a whole number of months" + _AT,
        _("In the formula months_after needs a day and a whole number of months."),
    ),
    (
        r"if takes a condition and two values" + _AT,
        _("In the formula if needs a condition and two values."),
    ),
    (
        r"a key is a text or a whole number, not (?P<t>" + SORT + r")" + _AT,
        _("In the formula lookup needs a text or a whole number as key, not %(t)s."),
    ),
    (
        r"(?P<a>\w+) takes \S+ of a fact of records, found (?P<v>.*?)" + _AT,
        _("In the formula %(a)s needs a list of records, not %(v)s."),
    ),
    (
        r"(?P<a>\w+) of (?P<b>\S+): a number is needed, not (?P<t>" + SORT + r")" + _AT,
        _("In the formula %(a)s needs numbers, and %(b)s is %(t)s."),
    ),
    # --- numbers and the text itself ------------------------------------------------------------
    (
        r"the number has (?P<a>\S+) characters; .*",
        _("The number is too long: at most 15 digits are kept."),
    ),
    (
        r"'?(?P<a>.*?)'? is not a number(?: that can be used here)?" + _AT,
        _("%(a)s is no number."),
    ),
    (
        r"(?P<a>.*) has more than (?P<b>\S+) significant digits" + _AT,
        _("%(a)s has more than %(b)s digits."),
    ),
    (
        r"(?P<a>.*) is outside of what a figure here can be" + _AT,
        _("%(a)s is too large or too small for a figure."),
    ),
    (
        r"(?P<a>\S+) bytes; at most (?P<b>\S+) are (?:read|kept)\.",
        _("The text is too long: %(a)s bytes, at most %(b)s are kept."),
    ),
    (
        r"Line (?P<a>\S+) has the character (?P<b>\S+)\.",
        _("Line %(a)s has a character that cannot be used: %(b)s."),
    ),
    (
        r"A text has the character (?P<b>\S+)\.",
        _("There is a character that cannot be used: %(b)s."),
    ),
    (
        r"the text has a character that no text can hold\.",
        _("There is a character that cannot be kept. Remove it."),
    ),
    (
        r"The key (?P<a>.*) stands twice\.",
        _("“%(a)s” stands here twice."),
    ),
    (
        r"This is not JSON: .* at line (?P<a>\S+), column (?P<b>\S+)\.",
        _("Line %(a)s cannot be read: look at commas, quotes and brackets there."),
    ),
    (
        r"Line (?P<a>\S+): .*",
        _("Line %(a)s cannot be read: look at colons, quotes and indents there."),
    ),
    (r"(?:This is not YAML.*|this is not YAML\.)", _("The text cannot be read as YAML.")),
    (r"More than (?P<a>\S+) values\.", _("There are more than %(a)s values. Make it shorter.")),
    (r"The text is empty\.", _("The text is empty.")),
    (r"YAML tags are not allowed here\.", _("Marks that begin with ! are not possible here.")),
    (
        r"YAML anchors and aliases are not allowed here: .*",
        _("Marks that begin with & or * are not possible here: write the value out."),
    ),
    (r"One document is expected; .*", _("One document is expected; --- begins a second one.")),
    (r"one edition is expected; .*", _("One document is expected; --- begins a second one.")),
    (
        r"(?P<a>\S+) editions; at most (?P<b>\S+) are read\.",
        _("There are %(a)s editions; at most %(b)s are read."),
    ),
    (
        r"(?:A key|every key) is expected to be (?:plain )?text\.",
        _("A key has to be a plain text."),
    ),
    (
        r"expected keys with values\.",
        _("The text needs keys with values, such as programme: name."),
    ),
    (
        r"one file is one programme, found (?P<a>.*)\.",
        _("One file is one programme, and these are several: %(a)s."),
    ),
    (r"two editions bear the same name\.", _("Two editions have the same name.")),
    # --- changes --------------------------------------------------------------------------------
    (r"expected a place from 0 to \S+\.", _("It cannot be moved further.")),
    (
        r"(?:expected \[0\] to .*|the list is empty\.|there is nothing below .*)",
        _("What you changed is no longer there. Load the page again."),
    ),
    (
        r"there is no .* here\.(?: Did you mean .*\?)?|there is no such (?:button|place)\.",
        _("What you changed is no longer there. Load the page again."),
    ),
    (
        r"(?P<a>\S+) parts cannot stand where one is expected\.",
        _("Only one part can stand here, and the group has %(a)s. Remove the others first."),
    ),
    (
        r"this would be of two kinds at once\.",
        _("A group has one kind, and a score item one method. Load the page again."),
    ),
    (
        r"no rows have these names: (?P<a>.*)\.",
        _("Nothing was taken over, as these names are not known: %(a)s."),
    ),
    (r"this key is no name of the author's\.", _("This has no key that could be changed.")),
    (r"an entry of a list has no name\.", _("This has no key that could be changed.")),
    (r"expected a name, found nothing\.", _("Write a key.")),
    (
        r"(?:'?(?P<a>.*?)'? )?is there already\.",
        _("“%(a)s” is there already. Choose another key."),
    ),
    (
        r"the document itself has no place\.",
        _("The document itself cannot be moved or removed."),
    ),
    (r"(?P<a>\w+) cannot stand in a document\.", _("This cannot stand in a document.")),
    (r"(?:nothing can stand here|this is no form)\.", _("Nothing can be changed here.")),
    (
        r"this proposal is no longer there\.",
        _("This proposal is no longer there: look at the new ones."),
    ),
    *STEP_REFUSALS,
]
