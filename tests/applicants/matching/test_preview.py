"""What a document would change: every count against people of whom one knows it."""

import pytest

from applicants.matching.preview import Move, preview
from policies.rules.plans import Plan
from policies.rules.rulebook import truth_of
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED, VERDICTS
from tests.applicants.matching.previewing import DAY, document, library, snapshot, text

FEW = document("fact: enterprise.staff, at_least: 3")
MANY = document("fact: enterprise.staff, at_least: 6")
BORN = document("fact: founder.age, at_least: 18")
PEOPLE = (
    {"enterprise.staff": 2, "enterprise.town": "liushi"},
    {"enterprise.staff": 5, "enterprise.town": "liushi"},
    {"enterprise.staff": 12, "enterprise.town": "hongqiao"},
    {"enterprise.staff": 4},
    {"enterprise.town": "liushi"},
    {},
)


def of(after, before=FEW, people=PEOPLE):
    return preview(after, before, snapshot(*people), library(), on=DAY)


def moved(counts):
    return {move.value: count for move, count in counts.moved.items() if count}


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        pytest.param(MANY, FEW, {"lost": 2}, id="a higher bound"),
        pytest.param(FEW, MANY, {"gained": 2}, id="a lower bound"),
        pytest.param(FEW, FEW, {}, id="the same"),
        pytest.param(BORN, FEW, {"newly-unknown": 4}, id="another question"),
        pytest.param(FEW, BORN, {"gained": 3, "settled": 4}, id="a question less"),
        pytest.param(FEW, None, {"gained": 3, "newly-unknown": 2}, id="nothing was in force"),
    ],
)
def test_what_became_of_them(after, before, expected):
    assert moved(of(after, before).counts) == expected


def test_every_flow_adds_up():
    counts = of(BORN).counts
    assert counts.profiles == len(PEOPLE) == sum(counts.flows.values())
    assert counts.flows[ELIGIBLE, UNDETERMINED] == counts.before(ELIGIBLE) == 3
    assert counts.flows[INELIGIBLE, UNDETERMINED] == 1
    assert counts.after(UNDETERMINED) == 6
    assert of(MANY).counts.still_eligible == 1


def test_by_town_size_and_cluster():
    town, size = of(MANY).divisions
    assert [(value, part.profiles, moved(part)) for value, part in town.parts] == [
        ("liushi", 3, {"lost": 1}),
        ("hongqiao", 1, {}),
        (None, 2, {"lost": 1}),
    ]
    assert [(value, part.profiles, moved(part)) for value, part in size.parts] == [
        ("micro", 3, {"lost": 2}),
        ("large", 1, {}),
        (None, 2, {}),
    ]


def test_who_it_is():
    found = of(MANY)
    assert found.concerned(Move.LOST).tolist() == [12, 14]
    assert found.concerned(Move.LOST, fact="enterprise.town", value="liushi").tolist() == [12]
    assert found.concerned(Move.LOST, fact="enterprise.town").tolist() == [14]
    assert found.concerned(Move.GAINED).tolist() == []


def test_a_new_fact_is_known_of_nobody():
    facts = "facts:\n  team.robots: {type: integer, label: {zh-hans: 机器人, en: Robots}}\n"
    new = document("fact: team.robots, at_least: 1", facts=facts)
    found = of(new, FEW)
    assert found.counts.after(UNDETERMINED) == len(PEOPLE)
    assert [fact.name for fact in found.unanswered] == ["team.robots"]
    assert moved(found.counts) == {"newly-unknown": 4}


def test_a_fact_of_another_type_is_not_read():
    facts = "facts:\n  enterprise.staff: {type: text, label: {zh-hans: 员工, en: Staff}}\n"
    new = document("fact: enterprise.staff, starts_with: a", facts=facts)
    assert of(new, None).counts.after(UNDETERMINED) == len(PEOPLE)


def test_nobody_at_all():
    found = of(MANY, FEW, people=())
    assert found.counts.profiles == 0
    assert moved(found.counts) == {}
    assert [division.parts for division in found.divisions] == [(), ()]


def test_people_who_state_nothing():
    assert of(MANY, FEW, people=({}, {})).counts.after(UNDETERMINED) == 2


@pytest.mark.parametrize("rule", [FEW, MANY, BORN])
def test_counts_are_those_of_asking_one_by_one(rule):
    facts = library().facts
    plan = Plan([rule])
    one_by_one = [
        VERDICTS[truth_of(plan, {n: facts[n].read(v) for n, v in each.items()}, on=DAY)]
        for each in PEOPLE
    ]
    counts = of(rule, None).counts
    for state in (ELIGIBLE, INELIGIBLE, UNDETERMINED):
        assert counts.after(state) == one_by_one.count(state)


def test_the_text_of_these_tests_is_a_document():
    assert text("fact: enterprise.staff, at_least: 3") == FEW.text
