"""The parts of the search: folding, reading along, slips, highlighting."""

import pytest

from policies.search.figures import normalise
from policies.search.folding import MAX_QUERY, fold, tokens_of
from policies.search.index import Index
from policies.search.lexicon import Lexicon
from policies.search.likeness import SURE, Entry, Kind
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


def test_traditional_characters_are_folded_in_their_places():
    folded = fold("創業擔保貸款（樂清）")
    assert folded.text == "创业担保贷款乐清"
    first, behind = folded.span(4, 6)
    assert folded.original[first:behind] == "貸款"
    assert fold("著作权").text == "著作权"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("30 万元", "300000"),
        ("３０万", "300000"),
        ("30w", "300000"),
        ("三十万", "300000"),
        ("三十五万元", "350000"),
        ("两百万", "2000000"),
        ("300,000 yuan", "300000"),
        ("0.5 万元", "5000"),
        ("1.2 亿元", "120000000"),
        ("4 million yuan", "4000000"),
        ("每月 141 元", "每月 141"),
        ("15%", "15pct"),
        ("2.5 %", "2p5pct"),
        ("3+X", "3+X"),
        ("1+4+N", "1+4+N"),
        ("一块地", "一块地"),
        ("5G", "5G"),
        ("2025 年版", "2025 年版"),
        ("1.5 元", "1.5 元"),
    ],
)
def test_sums_are_written_one_way(text, written):
    assert normalise(text) == written


def test_a_sum_is_not_found_within_a_longer_one():
    index = Index(
        [
            Entry(key="ten", texts=((Kind.TEXT, "最高 10 万元"),)),
            Entry(key="hundred", texts=((Kind.TEXT, "最高 110 万元，46 亩"),)),
        ]
    )
    for query in ("10万", "十万", "100,000", "100000元"):
        assert [hit.key for hit in index.search(query).hits] == ["ten"], query
    assert [hit.key for hit in index.search("46亩").hits] == ["hundred"]
    assert index.search("6亩").hits == ()


def test_a_run_of_characters_is_cut_into_known_words():
    lexicon = Lexicon(words=["大学生", "创业补贴"], texts=["创业", "补贴", "租房"])
    assert lexicon.cut("大学生创业") == ("大学生", "创业")
    assert lexicon.cut("创业补贴") == ("创业", "补贴")
    assert lexicon.cut("大学生租房子") == ("大学生", "租房", "子")


def test_another_word_of_the_same_meaning_is_found_after_the_very_word():
    entries = [
        Entry(key="very", texts=((Kind.TEXT, "给租房的人"),)),
        Entry(key="same", texts=((Kind.TEXT, "一年的租金"),)),
        Entry(key="none", texts=((Kind.TEXT, "别的"),)),
    ]
    index = Index(entries, synonyms=[["租房", "租金"]])
    found = index.search("租房")
    assert [hit.key for hit in found.hits] == ["very", "same"]
    assert [part.text for part in pieces("一年的租金", found) if part.hit] == ["租金"]


def test_a_character_that_a_cut_left_over_is_not_marked():
    """外国人 in a catalogue of 外国 and 人才 marks no 人."""
    index = Index([Entry(key="one", texts=((Kind.TITLE, "外国人"), (Kind.TEXT, "外国的人才")))])
    parts = pieces("外国的人才", index.search("外国人"))
    assert "人" not in {part.text for part in parts if part.hit}


def test_words_that_stand_apart_are_found_together():
    index = Index(
        [
            Entry(key="apart", texts=((Kind.TITLE, "创业带动就业补贴"),)),
            Entry(key="half", texts=((Kind.TITLE, "创业大赛"),)),
        ]
    )
    assert [hit.key for hit in index.search("创业补贴").hits] == ["apart"]


def test_an_english_plural_is_sure():
    index = Index([Entry(key="one", texts=((Kind.TITLE, "Green factory and patent"),))])
    assert index.search("factories").sure
    assert index.search("patents").sure


def test_other_characters_of_the_same_sound_are_a_guess():
    """A slip of the input method, not another word: 快递 is not 块地."""
    index = Index([Entry(key="land", texts=((Kind.ALIAS, "一块地"), (Kind.TITLE, "青创之家")))])
    assert index.search("快递").hits == ()
    assert index.search("青创知家").hits[0].quality < SURE


def test_a_name_that_was_cut_short_is_a_guess():
    index = Index([Entry(key="rent", texts=((Kind.TITLE, "租房补贴"),))])
    assert index.search("租补").hits[0].quality < SURE
    assert index.search("补租").hits == ()


def test_a_sum_is_marked_however_it_is_written():
    sums = Index([Entry(key="one", texts=((Kind.TEXT, "最高 30 万元，要还"),))])
    parts = pieces("最高 30 万元，要还", sums.search("三十万"))
    assert [part.text for part in parts if part.hit] == ["30 万元"]
