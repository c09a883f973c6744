"""Days, orders and sizes that can hardly be: refused or asked back, and nothing typed is lost."""

from datetime import date

import pytest

from policies.views import asking
from tests import worked_examples
from tests.policies.pages.founder import FOUNDER
from tests.policies.pages.made import CLAUSE, programme, texts

pytestmark = pytest.mark.usefixtures("december")
BORN, GRADUATED = "/questions/founder.born_on/", "/questions/founder.graduated_on/"
REVENUE, STAFF = "/questions/enterprise.revenue_last_year/", "/questions/enterprise.staff_total/"
TITLES = "/questions/enterprise.titles/"


@pytest.fixture
def december(shipped, monkeypatch):
    """It is 1 December 2026."""
    monkeypatch.setattr(asking, "today", lambda: date(2026, 12, 1))


def say(client, url, typed, **more):
    return client.post(url, {"answer": typed, "sensitive": "on", **more})


def kept(client, name):
    return client.session.get("answers", {}).get(name)


class TestMonths:
    @pytest.mark.parametrize("typed", ["1980年12月", "1981年11月", "December 1980", "80年12月"])
    def test_asks_for_the_day_where_it_can_matter(self, client, typed):
        """46 on 1 December, 45 until the 31st: neither yes nor no."""
        response = say(client, BORN, typed)
        assert response.status_code == 200
        assert "的哪一天" in response.text
        assert f'value="{typed}"' in response.text
        assert kept(client, "founder.born_on") is None

    @pytest.mark.parametrize("typed", ["1980年11月", "1980-11", "November 1980"])
    def test_a_month_will_do_where_every_day_says_the_same(self, client, typed):
        assert say(client, BORN, typed).status_code == 302
        assert kept(client, "founder.born_on") == "1980-11-01"

    @pytest.mark.parametrize("typed", ["1980年12月25日", "1980年12月1日"])
    def test_the_day_settles_it(self, client, typed):
        assert say(client, BORN, typed).status_code == 302

    def test_a_year_asks_for_the_day(self, client):
        """A month will often do, but it is not promised: the next page may want the day."""
        assert "请写年、月、日" in say(client, BORN, "1981年").text

    def test_what_other_answers_hide_today_is_not_hidden_for_ever(self, client):
        """Nothing else is known, so every verdict is open; the criterion still turns."""
        response = say(client, GRADUATED, "2024年11月")
        assert "的哪一天" in response.text

    def test_a_day_that_starts_a_clock_matters(self, client):
        assert "的哪一天" in say(client, GRADUATED, "2026年3月").text
        assert say(client, GRADUATED, "2003年3月").status_code == 302  # every clock has run out

    def test_the_day_matters_where_it_will_within_the_year(self, client):
        """Hires insured for twelve months: today none is, in the summer the day decides."""
        assert (
            "的哪一天"
            in say(client, "/questions/enterprise.hires_insured_since/", "2026年7月").text
        )

    def test_the_page_in_english_asks_in_english(self, client):
        client.cookies["django_language"] = "en"
        text = say(client, BORN, "1980年12月").text
        assert "Which day of December 1980?" in text
        assert "15 December 1980" in text

    def test_a_month_in_an_entry_of_a_list(self, client):
        """No shipped rule looks at the day of a grant, so the month will do."""
        entry = {"answer-0-kind": "invention", "answer-0-granted_on": "2024年6月"}
        assert client.post("/questions/enterprise.patents/", entry).status_code == 302
        (patent,) = kept(client, "enterprise.patents")
        assert patent["granted_on"] == "2024-06-01"


VALID = {
    "firm.permits": {
        "type": "records",
        "label": {"zh-hans": "许可", "en": "Permits"},
        "fields": {
            "valid_to": {"type": "date", "label": {"zh-hans": "有效期至", "en": "Valid to"}}
        },
    }
}
TWO_VALID = {"formula": "count(firm.permits where valid_to >= today)", "at_least": 2, **CLAUSE}


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("2026年12月", "2030-01-01", [0]),
        ("2026年12月", "2027年12月", [0, 1]),
        ("2020年12月", "2021年1月", []),
        ("2026-12-31", "2026年12月", [1]),
    ],
)
def test_entries_are_asked_for_the_day_where_it_counts(client, show, first, second, asked):
    show(texts(programme("a", eligibility=TWO_VALID, facts=VALID)), on=date(2026, 12, 1))
    sent = {"answer-0-valid_to": first, "answer-1-valid_to": second}
    response = client.post("/questions/firm.permits/", sent)
    for entry in (0, 1):
        error = f'id="id_answer-{entry}-valid_to_error"'
        assert (error in response.text) is (entry in asked)
    assert (response.status_code == 302) is (not asked)


class TestPast:
    @pytest.mark.parametrize(
        ("url", "typed", "said"),
        [
            (BORN, "2062-01-01", "这一天还没有到"),
            (BORN, "2030-01-01", "这一天还没有到"),
            (BORN, "2020-01-01", "不满 14 年"),
            ("/questions/expert.born_on/", "2027-01-01", "这一天还没有到"),
            ("/questions/founder.discharged_on/", "2026-12-02", "这一天还没有到"),
            ("/questions/enterprise.registered_on/", "2027年1月", "这一天还没有到"),
        ],
    )
    def test_a_day_to_come_is_refused_with_words(self, client, url, typed, said):
        response = say(client, url, typed)
        assert response.status_code == 200
        assert said in response.text
        assert f'value="{typed}"' in response.text

    @pytest.mark.parametrize(
        ("url", "typed"),
        [
            (GRADUATED, "2027-06-30"),
            ("/questions/founder.work_permit_until/", "2028-01-31"),
            ("/questions/need.due_on/", "2027-05-01"),
            ("/questions/enterprise.registered_on/", "2026-12-01"),
        ],
    )
    def test_what_may_lie_ahead_may(self, client, url, typed):
        assert say(client, url, typed).status_code == 302

    def test_in_an_entry_of_a_list(self, client):
        response = client.post("/questions/team.members/", {"answer-0-born_on": "2030-01-01"})
        assert 'id="id_answer-0-born_on_error"' in response.text
        assert "这一天还没有到" in response.text

    def test_every_day_of_the_shipped_facts_is_past_or_named_here(self, shipped):
        """A new fact with a day must say which it is."""
        ahead = {
            "founder.residence_permit_until",
            "founder.work_permit_until",
            "founder.graduated_on",
            "founder.lease_from",
            "founder.health_certificate_until",
            "enterprise.titles.valid_to",
            "enterprise.digital_project_done_on",
            "need.due_on",
        }
        found = {
            name
            for name, fact in shipped.vocabulary.items()
            if fact.type == "date" and not fact.past
        }
        found |= {
            f"{name}.{part}"
            for name, fact in shipped.vocabulary.items()
            for part, field in fact.fields.items()
            if field.type == "date" and not field.past
        }
        assert found == ahead


class TestOrder:
    def test_a_day_before_another_is_asked_about_with_both(self, client):
        say(client, BORN, "2010-05-06")
        response = say(client, GRADUATED, "1999-06-01")
        assert response.status_code == 200
        for part in ("毕业日期", "1999 年 6 月 1 日", "出生日期", "2010 年 5 月 6 日"):
            assert part in response.text
        assert f'href="{BORN}?back=founder.graduated_on"' in response.text
        assert 'value="1999-06-01"' in response.text
        assert kept(client, "founder.graduated_on") is None

    def test_the_other_is_changed_and_what_was_typed_still_stands(self, client):
        say(client, BORN, "2010-05-06")
        say(client, GRADUATED, "1999-06-01")
        assert 'value="2010-05-06"' in client.get(f"{BORN}?back=founder.graduated_on").text
        response = say(client, BORN, "1977-05-06", back="founder.graduated_on")
        assert response.url == GRADUATED
        assert 'value="1999-06-01"' in client.get(GRADUATED).text
        assert say(client, GRADUATED, "1999-06-01").status_code == 302

    def test_it_is_found_from_either_side(self, client):
        say(client, GRADUATED, "1999-06-01")
        response = say(client, BORN, "2010-05-06")
        assert f'href="{GRADUATED}?back=founder.born_on"' in response.text
        assert kept(client, "founder.born_on") is None

    def test_in_an_entry_of_a_list(self, client):
        entry = {"answer-0-got_on": "2024-05-06", "answer-0-valid_to": "2023-05-06"}
        response = client.post(TITLES, entry)
        assert 'id="id_answer-0-valid_to_error"' in response.text
        assert "早于" in response.text


class TestAskedBack:
    def test_yuan_or_ten_thousand_yuan(self, client):
        response = say(client, REVENUE, "9600")
        assert response.status_code == 200
        assert 'value="9600"' in response.text
        readings = response.context["form"].readings()
        assert [(each.words, each.typed) for each in readings] == [
            ("9600 元", "9600"),
            ("9600 万元", "96000000"),
        ]
        assert kept(client, "enterprise.revenue_last_year") is None

    @pytest.mark.parametrize(("meant", "value"), [("9600", "9600"), ("96000000", "96000000")])
    def test_either_is_kept_by_its_button(self, client, meant, value):
        assert say(client, REVENUE, "9600", meant=meant).status_code == 302
        assert kept(client, "enterprise.revenue_last_year") == value

    @pytest.mark.parametrize("typed", ["9600万", "0", "12万", "1.2亿"])
    def test_the_usual_is_not_asked_back(self, client, typed):
        assert say(client, REVENUE, typed).status_code == 302

    @pytest.mark.parametrize(
        ("url", "typed", "words"),
        [
            (STAFF, "1000000", ["100,0000 人"]),
            (REVENUE, "9600亿", ["9600 亿元", "9600 万元"]),
            ("/questions/founder.equity_share/", "0.3", ["0.3%", "30%"]),
            ("/questions/founder.monthly_wage/", "0.8", ["0.8 元", "8000 元"]),
            ("/questions/enterprise.net_profit_last_year/", "-300", ["-300 元", "-300 万元"]),
            (BORN, "1900-01-01", ["1900 年 1 月 1 日"]),
        ],
    )
    def test_each_reading_has_a_button(self, client, url, typed, words):
        response = say(client, url, typed)
        assert response.status_code == 200
        readings = response.context["form"].readings()
        assert [each.words for each in readings][1:] == words[1:]
        assert len(readings) == len(words)
        for reading in readings:
            assert f'value="{reading.typed}"' in response.text
        assert say(client, url, typed, meant=readings[0].typed).status_code == 302

    def test_a_confirmed_value_keeps_to_the_limits(self, client):
        assert say(client, STAFF, "5", meant="9999999").status_code == 200
        assert say(client, BORN, "2000-01-01", meant="2062-01-01").status_code == 200
        assert not client.session.get("answers")

    def test_in_english(self, client):
        client.cookies["django_language"] = "en"
        text = say(client, REVENUE, "9600").text
        assert "It is ¥9,600" in text
        assert "It is ¥96,000,000" in text


class TestContradictions:
    def names(self, client):
        """The names of the answers that the page doubts, those of one contradiction together."""
        return [
            [line.name for line in lines] for lines in client.get("/answers/").context["doubted"]
        ]

    def test_a_usual_founder_has_none(self, client):
        for name, typed in FOUNDER.items():
            say(client, f"/questions/{name}/", typed)
        assert self.names(client) == []
        assert "这几条还对吗" not in client.get("/answers/").text

    def test_who_is_about_to_start_has_no_business_yet(self, client):
        say(client, "/questions/audience/", ["starting"])
        say(client, "/questions/enterprise.legal_form/", "individual_business")
        assert self.names(client) == [["audience", "enterprise.legal_form"]]
        page = client.get("/answers/").text
        assert "这几条还对吗？" in page
        assert 'href="/questions/audience/?back=answers"' in page
        say(client, "/questions/audience/", ["starting", "running"])
        assert self.names(client) == []

    @pytest.mark.parametrize(
        ("answers", "doubted"),
        [
            (
                {
                    "founder.works_in_yueqing": "no",
                    "enterprise.legal_form": "individual_business",
                    "enterprise.town": "liushi",
                },
                ["founder.works_in_yueqing", "enterprise.legal_form", "enterprise.town"],
            ),
            (
                {"enterprise.rd_staff": "12", "enterprise.staff_total": "8"},
                ["enterprise.rd_staff", "enterprise.staff_total"],
            ),
            (
                {"founder.is_legal_rep": "yes", "enterprise.legal_form": "none"},
                ["founder.is_legal_rep", "enterprise.legal_form"],
            ),
        ],
    )
    def test_answers_that_cannot_all_be_right(self, client, answers, doubted):
        *first, last = answers
        for name in first:
            say(client, f"/questions/{name}/", answers[name])
        assert self.names(client) == []
        say(client, f"/questions/{last}/", answers[last])
        assert self.names(client) == [doubted]

    def test_days_kept_before_they_were_looked_at(self, client):
        session = client.session
        session["answers"] = {
            "founder.born_on": "2062-01-01",
            "founder.graduated_on": "1999-06-01",
            "audience": ["expert"],
        }
        session.save()
        assert self.names(client) == [
            ["founder.graduated_on", "founder.born_on"],
            ["founder.born_on"],
        ]


def test_every_worked_example_is_accepted(client, monkeypatch):
    """Three visitors, as the browser types for them; nothing is asked back or at odds."""
    monkeypatch.setattr(asking, "today", lambda: worked_examples.ON)
    for visitor in (worked_examples.FOUNDER, worked_examples.ENTERPRISE, worked_examples.EXPERT):
        for name, typed in visitor.answers.items():
            response = say(client, f"/questions/{name}/", typed)
            assert response.status_code == 302, (name, typed)
        assert client.get("/answers/").context["doubted"] == []
        client.post("/answers/erase/")


def test_nobody_usual_is_asked_back(client):
    for name, typed in FOUNDER.items():
        assert (
            client.post(f"/questions/{name}/", {"answer": typed, "sensitive": "on"}).status_code
            == 302
        ), name
