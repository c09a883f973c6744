"""The parts of the search: folding, reading along, slips, highlighting."""

import pytest

from policies.search.folding import MAX_QUERY, fold, tokens_of
from policies.search.index import Entry, Index, Kind
from policies.search.marking import pieces
from policies.search.pinyin import read_along, readings, same_sound
from policies.search.slips import distance, nearest_part

HOME = fold("青创之家（免租）")


def test_folding_keeps_the_way_back():
    folded = fold("Ｔalent－flat 租 房")
    assert folded.text == "talentflat租房"
    assert [word for word, _first, _behind in folded.words] == ["talent", "flat"]
    first, behind = folded.span(10, 12)
    assert folded.original[first:behind] == "租 房"


def test_a_query_is_cut_before_it_is_read():
    assert tokens_of("a" * 10_000) == ("a" * MAX_QUERY,)
    assert tokens_of("a-b，ｃ") == ("a", "b", "c")


@pytest.mark.parametrize("asked", ["lvyou", "luyou", "旅游"])
def test_both_ways_of_typing_ü(asked):
    assert read_along(asked, "旅游", frozenset({0})) is not None


def test_a_character_may_have_two_readings():
    assert set(readings("乐")) == {"le", "yue"}
    assert same_sound("樂", "月")
    assert not same_sound("青", "家")


@pytest.mark.parametrize(
    ("asked", "part", "initials"),
    [
        ("青创", "青创", False),
        ("qingchuang", "青创", False),
        ("qingchua", "青创", False),
        ("chuangzhi", "创之", False),
        ("qczj", "青创之家", True),
        ("q创zj", "青创之家", True),
        ("清窗", "青创", False),
        ("mz", "免租", True),
    ],
)
def test_reading_along(asked, part, initials):
    read = read_along(asked, HOME.text, HOME.starts)
    assert (HOME.text[read.first : read.behind], read.initials) == (part, initials)


@pytest.mark.parametrize("asked", ["cz", "qingjia", "青家", "x", "qczjmzx"])
def test_what_does_not_stand_there_is_not_read(asked):
    """Two initials alone only where a word begins."""
    assert read_along(asked, HOME.text, HOME.starts) is None


@pytest.mark.parametrize(
    ("one", "other", "most", "found"),
    [
        ("flat", "flat", 1, 0),
        ("falt", "flat", 1, 1),
        ("flt", "flat", 1, 1),
        ("fflat", "flat", 1, 1),
        ("flag", "flat", 1, 1),
        ("talnet", "talent", 1, 1),
        ("taln", "talent", 1, None),
        ("abcd", "wxyz", 2, None),
    ],
)
def test_distance(one, other, most, found):
    assert distance(one, other, most) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [("青创知家", (0, 0, 4)), ("青店之家", (1, 0, 4)), ("青之家", (1, 1, 4)), ("高新技术", None)],
)
def test_the_nearest_part(asked, found):
    assert nearest_part(asked, HOME.text, 1) == found


@pytest.fixture(scope="module")
def index():
    return Index(
        [
            Entry(key="title", texts=((Kind.TITLE, "租房补贴"), (Kind.TITLE, "Rent grant"))),
            Entry(key="alias", texts=((Kind.TITLE, "其他"), (Kind.ALIAS, "租房钱"))),
            Entry(key="department", texts=((Kind.TITLE, "另外"), (Kind.DEPARTMENT, "租房局"))),
            Entry(key="text", texts=((Kind.TITLE, "别的"), (Kind.TEXT, "给租房的人"))),
        ]
    )


def test_a_title_goes_before_an_alias_a_department_and_a_text(index):
    found = index.search("租房").hits
    assert [hit.key for hit in found] == ["title", "alias", "department", "text"]


def test_guesses_are_left_out_where_something_is_sure(index):
    assert {hit.quality for hit in index.search("租房").hits} == {1.0}
    assert index.search("租防补粘").hits[0].quality < 0.65


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("租房", ["租房"]),
        ("zufang", ["租房"]),
        ("zfbt", ["租房补贴"]),
        ("grnat", ["grant"]),
        ("补贴 租房", ["租房补贴"]),
    ],
)
def test_hits_are_marked(index, query, marked):
    found = index.search(query)
    text = "租房补贴 <b>grant</b>" if "g" in query and query != "zufang" else "租房补贴"
    parts = pieces(text, found)
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.hit] == marked


def test_without_a_query_nothing_is_marked(index):
    assert [part.hit for part in pieces("租房", index.search(""))] == [False]
