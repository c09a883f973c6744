"""The frame says of every stored text what reading it alone says."""

import json
import random

import pytest

from applicants.facts import read_text
from applicants.matching.reading import FactsReader, signature
from policies.rules.facts import FactType, Vocabulary
from policies.rules.screening import facts_at, frame_of
from policies.services.evaluating import shipped_library

ODD = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    "5.0",
    "1e3",
    '"true"',
    '"5"',
    '"null"',
    '""',
    "[]",
    "{}",
    "[null]",
    "[5]",
    '["5"]',
    "[[]]",
    "[{}]",
    '"[]"',
    '"{}"',
    '{"a": 1}',
    "0.10",
    "1.0000000000000",
    "999999999999999",
    "1000000000000000",
    "123456789012345678901234567890",
    "0.1234567890123456",
    "0.10000000000000000555",
    "0.000000000001",
    "0.0000000000001",
    "-999999999999999",
    "0.30000000000000004",
    "1234567.12345678",
    "12345678.12345678",
    '"2024-02-29"',
    '"2023-02-29"',
    '"1900-01-01"',
    '"2100-12-31"',
    '"1899-12-31"',
    '"2101-01-01"',
    '"2024-1-1"',
    '" 2024-01-01"',
    '"2024-01-01\\n"',
    '"2024-01-01T00:00:00"',
    '"٢٠٢٤-٠١-٠١"',
    '"0000-01-01"',
    '"2024-13-01"',
    "20240101",
    '"e\\u0301"',
    '"\\ud83d\\ude00"',
    '"a\\"b: \\\\ \\": 5"',
    '"\\n\\t\\u0001"',
    f'"{"长" * 2000}"',
    f'"{"长" * 2001}"',
    f'"{"e" * 1999}é"',
    '"founder.is_student\\": true"',
    '"1234567890123456"',
    '"{"',
    '"a}, {"',
    '"}, {\\"count\\": 1"',
    '"}]"',
    '"[{"',
    "[true, false]",
    '["a", "a"]',
]
NAMES = ["", "nobody.knows_it", "facts", "kind", 'a"b', "founder.is_student "]


@pytest.fixture(scope="module")
def vocabulary():
    return shipped_library().facts


@pytest.fixture(scope="module")
def small_vocabulary(vocabulary):
    """One fact of each sort, a choice that looks like a number, and every limit."""
    wanted = {}
    for fact in vocabulary.values():
        key = (fact.type, fact.minimum is None, fact.maximum is None)
        wanted.setdefault(key, fact)
    facts = {fact.name: fact for fact in wanted.values()}
    words = {"zh-hans": "甲", "en": "A"}
    plain = FactType(name="level", type="choice", choices={"5": words, "true": words, "[]": words})
    several = FactType(name="levels", type="choices", choices={"5": words, "b": words})
    whole = FactType(name="count", type="integer", minimum=0)
    inner = {"level": plain, "count": whole, "note": FactType(name="note", type="text")}
    more = [plain, several, FactType(name="rows", type="records", fields=inner)]
    return Vocabulary({**facts, **{fact.name: fact for fact in more}})


def stored_value(rng, fact):
    """What a profile may hold, mostly acceptable."""
    match fact.type:
        case "boolean":
            return rng.choice(["true", "false"])
        case "integer":
            return str(rng.randint(-2, 70))
        case "decimal" | "money" | "percent":
            return rng.choice(["0", "0.03", "1", "2.5", "300000", "0.000001", "1234567.89", "-3"])
        case "date":
            return f'"{rng.randint(1950, 2030)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"'
        case "choice":
            return json.dumps(rng.choice([*fact.choices]))
        case "choices":
            return json.dumps(rng.sample([*fact.choices], rng.randint(0, len(fact.choices))))
        case "text":
            return rng.choice(['"C3821"', '"一二三"', '"a: \\"b\\""', '""'])
    records = []
    for _ in range(rng.randint(0, 3)):
        names = [name for name in fact.fields if rng.random() < 0.8]
        values = [(name, stored_value(rng, fact.fields[name])) for name in names]
        if rng.random() < 0.1 and names:
            values[0] = (names[0], rng.choice(ODD))
        if rng.random() < 0.04:
            values.append(("strange", rng.choice(ODD)))
        inside = ", ".join(f"{json.dumps(name)}: {value}" for name, value in values)
        records.append(rng.choice(["5", "null", "[]"]) if rng.random() < 0.03 else f"{{{inside}}}")
    return f"[{', '.join(records)}]"


def stored_text(rng, vocabulary, hostility):
    """The text of the facts of one profile, spelled as the database spells JSON."""
    chosen = rng.sample([*vocabulary], rng.randint(0, min(40, len(vocabulary))))
    pairs = {name: stored_value(rng, vocabulary[name]) for name in chosen}
    for name in chosen:
        if rng.random() < hostility:
            pairs[name] = rng.choice(ODD)
    if rng.random() < hostility:
        pairs[rng.choice(NAMES)] = rng.choice([*ODD, f'{{"{chosen[0] if chosen else "x"}": "a"}}'])
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in pairs.items()) + "}"


def check(texts, vocabulary):
    frame = FactsReader(vocabulary).read("\n".join(texts).encode())
    expected = [read_text(text, vocabulary) for text in texts]
    assert frame.height == len(texts)
    alone = frame_of(expected, vocabulary)
    for name, dtype in frame.schema.items():
        column = alone[name] if name in alone.columns else None
        assert column is None or column.dtype == dtype
        if column is None:
            assert frame[name].null_count() == len(texts), name
    for row, text in enumerate(texts):
        assert facts_at(frame, row, vocabulary) == expected[row], text


@pytest.mark.parametrize("seed", range(4))
def test_shipped_facts_read_as_alone(vocabulary, seed):
    rng = random.Random(seed)
    check([stored_text(rng, vocabulary, 0.01) for _ in range(250)], vocabulary)


@pytest.mark.parametrize("seed", range(8))
def test_hostile_values_read_as_alone(small_vocabulary, seed):
    rng = random.Random(seed)
    check([stored_text(rng, small_vocabulary, 0.2) for _ in range(300)], small_vocabulary)


def test_every_odd_value_in_every_fact(small_vocabulary):
    texts = [f'{{"{name}": {odd}}}' for name in small_vocabulary for odd in ODD]
    check(texts, small_vocabulary)


@pytest.mark.parametrize("field", ["level", "count", "note", "strange"])
def test_every_odd_value_in_every_field_of_a_record(small_vocabulary, field):
    rows = [f'[{{"level": "5", "{field}": {odd}}}, {{"count": 2}}]' for odd in ODD]
    rows += [f'[{{"{field}": {odd}}}]' for odd in ODD] + [f"[{odd}]" for odd in ODD]
    check([f'{{"rows": {row}}}' for row in rows], small_vocabulary)


def test_one_text_nested_without_end_costs_one_row(small_vocabulary):
    deep = '{"zz": ' + "[" * 5_000 + "]" * 5_000 + ', "count": 5}'
    deepest = '{"zz": ' + "[" * 200_000 + "]" * 200_000 + "}"
    texts = ['{"level": "5"}'] * 40 + [deep, deepest] + ['{"level": "true"}'] * 40
    frame = FactsReader(small_vocabulary).read("\n".join(texts).encode())
    assert frame["level"].to_list() == ["5"] * 40 + [None] * 2 + ["true"] * 40


def test_too_many_records_are_no_answer(small_vocabulary):
    texts = [f'{{"rows": [{", ".join(["{}"] * count)}]}}' for count in (500, 501)]
    check(texts, small_vocabulary)


def test_nothing_and_nobody(vocabulary):
    check([], vocabulary)
    check(["{}"] * 3, vocabulary)


CODED = FactType(name="firm.industry", type="text", code="gb_t_4754")
_PART = FactType(name="industry", type="text", code="gb_t_4754")
BRANCHES = FactType(
    name="firm.branches",
    type="records",
    fields={"industry": _PART},
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("3823", "C3823"), ("c 3823", "C3823"), ("C3823", "C3823"), ("I", "I"), ("D3823", None),
     ("", None), ("software", None)],
)  # fmt: skip
def test_a_code_is_read_in_its_one_spelling(typed, read):
    """One applicant and all of them get the same verdict, however a code was written."""
    vocabulary = Vocabulary({CODED.name: CODED, BRANCHES.name: BRANCHES})
    lines = [
        json.dumps({CODED.name: typed}),
        json.dumps({BRANCHES.name: [{"industry": typed}]}),
        "{}",
    ]
    frame = FactsReader(vocabulary).read("\n".join(lines).encode())
    assert frame[CODED.name].to_list() == [read, None, None]
    records = [{"industry": read}] if read else None
    assert frame[BRANCHES.name].to_list() == [None, records, None]


def test_what_was_read_before_a_fact_had_a_code_is_not_kept():
    plain = FactType(name=CODED.name, type="text")
    assert signature({CODED.name: CODED}) != signature({CODED.name: plain})
