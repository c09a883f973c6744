"""What is published, kept by each process until it changes."""

import logging
from datetime import date

import pytest

from policies.models import Department, Edition, Fact, System
from policies.services import close_edition, current_catalogue, library, rulebook
from tests.policies.factories import EditionFactory

pytestmark = pytest.mark.django_db


def test_it_costs_one_query_while_nothing_changes(catalogue, django_assert_num_queries):
    first = current_catalogue()
    with django_assert_num_queries(1):
        assert current_catalogue() is first


def test_it_is_read_again_after_a_change(catalogue):
    before = current_catalogue()
    close_edition(edition_id=Edition.objects.get(name="first").pk, last=date(2026, 5, 31))
    assert rulebook().editions["hire-help"][0].in_force.last == date(2026, 5, 31)
    assert before.rulebook.editions["hire-help"][0].in_force.last is None
    assert library() is before.library  # the shared part did not change


def test_a_change_past_the_services_is_seen_as_well(catalogue):
    rulebook()
    fact = Fact.objects.get(name="enterprise.staff")
    text = fact.definition.replace("max: 100000", "max: 5")
    Fact.objects.filter(pk=fact.pk).update(definition=text)
    assert library().facts["enterprise.staff"].maximum == 5


def test_a_changed_system_is_seen_as_well(catalogue):
    assert library().systems["rooms-plan"].name["en"] == "Plan of free rooms"
    row = System.objects.get(slug="rooms-plan")
    assert (row.name_en, row.aliases.splitlines()) == (
        "Plan of free rooms",
        ["免费空间", "free rooms"],
    )
    text = row.definition.replace("1,300 m²", "1,400 m²")
    System.objects.filter(pk=row.pk).update(definition=text)
    assert library().systems["rooms-plan"].figures[0].value["en"] == "1,400 m²"


def test_a_row_that_cannot_be_read_costs_only_itself(catalogue, caplog):
    bad = EditionFactory(published=True)
    with caplog.at_level(logging.ERROR):
        assert list(rulebook().editions) == ["hire-help", "rent-help"]
    assert f"Edition {bad.pk} cannot be read" in caplog.text


def test_an_odd_address_of_before_costs_nothing_and_is_no_link(catalogue):
    """Texts that were published before addresses were checked."""
    text = Edition.objects.get(name="first").document.replace("hire-help", "old-help")
    odd = f"{text.rstrip()}\ncontact: {{url: 'javascript:alert(1)'}}\n"
    EditionFactory(published=True, programme__slug="old-help", document=odd)
    office = Department.objects.first()
    text = f"{office.definition.rstrip()}\n  url: //evil.example\n"
    Department.objects.filter(pk=office.pk).update(definition=text)
    document = rulebook().editions["old-help"][0]
    assert "url" not in document.contact
    assert "url" not in library().departments[office.slug]


def test_an_empty_database_has_an_empty_catalogue():
    assert current_catalogue().rulebook.editions == {}
    assert dict(current_catalogue().vocabulary) == {}
