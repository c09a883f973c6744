"""Drafts, publishing, closing."""

from datetime import date

import pytest

from policies.models import Edition, Programme
from policies.services import (
    CatalogueError,
    close_edition,
    delete_draft,
    publish_edition,
    rulebook,
    save_draft,
)
from tests.policies import small

pytestmark = pytest.mark.django_db
SECOND = (
    small.HIRE.replace("edition: first", "edition: second")
    .replace("2020-06-01", "2026-06-01")
    .replace("2026-03-01", "2026-06-01")
    .replace("en: Help with hiring", "en: More help with hiring")
)


def test_a_draft_does_not_count(catalogue):
    edition = save_draft(document=SECOND)
    assert not edition.published
    assert len(rulebook().editions["hire-help"]) == 1
    assert Programme.objects.get(slug="hire-help").title_en == "Help with hiring"


def test_publishing_closes_the_edition_before(catalogue):
    publish_edition(edition_id=save_draft(document=SECOND).pk)
    assert Edition.objects.get(name="first").in_force_to == date(2026, 5, 31)
    assert [d.edition for d in rulebook().editions["hire-help"]] == ["first", "second"]
    assert rulebook().document("hire-help", on=date(2026, 6, 1)).edition == "second"
    assert Programme.objects.get(slug="hire-help").title_en == "More help with hiring"


def test_a_draft_whose_examples_fail_is_not_published(catalogue):
    draft = save_draft(document=SECOND.replace("awards: [3000]", "awards: [3001]"))
    with pytest.raises(CatalogueError, match="3001"):
        publish_edition(edition_id=draft.pk)
    assert Edition.objects.get(name="first").in_force_to is None


def test_a_draft_that_shares_days_is_not_published(catalogue):
    draft = save_draft(document=SECOND.replace("2026-06-01", "2020-01-01"))
    with pytest.raises(CatalogueError, match="in_force"):
        publish_edition(edition_id=draft.pk)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (small.HIRE, "already has a first"),
        (SECOND.replace("human-resources", "nobody"), "no department nobody"),
        (SECOND.replace("at_least: 3", "at_least: three"), r"eligibility.all\[0\].at_least"),
        ("", "empty"),
        ("a: &x [*x]", "anchors"),
        (f"---\n{SECOND}", "one edition is expected"),
    ],
)
def test_a_draft_that_is_wrong_is_not_kept(catalogue, document, message):
    with pytest.raises(CatalogueError, match=message):
        save_draft(document=document)
    assert not Edition.objects.drafts().exists()


def test_a_draft_ends_with_a_line_end_as_in_a_file(catalogue):
    assert save_draft(document=SECOND.rstrip()).document == SECOND


def test_a_draft_gets_another_text(catalogue):
    draft = save_draft(document=SECOND)
    save_draft(document=SECOND.replace("at_least: 3", "at_least: 2"), edition_id=draft.pk)
    assert "at_least: 2" in Edition.objects.get(pk=draft.pk).document
    with pytest.raises(CatalogueError, match="for ever"):
        save_draft(document=SECOND.replace("hire-help", "other"), edition_id=draft.pk)


def test_a_published_edition_refuses_every_change(catalogue):
    edition = Edition.objects.get(name="first")
    for change in (
        lambda: save_draft(document=small.HIRE.replace("3", "4"), edition_id=edition.pk),
        lambda: publish_edition(edition_id=edition.pk),
        lambda: delete_draft(edition_id=edition.pk),
    ):
        with pytest.raises(CatalogueError, match="hire-help first is published"):
            change()


def test_a_new_programme_comes_and_goes_with_its_draft(catalogue):
    draft = save_draft(document=SECOND.replace("hire-help", "new-help"))
    assert Programme.objects.filter(slug="new-help").exists()
    delete_draft(edition_id=draft.pk)
    assert not Programme.objects.filter(slug="new-help").exists()


def test_an_edition_is_closed_once_and_not_before_it_begins(catalogue):
    edition = Edition.objects.get(name="first")
    with pytest.raises(CatalogueError, match="begins on 2020-06-01"):
        close_edition(edition_id=edition.pk, last=date(2020, 5, 31))
    close_edition(edition_id=edition.pk, last=date(2026, 5, 31))
    with pytest.raises(CatalogueError, match="already ends on 2026-05-31"):
        close_edition(edition_id=edition.pk, last=date(2027, 1, 1))
    with pytest.raises(CatalogueError, match="is a draft"):
        close_edition(edition_id=save_draft(document=SECOND).pk, last=date(2027, 1, 1))
