"""What search engines may read."""

from urllib.robotparser import RobotFileParser

import pytest


@pytest.fixture
def rules(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())
    return parser


@pytest.mark.parametrize("path", ["/", "/programmes/", "/programmes/youth-home/", "/results/"])
def test_the_catalogue_may_be_found(rules, path):
    assert rules.can_fetch("anything", path)


@pytest.mark.parametrize("path", ["/answers/", "/applications/1/", "/admin/", "/shared/x/"])
def test_what_belongs_to_one_person_may_not(rules, path):
    assert not rules.can_fetch("anything", path)
