"""What people type, through the forms: understood and shown again, or answered beside the field."""

from fractions import Fraction
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from policies.answers import askable_facts
from policies.forms import QuestionForm, as_typed

pytestmark = pytest.mark.usefixtures("shipped")

UNDERSTOOD = [
    ("enterprise.paid_in_capital", "１００万", "100 万元"),
    ("enterprise.paid_in_capital", "1.2亿", "1.2 亿元"),
    ("enterprise.paid_in_capital", "1,200,000 元", "120 万元"),
    ("enterprise.paid_in_capital", "￥ 30 万元", "30 万元"),
    ("enterprise.insured_hires", "１２", "12 人"),
    ("enterprise.insured_hires", " 6 人 ", "6 人"),
    ("founder.equity_share", "30", "30%"),
    ("founder.equity_share", "３０．５％", "30.5%"),
    ("founder.born_on", "1999-3-2", "1999 年 3 月 2 日"),
    ("founder.born_on", "1999年3月2日", "1999 年 3 月 2 日"),
    ("founder.born_on", "1999.3.2", "1999 年 3 月 2 日"),
    ("founder.born_on", "１９９９／３／２", "1999 年 3 月 2 日"),
    ("founder.graduated_on", "2002年6月", "2002 年 6 月 1 日"),
    ("founder.graduated_on", "2022年6月15号", "2022 年 6 月 15 日"),
    ("founder.born_on", "2002 5 10", "2002 年 5 月 10 日"),
    ("enterprise.paid_in_capital", "9600w", "9600 万元"),
    ("enterprise.paid_in_capital", "九千六百万", "9600 万元"),
    ("enterprise.paid_in_capital", "1万5", "1.5 万元"),
    ("founder.space_need_m2", "120平", "120 平方米"),
    ("enterprise.insured_hires", "三人", "3 人"),
    ("founder.is_legal_rep", "yes", "是"),
    ("founder.degree", "master", "硕士"),
    ("enterprise.town", "liushi", "柳市"),
]
REFUSED = [
    ("enterprise.paid_in_capital", "很多", "30万"),
    ("enterprise.paid_in_capital", "", "先跳过"),
    ("enterprise.paid_in_capital", "9" * 5000, "太长"),
    ("enterprise.paid_in_capital", "9" * 30, "重填"),
    ("enterprise.insured_hires", "六个半", "12"),
    ("enterprise.insured_hires", "1.5", "整数"),
    ("enterprise.insured_hires", "-3", "太小"),
    ("founder.equity_share", "130", "太大"),
    ("founder.born_on", "2024-02-30", "没有这一天"),
    ("founder.born_on", "1999", "1999年6月15日"),
    ("enterprise.paid_in_capital", "10 50", "空格"),
    ("enterprise.insured_hires", "1_000", "1,200"),
    ("founder.born_on", "9999-12-31", "1900"),
    ("founder.born_on", "明天", "2024-06-15"),
    ("founder.is_legal_rep", "maybe", "是"),
    ("founder.degree", "professor", "选项"),
    ("founder.degree", "", "先跳过"),
    ("enterprise.industry_code", "3" * 3000, "2000"),
]


@pytest.mark.parametrize(("name", "typed", "shown"), UNDERSTOOD)
def test_what_is_typed_is_understood(client, name, typed, shown):
    assert (
        client.post(f"/questions/{name}/", {"answer": typed, "sensitive": "on"}).status_code == 302
    )
    assert shown in client.get("/answers/").content.decode()


@pytest.mark.parametrize(("name", "typed", "hint"), REFUSED)
def test_what_is_not_understood_is_answered_beside_the_field(client, name, typed, hint):
    response = client.post(f"/questions/{name}/", {"answer": typed, "sensitive": "on"})
    page = response.content.decode()
    assert response.status_code == 200
    assert hint in page
    assert 'id="id_answer_error"' in page
    assert 'aria-invalid="true"' in page
    assert not client.get("/answers/").context["count"]


def test_the_typed_text_is_kept_beside_its_error(client):
    response = client.post("/questions/enterprise.paid_in_capital/", {"answer": "十几<万>"})
    assert 'value="十几&lt;万&gt;"' in response.content.decode()


def test_none_of_these_is_an_answer(client):
    client.post("/questions/founder.key_groups/", {"answer": ["none-of-these"], "sensitive": "on"})
    assert "无" in client.get("/answers/").content.decode()
    page = client.get("/questions/founder.key_groups/").content.decode()
    assert 'value="none-of-these" ' in page
    assert "checked" in page


@pytest.mark.parametrize(
    "chosen",
    [[], ["none-of-these", "veteran"], ["veteran", "emperor"]],
    ids=["nothing", "none and one", "one that is not offered"],
)
def test_choices_that_contradict_are_refused(client, chosen):
    response = client.post("/questions/founder.key_groups/", {"answer": chosen, "sensitive": "on"})
    assert response.status_code == 200
    assert 'id="id_answer_error"' in response.content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("founder.equity_share", "30.5%", "30.5"),
        ("enterprise.paid_in_capital", "30万", "300000"),
        ("founder.born_on", "1999年3月2日", "1999-03-02"),
    ],
)
def test_an_answer_comes_back_as_one_would_type_it(client, name, typed, value):
    client.post(f"/questions/{name}/", {"answer": typed, "sensitive": "on"})
    assert f'value="{value}"' in client.get(f"/questions/{name}/").content.decode()


def test_every_option_that_is_offered_is_accepted(shipped):
    for fact in askable_facts(shipped.vocabulary).values():
        if fact.type == "boolean":
            options = [("yes", True), ("no", False)]
        elif fact.type == "choices":
            options = [([slug], frozenset([slug])) for slug in fact.choices]
        else:
            options = [(slug, slug) for slug in fact.choices]
        for typed, value in options:
            form = QuestionForm(QueryDict(urlencode({"answer": typed}, doseq=True)), fact=fact)
            assert form.is_valid(), (fact.name, typed)
            assert form.value == value


def test_every_value_comes_back_through_its_own_form(shipped):
    values = {"integer": 12, "decimal": Fraction(5, 2), "money": 12_000, "percent": Fraction(1, 8)}
    for fact in askable_facts(shipped.vocabulary).values():
        value = values.get(fact.type)
        if value is None or not fits(fact, value):
            continue
        form = QuestionForm(QueryDict(urlencode({"answer": as_typed(fact, value)})), fact=fact)
        assert form.is_valid(), fact.name
        assert form.value == value


def fits(fact, value):
    low, high = fact.minimum, fact.maximum
    return (low is None or low <= value) and (high is None or value <= high)
