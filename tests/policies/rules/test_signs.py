"""Signs of texts, and numbers that no text may hold."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from policies.rules.entry import EntryError, parse_text
from policies.rules.facts import FactType
from policies.rules.identity import (
    MASK,
    holds_identity_number,
    is_identity_number,
    masked,
    masked_parts,
)
from policies.rules.signs import SignError, plain_text

TEXT = FactType(name="need.title", type="text")
NUMBER = "330382190001010348"  # of nobody: born in 1900


def by_gb18030(trail):
    """What Python's codec, which knows GB 18030-2000, makes of the bytes FE and `trail`."""
    return bytes([0xFE, trail]).decode("gb18030")


def test_the_signs_of_gbk_are_what_the_standard_says():
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    assert len(trails) == 80
    still_private = 0
    for place, trail in enumerate(trails):
        sign = plain_text(chr(0xE815 + place))
        assert len(sign) == 1
        assert unicodedata.category(sign) in ("Lo", "So")
        if unicodedata.category(by_gb18030(trail)) == "Co":
            still_private += 1
        else:
            assert sign == by_gb18030(trail)
    assert still_private == 14


def test_the_marks_of_vertical_text_are_what_the_standard_says():
    marks = "".join(chr(code) for code in range(0xE78D, 0xE797))
    names = [unicodedata.name(sign) for sign in plain_text(marks)]
    assert all(name.startswith("PRESENTATION FORM FOR VERTICAL") for name in names)
    assert len(set(names)) == 10


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("陈\ue863", "陈䶮", id="a name"),
        pytest.param("\ue816\ue81e\ue864", "𠂇龴龻", id="of GB 18030"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("朱·𬱖\U000e0100", "朱·𬱖\U000e0100", id="rare signs stay"),
        pytest.param("朱\U00031350", "朱\U00031350", id="younger signs stay"),
        pytest.param("क्\u200dष", "क्\u200dष", id="joiners of letters stay"),
        pytest.param("林\u200b晓\u00ad燕\ufeff", "林晓燕", id="signs of no width go"),
        pytest.param("林\u202e晓\u2066燕\u200f", "林晓燕", id="turned direction goes"),
        pytest.param("林晓燕\u200d", "林晓燕", id="loose joiners go"),
        pytest.param("林\x00晓\x1b燕", "林晓燕", id="controls go"),
    ],
)
def test_each_sign_has_one_form(typed, kept):
    assert plain_text(typed) == kept
    assert parse_text(TEXT, typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("陈\ue000", "private", id="nobody knows it"),
        pytest.param("\U000f0000", "private", id="of a further plane"),
        pytest.param("a\ud800", "incomplete", id="half a sign"),
        pytest.param(NUMBER, "identity", id="identity card"),
        pytest.param(f"我的身份证：{NUMBER}。", "identity", id="in a sentence"),
        pytest.param("330382 1900 0101 0348", "identity", id="in groups"),
        pytest.param("３３０３８２１９０００１０１０３４８", "identity", id="full width"),
    ],
)
def test_what_cannot_be_kept_is_told_in_both_languages(typed, code):
    with pytest.raises(SignError) as caught:
        plain_text(typed)
    assert caught.value.code == code
    with pytest.raises(EntryError) as refused:
        parse_text(TEXT, typed)
    assert refused.value.words.keys() == {"zh-hans", "en"}
    assert NUMBER not in str(refused.value)


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 999))
def test_numbers_are_recognised_as_elsewhere(born, order):
    body = f"330382{born:%Y%m%d}{order:03}"
    for check in "0123456789X":
        assert is_identity_number(body + check) == (ric.calc_check_digit(body + "0") == check)


@pytest.mark.parametrize(
    "text",
    ["330382190013010348", "33038219000101034", NUMBER + "1", "1" + NUMBER, "x" * 18, "2" * 18, ""],
)
def test_other_numbers_are_no_identity_numbers(text):
    assert not holds_identity_number(text)


@given(st.text(max_size=80))
def test_what_is_kept_is_kept_as_it_is(text):
    try:
        plain = plain_text(text)
    except SignError:
        return
    assert plain_text(plain) == plain


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\u200b\u200b", id="no width"),
        pytest.param("\u202e \u3000", id="direction and spaces"),
        pytest.param("\u3164\u2800", id="fillers"),
        pytest.param("\u200d\ufe0f\u0301", id="marks on nothing"),
        pytest.param("\x00", id="a control"),
    ],
)
def test_what_nobody_sees_is_nothing(text):
    assert plain_text(text).strip() == ""
    with pytest.raises(EntryError, match="This is empty"):
        parse_text(TEXT, text)


APART = [
    ".",
    "_",
    "/",
    ",",
    "，",
    "\n",
    "\r\n",
    "—",
    "——",
    ") (",
    "】【",
    "\u200b",
    "\u00ad",
    "\u2060",
]
OLD = "330382000229034"  # of nobody; 1900 had no such day
OLD_ONE = "330382010203034"


@pytest.mark.parametrize("apart", APART)
def test_no_mark_hides_an_identity_number(apart):
    """Between its parts, or between all of its digits."""
    parts = [NUMBER[:6], NUMBER[6:14], NUMBER[14:]]
    old = [OLD_ONE[:6], OLD_ONE[6:8], OLD_ONE[8:10], OLD_ONE[10:12], OLD_ONE[12:]]
    for hidden in (apart.join(parts), apart.join(NUMBER), apart.join(old)):
        text = f"本人（{hidden}）申请"
        assert holds_identity_number(text)
        assert masked(text) == f"本人（{MASK}）申请"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(f"sfz{NUMBER}", f"sfz{MASK}", id="behind letters"),
        pytest.param(f"1_{NUMBER}(2)", f"1_{MASK}(2)", id="behind another number"),
        pytest.param(f"{NUMBER} {NUMBER}", f"{MASK} {MASK}", id="two"),
        pytest.param("身份证 33038219850607006X", f"身份证 {MASK}", id="an X"),
        pytest.param("33038219850607006x", MASK, id="a small x"),
        pytest.param(OLD_ONE, MASK, id="15 digits"),
        pytest.param(OLD, OLD, id="15 digits without a day"),
        pytest.param("860382010203034", "860382010203034", id="15 digits without a province"),
        pytest.param("IMG_20240119_200510_1234", "IMG_20240119_200510_1234", id="a photograph"),
        pytest.param("91330382MA2AB3CD15", "91330382MA2AB3CD15", id="a firm"),
        pytest.param("13812345678 0577-62591234", "13812345678 0577-62591234", id="telephones"),
        pytest.param("a×××", "a×××", id="masked before"),
    ],
)
def test_identity_numbers_are_masked_and_nothing_else(text, kept):
    assert masked(text) == kept
    assert holds_identity_number(text) is (text != kept)
    assert masked_parts([{"name": text}]) == [{"name": kept}]
