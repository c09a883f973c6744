"""File names of founders."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from applicants.uploads.naming import MAX_NAME, clean_name, extension_of
from policies.rules.identity import holds_identity_number


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        pytest.param("营业执照.pdf", "营业执照.pdf", id="a plain name stays"),
        pytest.param("Scan 1.final.JPEG", "Scan 1.final.JPEG", id="case and inner marks stay"),
        pytest.param("../../etc/passwd", "passwd", id="folders go"),
        pytest.param("C:\\Users\\li\\a.pdf", "a.pdf", id="folders of Windows go"),
        pytest.param("CON.pdf", "_CON.pdf", id="a device of Windows"),
        pytest.param("com¹ .2025.pdf", "_com¹ .2025.pdf", id="a device before the first stop"),
        pytest.param("contract.pdf", "contract.pdf", id="only begins like a device"),
        pytest.param("invoice\u202efdp.exe", "invoicefdp.exe", id="turned direction is shown"),
        pytest.param("\u2066a\u2069\u200f.pdf", "a.pdf", id="isolates go"),
        pytest.param("a\x00b\r\n\x1b.pdf", "ab.pdf", id="controls go"),
        pytest.param("a\u2028b\ud800.pdf", "ab.pdf", id="line separators and surrogates go"),
        pytest.param("paper.pdf. . ", "paper.pdf", id="trailing stops and spaces go"),
        pytest.param("paper .pdf", "paper.pdf", id="spaces before the stop go"),
        pytest.param("营业\u3000执照\u3000.pdf", "营业 执照.pdf", id="wide spaces become plain"),
        pytest.param("e\u0301.pdf", "\u00e9.pdf", id="composed"),
        pytest.param(".pdf", "file.pdf", id="only an extension"),
        pytest.param("....", "file.png", id="only stops"),
        pytest.param("", "file.png", id="nothing"),
        pytest.param("110101199003078398.pdf", "×××.pdf", id="an identity number alone"),
        pytest.param("身份证 33038219850607006X.jpg", "身份证 ×××.jpg", id="an identity number"),
        pytest.param("sfz_110101.19900307.8398", "sfz_×××", id="taken for an extension"),
        pytest.param("1101011990\u200b03078398.pdf", "×××.pdf", id="with what nobody sees"),
        pytest.param("a/..", "file.png", id="a folder above"),
    ],
)
def test_a_name_is_cleaned(name, clean):
    assert clean_name(name, otherwise="png") == clean


def test_a_long_name_keeps_its_extension():
    assert clean_name("长" * 500 + ".pdf") == "长" * (MAX_NAME - 4) + ".pdf"


def test_a_name_cut_behind_an_identity_number_does_not_keep_it():
    number = "110101199003078398"
    for beyond in range(20):
        name = "长" * (MAX_NAME - 4 - len(number) - beyond) + number + "1" * 40 + ".pdf"
        assert not holds_identity_number(clean_name(name))


def test_a_long_last_part_is_no_extension():
    assert clean_name("a." + "b" * 500) == "a." + "b" * (MAX_NAME - 3)
    assert extension_of("a." + "b" * 500) == ""


@given(
    st.text(st.characters(exclude_categories=[]) | st.sampled_from(" ./\\\u202eCON"), max_size=300)
)
@example("con" + " " * 200 + "x.pdf")
@example("con." + "x" * 200)
def test_any_name_becomes_harmless_and_stays_so(name):
    clean = clean_name(name, otherwise="pdf")
    assert clean == clean_name(clean, otherwise="pdf")
    assert 0 < len(clean) <= MAX_NAME
    assert not set("/\\\0") & set(clean)
    assert not {"Cc", "Cf", "Cs", "Zl", "Zp"} & {unicodedata.category(one) for one in clean}
    assert clean == clean.strip(" .")
    assert clean == unicodedata.normalize("NFC", clean)
    assert clean.partition(".")[0].strip().lower() not in {"con", "nul"}
