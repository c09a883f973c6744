"""The whole way of a founder as plain HTTP, without any script."""

import pytest
from django.urls import reverse

from tests.policies.pages.founder import FOUNDER, answer

pytestmark = pytest.mark.usefixtures("shipped")
LANGUAGES = ["zh-hans", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_from_start_to_a_programme(client, language):
    client.cookies["django_language"] = language
    assert client.get("/").status_code == 200
    first = client.get("/questions/", follow=True)
    assert first.status_code == 200
    answer(client)
    results = client.get("/results/")
    assert results.status_code == 200
    assert results.context["board"].now
    page = client.get("/programmes/job-creation-grant/")
    assert page.status_code == 200
    assert page.context["page"].mark
    assert client.get("/answers/").context["count"] == len(FOUNDER)


def test_every_programme_has_a_page_and_stands_in_one_group(client, shipped):
    answer(client)
    board = client.get("/results/").context["board"]
    slugs = [card.slug for group in board.groups for card in group]
    assert sorted(slugs) == sorted(shipped.rulebook.editions)
    for slug in slugs:
        assert client.get(reverse("policies:programme", args=[slug])).status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/results/", ("暂不符合，以后可能符合", "条件没有公开，可以咨询")),
        ("/results/?done=1", ("问题都问完了。",)),
        ("/", ("我们保存什么",)),
    ],
)
def test_headings_say_what_stands_below_them(client, path, words):
    answer(client)
    page = client.get(path).text
    assert [each for each in words if each not in page] == []
