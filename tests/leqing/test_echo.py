"""What was typed comes back in its field, but never more of it than could be kept."""

import pytest

from tests.policies.pages.fixtures import shipped, shipped_in_memory

__all__ = ["shipped", "shipped_in_memory"]
LONG = "9" * 100_000


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("/questions/founder.degree/", {"answer": LONG}),
        ("/questions/enterprise.revenue_last_year/", {"answer": LONG}),
        ("/questions/founder.born_on/", {"answer": LONG, "sensitive": "on"}),
        ("/questions/founder.contest_awards/", {"answer-0-name": LONG}),
        ("/land-score/", {"enterprise.tax_last_year": LONG}),
        ("/account/sign-in/", {"email": LONG}),
        ("/account/staff/", {"login": LONG, "password": "x"}),
    ],
)
def test_an_endless_line_is_not_printed_whole(client, db, url, sent):
    plain = len(client.get(url).content)
    page = client.post(url, sent)
    assert page.status_code == 200
    assert len(page.content) < plain + 8_000


@pytest.mark.usefixtures("shipped")
def test_an_endless_search_is_not_printed_whole(client, db):
    plain = len(client.get("/programmes/?q=zzzzzz").content)
    assert len(client.get(f"/programmes/?q={'z' * 3_000}").content) < plain + 8_000


@pytest.mark.usefixtures("shipped")
def test_what_is_a_little_too_long_comes_back(client, db):
    typed = "1" * 600
    page = client.post("/questions/enterprise.revenue_last_year/", {"answer": typed})
    assert f'value="{typed}"' in page.text
