"""The list of programmes: search, filters, counts, and ways out of nothing."""

import re
from urllib.parse import quote

import pytest
from django.utils.html import escape

from policies.services import current, load_catalogue
from tests.policies.pages.founder import answer

pytestmark = pytest.mark.usefixtures("shipped")
PATH = "/programmes/"


def listing(client, **parameters):
    response = client.get(PATH, parameters)
    assert response.status_code == 200
    return response.context["listing"]


def slugs(found):
    return [card.slug for group in found.groups for card in group.cards]


def test_without_a_query_all_are_listed_by_category(client, shipped):
    found = listing(client)
    assert len(slugs(found)) == found.count == len(set(slugs(found)))
    assert all(group.label for group in found.groups)
    assert sum(len(group.cards) for group in found.groups) == found.count


def test_a_query_ranks_and_marks(client):
    response = client.get(PATH, {"q": "qczj"})
    assert slugs(response.context["listing"])[0] == "youth-home"
    assert "<mark>青创之家</mark>" in response.text


@pytest.mark.parametrize(
    ("parameters", "holds"),
    [
        ({"category": "finance"}, lambda d: d.category == "finance"),
        ({"department": "youth-league"}, lambda d: d.department == "youth-league"),
        ({"audience": "expert"}, lambda d: "expert" in d.audience),
        ({"q": "补贴", "audience": "person"}, lambda d: "person" in d.audience),
    ],
)
def test_a_filter_leaves_what_fits(client, shipped, parameters, holds):
    found = slugs(listing(client, **parameters))
    assert found
    assert all(holds(shipped.rulebook.editions[slug][-1]) for slug in found)


def test_open_now_leaves_what_one_can_apply_for_today(client):
    found = listing(client, open="1")
    assert 0 < found.count < listing(client).count
    states = {card.state for group in found.groups for card in group.cards}
    assert states <= {"open", "elsewhere"}


@pytest.mark.parametrize("query", ["", "补贴", "enterprise"])
def test_the_counts_of_a_filter_are_what_choosing_it_shows(client, query):
    for facet in listing(client, q=query, audience="enterprise").facets:
        for option in facet.options:
            if not option.chosen:
                found = client.get(PATH + option.address).context["listing"]
                assert found.count == option.count, (facet.name, option.key)


def test_the_category_has_an_address_of_its_own(client):
    response = client.get("/categories/space/")
    assert {card.category for g in response.context["listing"].groups for card in g.cards} == {
        response.context["title"]
    }


def test_a_filter_that_is_not_there_is_said_and_left_out(client):
    response = client.get(PATH, {"category": "<b>", "department": "nobody"})
    assert escape("<b>") in response.text
    assert "nobody" in response.text
    assert response.context["listing"].count == listing(client).count


def test_nothing_found_offers_ways_out(client):
    response = client.get(PATH, {"q": "火星移民"})
    found = response.context["listing"]
    assert (found.count, found.groups) == (0, [])
    assert found.categories
    for option in found.categories:
        assert client.get(PATH + option.address).context["listing"].count == option.count


def test_filters_that_leave_nothing_can_be_cleared(client):
    found = listing(client, q="青创之家", category="finance")
    assert found.count == 0
    again = client.get(PATH + found.without_filters_address).context["listing"]
    assert again.count == found.without_filters > 0


def test_a_guess_says_what_it_took_the_words_for(client):
    found = listing(client, q="科技总")
    assert found.suggestion == "科技副总"
    assert slugs(client.get(PATH + found.suggestion_address).context["listing"])[0].startswith(
        "tech-deputy"
    )
    assert listing(client, q="科技副总").suggestion == ""


def test_a_hit_in_another_text_shows_that_text(client):
    found = listing(client, q="经营异常名录")
    cards = [card for group in found.groups for card in group.cards]
    assert cards
    for card in cards:
        shown = (*card.title, *card.summary, *card.department, *card.found_in)
        assert any(piece.hit for piece in shown), card.slug


@pytest.mark.parametrize("query", ["工业空间倍增", "gongyekongjian", "Plan to double industrial"])
def test_a_system_that_is_asked_for_leads_to_its_page_and_programmes(client, shipped, query):
    response = client.get(PATH, {"q": query})
    system = response.context["listing"].systems[0]
    known = shipped.library.systems[system.slug]
    assert "".join(piece.text for piece in system.name) == known.name["zh-hans"]
    assert [slug for slug, _title in system.programmes] == [
        slug for slug in known.programmes if slug in shipped.rulebook.editions
    ]
    assert f'href="/systems/{system.slug}/"' in response.text


def test_marks_are_for_visitors_with_answers(client):
    assert {card.mark for group in listing(client).groups for card in group.cards} == {""}
    answer(client)
    marks = {card.mark for group in listing(client).groups for card in group.cards}
    assert {"met", "unmet", "unknown"} <= marks


def test_htmx_gets_the_part_that_the_page_shows(client, htmx_client):
    page = client.get(PATH, {"q": "租房", "audience": "person", "category": ""})
    part = htmx_client.get(PATH, {"q": "租房", "audience": "person", "category": ""})
    cards = re.search(r'<div class="browse">.*', part.text, re.DOTALL)[0]
    assert cards.strip() in page.text
    assert part.headers["HX-Push-Url"] == f"{PATH}?q={quote('租房')}&audience=person"
    assert 'id="count" hx-swap-oob' in part.text
    assert "HX-Request" in part.headers["Vary"]


def test_what_is_sent_while_one_types_is_no_entry_of_the_history(htmx_client):
    address = f"{PATH}?q={quote('租房')}&audience=person"
    sent = {"q": "租房", "audience": "person"}
    typed = htmx_client.get(PATH, sent, headers={"HX-Trigger": "q"})
    assert typed.headers["HX-Replace-Url"] == address
    assert "HX-Push-Url" not in typed.headers
    submitted = htmx_client.get(PATH, sent, headers={"HX-Trigger": "search"})
    assert submitted.headers["HX-Push-Url"] == address
    assert "HX-Replace-Url" not in submitted.headers


def test_what_is_typed_is_escaped_everywhere(client):
    typed = '"><script>alert(1)</script>'
    response = client.get(PATH, {"q": typed})
    assert typed not in response.text
    assert escape(typed) in response.text


@pytest.mark.parametrize("query", ["x" * 10_000, "\x1f", "%", "\\", "😀" * 500, "[[("])
def test_hostile_words_are_answered(client, query):
    address = f"{PATH}?q={quote(query, errors='surrogatepass')}"
    assert client.get(address).status_code == 200


def test_the_list_costs_two_queries_whatever_is_asked(
    client, db, monkeypatch, shipped_texts, django_assert_max_num_queries
):
    monkeypatch.undo()  # the real catalogue, from the database
    monkeypatch.setattr(current, "_kept", None)
    load_catalogue(shipped_texts)
    answer(client)
    client.get(PATH)
    for parameters in ({}, {"q": "补贴"}, {"q": "qczj", "open": "1"}, {"category": "land"}):
        with django_assert_max_num_queries(2):  # the catalogue's stamp and the session
            client.get(PATH, parameters)
    current._kept = None


def test_only_background_says_that_there_is_nothing_to_apply_to(client):
    response = client.get(PATH, {"q": "四张清单"})
    found = response.context["listing"]
    assert (found.count, [system.slug for system in found.systems]) == (0, ["four-fission-lists"])
    assert found.summary == "“四张清单”：没有可申报的项目，相关背景：企业裂变“四张清单”"
    assert "没有找到项目" not in response.text
    assert 'href="tel:12345"' in response.text


@pytest.mark.parametrize("query", ["出口", "加计扣除", "展会", "我想开一家奶茶店", "export"])
def test_what_no_programme_is_for_shows_the_nearest_as_a_guess(client, query):
    response = client.get(PATH, {"q": query})
    found = response.context["listing"]
    assert (found.count, found.groups) == (0, [])
    assert 1 <= len(found.nearest) <= 3
    assert "是我们猜的" in response.text
    assert 'href="tel:12345"' in response.text
    for card in found.nearest:
        assert f'href="/programmes/{card.slug}/"' in response.text


def test_nothing_at_all_names_the_general_line(client):
    response = client.get(PATH, {"q": "火星移民"})
    assert response.context["listing"].nearest == []
    assert "没有找到项目" in response.text
    assert 'href="tel:12345"' in response.text


def test_a_filter_leaves_nothing_where_nothing_but_guesses_is_near(client):
    response = client.get(PATH, {"q": "出口", "category": "finance"})
    assert response.context["listing"].nearest == []


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("尖兵", "provincial-rnd"),
        ("领雁", "provincial-rnd"),
        ("青创店面", "youth-shop"),
        ("青创市集", "youth-market"),
    ],
)
def test_the_programme_itself_comes_before_what_surrounds_it(client, query, slug):
    """On the page too, where the background had listed others above it."""
    text = client.get(PATH, {"q": query}).text
    results = text[text.index('<div class="browse-list">') :]
    assert re.search(r'href="/programmes/([\w-]+)/"', results)[1] == slug


def test_what_surrounds_programmes_comes_first_where_it_was_asked_for(client):
    text = client.get(PATH, {"q": "集体经营性建设用地入市"}).text
    results = text[text.index('<div class="browse-list">') :]
    assert results.index("/systems/collective-land-market/") < results.index("/programmes/land-")


def test_what_was_found_in_part_is_called_near(client):
    response = client.get(PATH, {"q": "拼多多卖货"})
    found = response.context["listing"]
    assert (found.count > 0, found.guessed, found.suggestion) == (True, True, "")
    assert "下面这些比较接近" in response.text
    assert not listing(client, q="拼多多").guessed
    assert not listing(client).guessed
