"""No body, however hostile, makes the API fail: thousands of them, the same ones each time."""

import json
import random
import time
from copy import deepcopy

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.rules.documents import split_documents
from policies.services import load_catalogue

pytestmark = pytest.mark.django_db
URL = "/api/v1/evaluations"
DRAWN, MUTATED, SLOWEST = 1_000, 1_600, 2.0
EXPECTED = {200, 400, 413, 415, 422}
HOSTILE = [
    None, True, False, 0, -1, 1.5, 10**15, -(10**14), 1e-12, 1e308, 10**400, "", " ", "0", "true",
    "2026-02-30", "0001-01-01", "9999-12-31", "2000-02-29", "1900-01-01", "2100-12-31",
    "x" * 3000, "\u202e", "\ud800", "\x00", "１２", "🏳️‍🌈", "'; drop table", "{{7*7}}", "%s",
    [], [[]], [None], [1, "a"], {}, {"": ""}, {"a": {"b": {}}}, [{}], [{"kind": None}], [{}] * 600,
]  # fmt: skip


class Target:
    """Posts bodies and judges the answers."""

    def __init__(self, client):
        self.client, self.count, self.codes, self.slowest = client, 0, {}, 0.0

    def post(self, body, content_type="application/json"):
        started = time.process_time()
        response = self.client.post(URL, data=body, content_type=content_type)
        self.slowest = max(self.slowest, time.process_time() - started)
        self.count += 1
        code = response.status_code
        self.codes[code] = self.codes.get(code, 0) + 1
        assert code in EXPECTED, body
        answer = response.json()
        if code == 200:
            assert answer.keys() == {"on", "results"}
        else:
            assert answer["problems"]
            assert all(problem.keys() == {"path", "message"} for problem in answer["problems"])


@pytest.fixture
def target(client, shipped_texts):
    load_catalogue(shipped_texts)
    return Target(client)


@pytest.fixture
def golden(shipped_texts):
    """Bodies that are right: the facts of the golden examples."""
    bodies = []
    for text in shipped_texts.programmes.values():
        for piece in split_documents(text):
            plain = yaml.load(piece, Loader=yaml.CBaseLoader)  # texts alone
            for example in plain.get("examples", []):
                bodies.append(
                    {
                        "facts": {n: _value(v) for n, v in example["facts"].items()},
                        "on": example["on"],
                        "programmes": [plain["programme"]],
                    }
                )
    return bodies


def _value(raw):
    """Numbers and yes/no out of the texts; good enough to be mostly right."""
    if isinstance(raw, dict):
        return {name: _value(part) for name, part in raw.items()}
    if isinstance(raw, list):
        return [_value(part) for part in raw]
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _mutated(body, names, chance):
    """A right body with one to three things wrong or changed."""
    body = json.loads(json.dumps(body))
    for _ in range(chance.randint(1, 3)):
        facts = body["facts"] if isinstance(body.get("facts"), dict) else {}
        match chance.randrange(7):
            case 0 if facts:
                facts[chance.choice(list(facts))] = deepcopy(chance.choice(HOSTILE))
            case 1:
                facts[chance.choice(names)] = deepcopy(chance.choice(HOSTILE))
            case 2 if facts:
                facts.pop(chance.choice(list(facts)))
            case 3:
                place = chance.choice(["facts", "on", "programmes", "x", ""])
                body[place] = deepcopy(chance.choice(HOSTILE))  # or it would be put into itself
            case 4:
                facts[str(chance.choice(HOSTILE))[:99]] = 1
            case 5:
                body["on"] = f"{chance.randint(1900, 2100)}-0{chance.randint(1, 9)}-15"
            case _:
                body.pop("programmes", None)
    return json.dumps(body)


def _broken(text, chance):
    """The bytes of a body with some of them lost, doubled or replaced."""
    octets = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(octets) + 1)
        match chance.randrange(4):
            case 0:
                del octets[place : place + chance.randint(1, 9)]
            case 1:
                octets[place:place] = octets[: chance.randint(1, 40)]
            case 2:
                octets[place : place + 1] = bytes([chance.randrange(256)])
            case _:
                octets[place:place] = chance.choice(
                    [b"\x00", b"\xff", b"[", b"{", b'"', b"1e9", b","]
                )
    return bytes(octets)


def test_mutations_of_right_bodies(target, golden):
    chance = random.Random(20260302)
    names = [fact["name"] for fact in target.client.get("/api/v1/facts").json()["facts"]]
    for number in range(MUTATED):
        text = _mutated(chance.choice(golden), names, chance)
        target.post(_broken(text, chance) if number % 4 == 0 else text)
    assert target.count == MUTATED
    assert {200, 400, 422} <= target.codes.keys(), target.codes
    assert target.slowest < SLOWEST


def test_bodies_of_any_shape(target):
    listed = target.client.get("/api/v1/facts").json()["facts"]
    known = [fact["name"] for fact in listed]
    names = st.integers(0, len(known) - 1).map(known.__getitem__)  # its repr is short
    scalars = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=30)
        | st.dates().map(str)
        | st.sampled_from(HOSTILE)
    )
    values = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
        ),
        max_leaves=10,
    )
    bodies = values | st.fixed_dictionaries(
        {"facts": st.dictionaries(names | st.text(max_size=20), values, max_size=8) | values},
        optional={"on": values, "programmes": values, "x": values},
    )

    @settings(
        max_examples=DRAWN,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(bodies.map(json.dumps) | st.binary(max_size=200) | st.text(max_size=200))
    def post(body):
        target.post(body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body)

    post()
    assert target.count >= DRAWN
    assert target.slowest < SLOWEST


def test_very_many_unknown_names_are_answered_soon(target):
    facts = {f"enterprise.staff_totl{number}": number for number in range(900)}
    target.post(json.dumps({"facts": facts, "programmes": ["x"] * 90}))
    target.post(json.dumps({"facts": {"e" * 60_000: 1}}))
    assert target.slowest < SLOWEST
