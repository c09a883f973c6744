"""Names and hints of all keys that the grammar of documents knows, for the builder and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# key, or the part of a document with it -> name and hint
KEYS: dict[str, tuple[StrPromise, StrPromise]] = {
    "programme": (
        _("Key of the programme"),
        _("A short name in Latin letters that stays for ever, such as job-creation-grant."),
    ),
    "edition": (_("Name of the edition"), _("Usually the year or the number of the notice.")),
    "title": (_("Name of the programme"), _("As founders see it, in both languages.")),
    "summary": (_("Summary"), _("One sentence: for whom, and what there may be.")),
    "department": (_("Department"), _("Who decides and answers questions.")),
    "audience": (_("For whom"), _("One or several.")),
    "category": (_("Category"), _("Under which heading it is listed.")),
    "in_force": (_("In force"), _("The days on which these rules hold, both included.")),
    "in_force.from": (_("First day"), _("The rules hold from this day on.")),
    "in_force.to": (_("Last day"), _("Leave it empty while the end is open.")),
    "in_force.basis": (_("How sure the days are"), _("Official, reported or assumed.")),
    "undetermined_may_apply": (
        _("May apply while answers are missing"),
        _("For programmes where the papers show what is missing."),
    ),
    "application": (
        _("How one applies"),
        _("Here, not at all (graded or paid without asking), or elsewhere: a name and an address."),
    ),
    "application.elsewhere": (_("Elsewhere"), _("The platform on which one applies.")),
    "application.name": (_("Name of the platform"), _("In both languages.")),
    "application.url": (_("Web address"), _("Where one applies.")),
    "again": (
        _("How often it may be had"),
        _("never, yearly, always, times: 3 or months: 36; once, where nothing is said."),
    ),
    "again.times": (_("Times"), _("So often in all.")),
    "again.months": (_("Months"), _("Again after so many months.")),
    "contact": (_("Contact"), _("Where to ask.")),
    "contact.phone": (_("Telephone"), _("With the area code.")),
    "contact.address": (_("Address"), _("In both languages.")),
    "contact.url": (_("Web address"), _("Where the programme is described.")),
    "sources": (_("Sources"), _("The texts that the clauses rest on.")),
    "sources.title": (_("Title of the source"), _("The text's own title.")),
    "sources.number": (_("Number"), _("Such as 乐政发〔2026〕1号.")),
    "sources.url": (_("Web address"), _("Where it can be read.")),
    "sources.published_on": (_("Published on"), _("The day on the text.")),
    "sources.grade": (_("Grade"), _("A: official text; B: official summary; C: report by others.")),
    "facts": (_("New facts"), _("What applicants are asked and no other programme asks yet.")),
    "facts.type": (_("Type"), _("What an answer looks like.")),
    "facts.unit": (_("Unit"), _("What a number counts, such as people, month or m2.")),
    "facts.min": (_("Smallest answer"), _("A smaller one is refused.")),
    "facts.max": (_("Largest answer"), _("A larger one is refused.")),
    "facts.choices": (_("Choices"), _("Each with a short key and its words.")),
    "facts.label": (_("Short name"), _("A noun that reads well in a sentence.")),
    "facts.question": (_("Question"), _("What an applicant is asked.")),
    "facts.help": (_("Help"), _("What to look at to answer it.")),
    "facts.statement": (
        _("What a yes says"),
        _("A whole sentence; of a number or a choice with {} for what is wanted."),
    ),
    "facts.negative": (
        _("What a no says"),
        _("A whole sentence, such as “Your company is not listed”."),
    ),
    "facts.event": (
        _("What happened on that day"),
        _("Such as “you graduated”: how long ago it was is said with it."),
    ),
    "facts.changeable": (
        _("Can be changed by acting"),
        _(
            "Then it is offered under what would change the answer, one way only where that is so."
            " A figure of a closed year is offered on the page of the score alone, as next year's."
        ),
    ),
    "facts.sensitive": (
        _("Sensitive"),
        _("Asked with a consent of its own only; readings by staff are logged."),
    ),
    "facts.usual": (_("Usual answer"), _("What nearly everybody answers; then it is asked late.")),
    "facts.topic": (_("Topic"), _("Questions of one topic are asked together.")),
    "facts.known": (_("Where one finds the answer"), _("By heart, in papers or in the accounts.")),
    "facts.past": (_("Only in the past"), _("A day after today is refused.")),
    "facts.min_years_ago": (
        _("At least so many years ago"),
        _("A later day is refused, such as a birth two years ago."),
    ),
    "facts.after": (
        _("Not before the day of"),
        _("Another fact, or a field beside it: a graduation comes after a birth."),
    ),
    "facts.ask_below": (_("Ask back below"), _("A smaller amount is kept once it is confirmed.")),
    "facts.ask_above": (
        _("Ask back above"),
        _("A larger amount is kept once it is confirmed; for a day, years ago."),
    ),
    "facts.code": (
        _("Code of a public list"),
        _("However it is written, it is kept in one spelling; what is no code is refused."),
    ),
    "facts.fields": (_("Fields of a record"), _("Each with a type and words.")),
    "facts.derived": (_("Worked out by"), _("A formula; then nobody is asked.")),
    "tables": (_("Tables"), _("Figures by key, for lookup in formulas.")),
    "tables.key": (_("Key"), _("What is looked up: a text or a whole number.")),
    "tables.value": (_("Figure"), _("What comes out: a number or a text.")),
    "parameters": (_("Named figures"), _("Numbers and days with a name, for formulas.")),
    "parameters.value": (_("Figure or day"), _("A number or a day.")),
    "eligibility": (
        _("Conditions"),
        _("Who may apply. Without conditions it is an information card."),
    ),
    "all": (_("All of these"), _("Met if every part is met; one part that is not met settles it.")),
    "any": (_("Any of these"), _("Met as soon as one part is met.")),
    "none": (_("None of them may be true"), _("Met if no part is met.")),
    "of": (_("At least so many of these"), _("Met if at least the given number of parts is met.")),
    "some": (
        _("At least one record"),
        _("At least one record of a list fulfils what stands below."),
    ),
    "every": (_("Every record"), _("Every record of a list fulfils what stands below.")),
    "where": (_("Each record"), _("What one and the same record must fulfil.")),
    "fact": (_("Fact"), _("What is looked at.")),
    "field": (_("Field"), _("The field of the record that is looked at.")),
    "formula": (_("Formula"), _("Worked out from facts, figures and functions.")),
    "source": (_("Source"), _("The text that says so.")),
    "clause": (_("Article"), _("Such as 第三条.")),
    "basis": (_("Basis"), _("Official, reported or assumed. An assumed rule says so on screen.")),
    "note": (_("Note"), _("An interpretation, and who decided it.")),
    "label": (_("In other words"), _("Replaces the sentence that is made by itself.")),
    "scoring": (_("Score"), _("Points by item, with a pass mark where there is one.")),
    "scoring.items": (_("Items"), _("What gives points.")),
    "scoring.pass_mark": (
        _("Pass mark"),
        _("Points that are needed; empty where the score only ranks."),
    ),
    "scoring.strict": (
        _("More than the pass mark is needed"),
        _("Points equal to the pass mark are then not enough."),
    ),
    "scoring.digits": (_("Decimal places"), _("To which each item is rounded.")),
    "scoring.stage": (_("Scored when"), _("On application, or by reviewers later.")),
    "scoring.floors": (_("Least points of an item"), _("Items that need points of their own.")),
    "scoring.waived_when": (_("No score needed where"), _("Who fulfils this needs no points.")),
    "item": (_("Key of the item"), _("A short name in Latin letters.")),
    "max": (_("Most points"), _("No answer gives more.")),
    "bands": (_("Bands"), _("From the highest down; below the lowest there are 0 points.")),
    "bands.at_least": (_("From"), _("The band begins here, this value included.")),
    "bands.points": (_("Points"), _("What the band gives.")),
    "linear": (
        _("Evenly between two values"),
        _("0 points at the first value, all at the second."),
    ),
    "linear.from": (_("No points at"), _("The value that gives nothing.")),
    "linear.to": (_("All points at"), _("The value that gives the most points.")),
    "ratio_to": (_("Beside a benchmark"), _("Points grow with value ÷ benchmark.")),
    "cap": (_("Cap of the ratio"), _("The ratio that gives all points.")),
    "points": (_("Points by choice"), _("Each choice with its points.")),
    "count": (_("Points for each"), _("Points times the number, up to the most points.")),
    "judged": (_("Judged by reviewers"), _("Entered by people, never worked out.")),
    "missing": (
        _("Without an answer"),
        _("The points stay open, are 0, or are as for the benchmark."),
    ),
    "best_of": (_("The best of several"), _("Each part is scored, the best counts.")),
    "sum_of": (
        _("The sum of several"),
        _("Each part is scored and all are added, up to the most points."),
    ),
    "outcomes": (
        _("Classes of applicants"),
        _("Such as A, B and C. The first whose conditions are met is the class."),
    ),
    "outcomes.name": (_("Name of the class"), _("As formulas and examples spell it.")),
    "outcomes.when": (_("Given where"), _("The last class may do without: it is the rest.")),
    "awards": (
        _("What there may be"),
        _("Cash, loans, rooms, land, titles. Kinds are never added together."),
    ),
    "awards.kind": (_("Kind"), _("Kinds are never added together.")),
    "awards.mode": (
        _("How it is given"),
        _("Set, verified, competitive, on application or in kind."),
    ),
    "awards.unit": (_("Unit"), _("Such as CNY/year or m2.")),
    "awards.times": (_("How many times"), _("How often it is given.")),
    "awards.amount": (_("Amount"), _("Money in yuan; 30万 is understood.")),
    "awards.up_to": (_("At most"), _("The amount is a ceiling.")),
    "awards.when": (_("Only where"), _("The award is for those who fulfil this.")),
    "excludes": (
        _("Not together with"),
        _("Programmes that cannot be had together with this one."),
    ),
    "excludes.group": (_("Group"), _("Programmes of one group exclude each other.")),
    "excludes.take": (_("Which one counts"), _("The highest one.")),
    "grants": (_("True after approval"), _("Facts that an approval brings, such as a title held.")),
    "grants.is": (_("Becomes"), _("The answer after approval.")),
    "grants.outcome": (_("Of the class"), _("Only where this class was approved.")),
    "documents": (_("Papers"), _("What has to be handed in.")),
    "documents.name": (_("Paper"), _("In both languages.")),
    "documents.required": (_("Required"), _("Without it nothing can be handed in.")),
    "documents.required_when": (
        _("Required only where"),
        _("Who fulfils this must hand it in; write nothing under “required” then."),
    ),
    "documents.from": (_("From whom"), _("Who issues it.")),
    "documents.formats": (_("Formats"), _("Which files are taken.")),
    "process": (_("Steps"), _("What happens after handing in, with working days.")),
    "process.stage": (
        _("Stage"),
        _("Which clock its working days count for; a text of one's own goes into the name."),
    ),
    "process.name": (_("Name"), _("In both languages.")),
    "process.by": (_("Who"), _("Who takes this step.")),
    "process.working_days": (_("Working days"), _("How long it may take.")),
    "process.days": (_("Days of the calendar"), _("Instead of working days.")),
    "windows": (_("Intake windows"), _("Fixed days, all year, or a clock of one's own.")),
    "windows.from": (_("First day"), _("Applications are taken from this day on.")),
    "windows.to": (_("Last day"), _("This day included.")),
    "windows.rolling": (_("All year"), _("There are no fixed days.")),
    "windows.personal": (_("A clock of one's own"), _("Counted from a day of the applicant's.")),
    "windows.after": (
        _("Counted from"),
        _("The fact that is the day, such as that of graduation."),
    ),
    "windows.from_months": (_("Opens after months"), _("How many months must be over first.")),
    "windows.from_days": (_("Opens after days"), _("How many days must be over first.")),
    "windows.within_months": (_("Within months"), _("How many months one has.")),
    "windows.within_days": (_("Within days"), _("How many days one has.")),
    "windows.capacity": (_("Places"), _("How many can be taken.")),
    "windows.when": (_("Only for"), _("Whom it is for; without it, for everybody.")),
    "windows.expected": (
        _("Only to be expected"),
        _("Days of an earlier round: shown as a forecast, they open and close nothing."),
    ),
    "questions": (_("Open questions"), _("What the texts leave open, for readers to see.")),
    "questions.zh-hans": (_("In Chinese"), _("The question in Chinese.")),
    "questions.en": (_("In English"), _("The question in English.")),
    "questions.sources": (_("Sources"), _("Which texts leave it open.")),
    "to_confirm": (_("To be confirmed"), _("What staff must find out; readers do not see it.")),
    "to_confirm.zh-hans": (_("In Chinese"), _("What has to be found out, in Chinese.")),
    "to_confirm.en": (_("In English"), _("What has to be found out, in English.")),
    "to_confirm.sources": (_("Sources"), _("Which texts leave it open.")),
    "to_confirm.asked_on": (_("Asked on"), _("The day on which the department was asked.")),
    "examples": (
        _("Examples"),
        _("Cases whose result is known; all must come out before publishing."),
    ),
    "examples.name": (_("Name of the example"), _("Says what is special about it.")),
    "examples.on": (_("On the day"), _("The day on which it is judged.")),
    "examples.facts": (_("Facts"), _("What the applicant of the example states.")),
    "examples.expect": (_("Expected"), _("What must come out.")),
    "examples.verdict": (_("Result"), _("Eligible, ineligible, undetermined or not in force.")),
    "examples.missing": (_("Missing facts"), _("What has to be asked, one to a line.")),
    "examples.awards": (_("Amounts"), _("What is given, one to a line.")),
    "examples.score": (_("Points"), _("The sum of points.")),
    "examples.low": (_("Lowest"), _("The least points while something is open.")),
    "examples.high": (_("Highest"), _("The most points while something is open.")),
    "examples.items": (_("Points by item"), _("For the items worth checking.")),
    "examples.outcome": (_("Class"), _("The name of the class that must come out.")),
    "examples.earliest_on": (
        _("Earliest day"),
        _("The day on which time alone makes it eligible."),
    ),
    "examples.intake": (_("Intake"), _("Whether one can apply on the day.")),
    "examples.proposed": (
        _("Result taken from the rule"),
        _("Choose no once you have worked out yourself that it is right."),
    ),
    "examples.judged": (_("Points given by reviewers"), _("For judged items.")),
}


def key_words(context: str, key: str) -> tuple[str, str]:
    """Name and hint of a key.

    Args:
        context: the part of the document it stands in, such as ``awards``.

    Raises:
        KeyError: nobody wrote them.
    """
    name, hint = KEYS.get(f"{context}.{key}") or KEYS[key]
    return str(name), str(hint)
