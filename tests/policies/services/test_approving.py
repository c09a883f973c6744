"""From a draft to an edition that counts: one person proposes, another approves."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction

from policies.models import Draft, Edition, EditionStep, Programme
from policies.rules.reading import read_document_text
from policies.services import (
    CatalogueError,
    current_catalogue,
    delete_draft,
    load_catalogue,
    rulebook,
    save_draft,
)
from policies.services.approving import (
    approve_edition,
    propose_draft,
    return_draft,
)
from policies.services.drafting import discard_draft, start_draft, write_draft
from policies.services.errors import DraftConflictError
from tests.policies import small
from tests.policies.factories import OfficerFactory
from tests.policies.services.test_drafting import at_once

pytestmark = pytest.mark.django_db
SECOND = (
    small.HIRE.replace("edition: first", "edition: second")
    .replace("2020-06-01", "2030-06-01")
    .replace("2026-03-01", "2030-06-01")
)
NEW = SECOND.replace("hire-help", "new-help").replace("second", "opening")
OWN_FACT = """\
facts:
  enterprise.stalls:
    type: integer
    min: 0
    max: 500
    label: {zh-hans: 摊位数, en: Stalls}
    question: {zh-hans: 你在夜市有几个摊位？, en: How many stalls do you have at the night market?}
    help: {zh-hans: 按合同数。, en: Count the contracts.}
"""
BRINGS = (
    NEW.replace("eligibility:", f"{OWN_FACT}eligibility:")
    .replace("enterprise.staff", "enterprise.stalls")
    .replace("2030-06-01", "2026-06-01")
)


def permitted(*names):
    officer = OfficerFactory()
    permissions = Permission.objects.filter(content_type__app_label="policies", codename__in=names)
    officer.user_permissions.set(permissions)
    return officer


@pytest.fixture
def author():
    return permitted("change_edition", "approve_edition")


@pytest.fixture
def approver():
    return permitted("change_edition", "approve_edition")


def written(text, by):
    draft = start_draft(by=by)
    return write_draft(draft_id=draft.pk, version=1, text=text, by=by)


def proposed(text, by, **more):
    draft = written(text, by)
    return propose_draft(draft_id=draft.pk, version=draft.version, by=by, **more)


def steps():
    found = EditionStep.objects.values_list("kind", "programme", "edition", "by")
    return list(found)


# --- proposing ----------------------------------------------------------------------------------


def test_a_proposal_is_frozen_and_does_not_count(catalogue, author):
    edition = proposed(SECOND, author)
    assert (edition.document, edition.published) == (SECOND, False)
    assert (edition.proposed_by, edition.approved_by) == (author, None)
    draft = edition.draft
    assert draft.state == "proposed"
    assert len(rulebook().editions["hire-help"]) == 1
    for change in (
        lambda: write_draft(draft_id=draft.pk, version=draft.version, text="a: 1", by=author),
        lambda: discard_draft(draft_id=draft.pk, version=draft.version, by=author),
        lambda: propose_draft(draft_id=draft.pk, version=draft.version, by=author),
        lambda: save_draft(document=SECOND, edition_id=edition.pk),
        lambda: delete_draft(edition_id=edition.pk),
    ):
        with pytest.raises(CatalogueError, match="proposed"):
            change()


@pytest.mark.parametrize(
    "change",
    ["document = document || ' '", "in_force_from = in_force_from + 1", "proposed_by_id = null"],
)
def test_the_database_keeps_a_proposal_as_it_is(catalogue, author, change):
    edition = proposed(SECOND, author)
    update = f"update policies_edition set {change} where id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(update, [edition.pk])


def test_the_first_day_can_be_given_with_the_proposal(catalogue, author):
    text = SECOND.replace("on: 2030-06-01", "on: 2031-01-01")
    edition = proposed(text, author, first=date(2031, 1, 1))
    assert edition.in_force_from == date(2031, 1, 1)
    assert read_document_text(edition.document)["in_force"]["from"] == "2031-01-01"
    assert edition.draft.version == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "Line"),
        (SECOND.replace("[3000]", "[1]"), "example fails"),
        (SECOND.replace("at_least: 3", "less_than: 0"), "never met"),
        (SECOND.replace("edition: second", "edition: first"), "name taken"),
        (SECOND.replace("2030-06-01", "2019-06-01"), "dates overlap"),
        (SECOND.replace("human-resources", "nobody"), "no department nobody"),
        (SECOND[: SECOND.index("examples:")], "no examples"),
        (f"---\n{SECOND}---\n{SECOND}", "one edition|One document"),
    ],
)
def test_what_is_wrong_is_not_proposed(catalogue, author, text, message):
    with pytest.raises(CatalogueError, match=message):
        proposed(text, author)
    assert not Edition.objects.drafts().exists()
    assert Draft.objects.get().state == "writing"


def test_a_version_that_is_no_longer_current_is_not_proposed(catalogue, author):
    draft = written(SECOND, author)
    with pytest.raises(DraftConflictError):
        propose_draft(draft_id=draft.pk, version=1, by=author)


def test_without_the_right_nothing_is_proposed(catalogue):
    with pytest.raises(CatalogueError, match="may not propose"):
        proposed(SECOND, permitted("approve_edition"))


# --- approving ----------------------------------------------------------------------------------


def test_nobody_approves_or_returns_a_text_they_did_not_see(author, approver, catalogue):
    edition = proposed(SECOND, author)
    seen = edition.draft.version
    draft = return_draft(edition_id=edition.pk, comment="", by=author)
    slipped = f"{SECOND}\n# slipped in\n"
    draft = write_draft(draft_id=draft.pk, version=seen, text=slipped, by=author)
    again = propose_draft(draft_id=draft.pk, version=draft.version, by=author)
    with pytest.raises(DraftConflictError):
        approve_edition(edition_id=again.pk, by=approver, version=seen)
    with pytest.raises(DraftConflictError):
        return_draft(edition_id=again.pk, comment="no", by=approver, version=seen)
    again.refresh_from_db()
    assert not again.published
    assert approve_edition(edition_id=again.pk, by=approver, version=draft.version).published


def test_another_person_publishes(catalogue, author, approver):
    edition = approve_edition(edition_id=proposed(SECOND, author).pk, by=approver)
    assert edition.published
    assert (edition.proposed_by, edition.approved_by) == (author, approver)
    assert edition.draft.state == "published"
    assert Edition.objects.get(name="first").in_force_to == date(2030, 5, 31)
    assert rulebook().document("hire-help", on=date(2030, 6, 1)).edition == "second"
    assert steps() == [
        ("begun", "", "", author.pk),
        ("proposed", "hire-help", "second", author.pk),
        ("approved", "hire-help", "second", approver.pk),
    ]
    assert set(EditionStep.objects.exclude(kind="begun").values_list("sha256", flat=True)) == {
        edition.sha256
    }


def test_nobody_approves_alone(catalogue, author, approver):
    edition = proposed(SECOND, author)
    with pytest.raises(CatalogueError, match="another person"):
        approve_edition(edition_id=edition.pk, by=author)
    with pytest.raises(CatalogueError, match="may not approve"):
        approve_edition(edition_id=edition.pk, by=permitted("change_edition"))
    with pytest.raises(IntegrityError, match="edition_two_people"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(approved_by=author)
    assert not Edition.objects.get(pk=edition.pk).published


def test_what_is_not_proposed_or_is_published_is_not_approved(catalogue, author, approver):
    with pytest.raises(CatalogueError, match="not proposed"):
        approve_edition(edition_id=save_draft(document=NEW).pk, by=approver)
    edition = proposed(SECOND, author)
    approve_edition(edition_id=edition.pk, by=approver)
    with pytest.raises(CatalogueError, match="is published already"):
        approve_edition(edition_id=edition.pk, by=approver)
    with pytest.raises(CatalogueError, match="is published already"):
        return_draft(edition_id=edition.pk, comment="too late", by=approver)
    with pytest.raises(Edition.DoesNotExist):
        approve_edition(edition_id=0, by=approver)


def test_what_was_published_meanwhile_is_looked_at_again(catalogue, author, approver):
    first, second = proposed(BRINGS, author), BRINGS.replace("new-help", "other-help")
    other = proposed(
        second.replace("type: integer\n    min: 0\n    max: 500", "type: text")
        .replace("at_least: 3", "is: a")
        .replace("enterprise.stalls: 2", "enterprise.stalls: b")
        .replace("enterprise.stalls: 3", "enterprise.stalls: a")
        .replace("1000 * enterprise.stalls", "3000"),
        author,
    )
    approve_edition(edition_id=first.pk, by=approver)
    with pytest.raises(CatalogueError, match="new-help has another fact of this name"):
        approve_edition(edition_id=other.pk, by=approver)
    assert other.draft.state == "proposed"


@pytest.mark.parametrize(
    "change",
    [
        "document = document || ' '",
        "proposed_by_id = approved_by_id",
        "approved_by_id = null",
        "proposed_at = now()",
        "published_at = null",
        "in_force_from = in_force_from + 1",
    ],
)
def test_the_database_keeps_what_is_published_as_it_is(catalogue, author, approver, change):
    edition = approve_edition(edition_id=proposed(SECOND, author).pk, by=approver)
    update = f"update policies_edition set {change} where id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(update, [edition.pk])


def test_who_wrote_or_approved_an_edition_cannot_be_deleted(catalogue, author, approver):
    approve_edition(edition_id=proposed(SECOND, author).pk, by=approver)
    for person in (author, approver):
        with pytest.raises(IntegrityError), transaction.atomic():
            person.delete()


# --- returning ----------------------------------------------------------------------------------


def test_a_returned_draft_is_written_on_and_proposed_again(catalogue, author, approver):
    edition = proposed(NEW, author)
    assert Programme.objects.filter(slug="new-help").exists()
    draft = return_draft(edition_id=edition.pk, comment=" three is too few ", by=approver)
    assert (draft.state, draft.proposed) == ("writing", None)
    assert not Programme.objects.filter(slug="new-help").exists()
    assert EditionStep.objects.get(kind="returned").comment == "three is too few"
    text = NEW.replace("at_least: 3", "at_least: 2").replace("staff: 2}", "staff: 1}")
    draft = write_draft(draft_id=draft.pk, version=draft.version, text=text, by=author)
    again = propose_draft(draft_id=draft.pk, version=draft.version, by=author)
    assert approve_edition(edition_id=again.pk, by=approver).published


def test_who_proposed_takes_it_back_and_others_need_the_right(catalogue, author, approver):
    edition = proposed(SECOND, author)
    with pytest.raises(CatalogueError, match="say why"):
        return_draft(edition_id=edition.pk, comment=" ", by=approver)
    with pytest.raises(CatalogueError, match="may not"):
        return_draft(edition_id=edition.pk, comment="no", by=permitted("change_edition"))
    assert return_draft(edition_id=edition.pk, comment="", by=author).is_open


def test_steps_cannot_be_changed_or_deleted(catalogue, author):
    start_draft(by=author)
    for change in (
        lambda: EditionStep.objects.update(comment="other"),
        lambda: EditionStep.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="is a record"), transaction.atomic():
            change()


# --- new facts ----------------------------------------------------------------------------------


def test_a_new_fact_is_asked_like_any_other_once_published(catalogue, author, approver, client):
    address = "/questions/enterprise.stalls/"
    assert client.get(address).status_code == 404
    approve_edition(edition_id=proposed(BRINGS, author).pk, by=approver)
    assert "enterprise.stalls" in current_catalogue().vocabulary
    page = client.get(address)
    assert page.status_code == 200
    assert "你在夜市有几个摊位？" in page.content.decode()
    assert "按合同数。" in page.content.decode()


# --- at the same time ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_approved_and_returned_at_once_only_one_happens():
    load_catalogue(small.texts())
    people = [permitted("change_edition", "approve_edition") for _ in range(4)]
    author, *others = people
    edition = proposed(SECOND, author)
    found = at_once(
        lambda: approve_edition(edition_id=edition.pk, by=others[0]),
        lambda: approve_edition(edition_id=edition.pk, by=others[1]),
        lambda: return_draft(edition_id=edition.pk, comment="no", by=others[2]),
    )
    done = [each for each in found if isinstance(each, Edition | Draft)]
    assert len(done) == 1
    draft = Draft.objects.get()
    assert draft.state == ("published" if isinstance(done[0], Edition) else "writing")
    assert EditionStep.objects.exclude(kind__in=("begun", "proposed")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_changes_while_it_is_proposed_is_frozen_as_one_of_both():
    load_catalogue(small.texts())
    author = permitted("change_edition")
    other = SECOND.replace("label", "label")
    draft = written(SECOND, author)
    found = at_once(
        lambda: propose_draft(draft_id=draft.pk, version=2, by=author),
        lambda: write_draft(draft_id=draft.pk, version=2, text=f"{other}# x\n", by=author),
    )
    draft.refresh_from_db()
    assert sum(isinstance(each, CatalogueError) for each in found) == 1
    if draft.state == "proposed":
        assert draft.text == draft.proposed.document == SECOND
    else:
        assert draft.version == 3
