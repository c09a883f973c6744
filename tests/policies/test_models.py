"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from policies.models import CatalogueStamp, Department, Edition, Programme, Source
from tests.policies.factories import DepartmentFactory, EditionFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def execute(sql, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize(
    "change",
    [
        "document = document || ' '",
        "name = 'other'",
        "in_force_from = in_force_from + 1",
        "sha256 = repeat('0', 64)",
        "published_at = null",
        "published_at = now()",
        "position = 7",
        "in_force_to = in_force_from - 1",
        "annulled_at = now()",
    ],
)
def test_a_published_edition_cannot_be_changed(change):
    edition = EditionFactory(published=True)
    with pytest.raises(IntegrityError):
        execute(f"update policies_edition set {change} where id = %s", edition.pk)


def test_a_published_edition_cannot_be_deleted():
    edition = EditionFactory(published=True)
    with pytest.raises(IntegrityError, match="cannot be deleted"):
        execute("delete from policies_edition where id = %s", edition.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.all().delete()


def test_a_last_day_that_has_gone_by_is_given_once():
    edition = EditionFactory(published=True)
    close = "update policies_edition set in_force_to = %s where id = %s"
    execute(close, date(2026, 6, 30), edition.pk)
    execute(close, date(2026, 6, 30), edition.pk)  # the same again is no change
    for other in (date(2096, 12, 31), date(2026, 3, 31), None):
        with pytest.raises(IntegrityError, match="gone by stay"):
            execute(close, other, edition.pk)


def test_a_draft_can_be_changed_and_deleted():
    edition = EditionFactory()
    execute("update policies_edition set name = 'other' where id = %s", edition.pk)
    execute("delete from policies_edition where id = %s", edition.pk)
    assert not Edition.objects.exists()


def test_published_editions_share_no_day():
    first = EditionFactory(published=True, in_force_to=date(2026, 6, 30))
    EditionFactory(programme=first.programme, in_force_from=date(2026, 6, 30))  # a draft may
    EditionFactory(published=True, in_force_from=date(2026, 6, 30))  # another programme may
    EditionFactory(programme=first.programme, published=True, in_force_from=date(2026, 7, 1))
    with pytest.raises(IntegrityError, match="edition_overlap"), transaction.atomic():
        EditionFactory(
            programme=first.programme,
            published=True,
            in_force_from=date(2025, 1, 1),
            in_force_to=date(2026, 1, 1),
        )


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"in_force_from": date(1899, 12, 31)}, "edition_year"),
        ({"in_force_to": date(2101, 1, 1)}, "edition_year"),
        ({"in_force_to": date(2025, 12, 31)}, "edition_days"),
        ({"sha256": "0" * 64}, "edition_digest"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(columns, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EditionFactory(**columns)


def test_a_programme_has_each_edition_name_once():
    edition = EditionFactory()
    with pytest.raises(IntegrityError, match="edition_name"), transaction.atomic():
        EditionFactory(programme=edition.programme, name=edition.name)


def test_a_violation_is_told_in_chinese():
    edition = EditionFactory.build(
        programme=ProgrammeFactory(), in_force_to=date(2025, 1, 1), in_force_from=date(2026, 1, 1)
    )
    with translation.override("zh-hans"), pytest.raises(ValidationError) as caught:
        edition.validate_constraints()
    assert "生效" in str(caught.value)


def test_in_force_finds_one_edition_for_each_programme():
    old = EditionFactory(
        published=True, in_force_from=date(2020, 1, 1), in_force_to=date(2025, 12, 31)
    )
    new = EditionFactory(published=True, programme=old.programme)
    EditionFactory(programme=old.programme)
    assert list(Edition.objects.in_force(date(2025, 12, 31))) == [old]
    assert list(Edition.objects.in_force(date(2026, 1, 1))) == [new]
    assert not Edition.objects.in_force(date(2019, 12, 31)).exists()
    assert list(Programme.objects.in_force(date(2024, 1, 1))) == [old.programme]


def test_every_writer_changes_the_stamp():
    def version():
        return CatalogueStamp.objects.values_list("version", flat=True).first()

    seen = [version()]
    department = DepartmentFactory()
    seen.append(version())
    Department.objects.filter(pk=department.pk).update(phone="1")
    seen.append(version())
    execute("delete from policies_department where id = %s", department.pk)
    seen.append(version())
    assert len(set(seen)) == len(seen)


def test_names_follow_the_reader():
    department = DepartmentFactory.build()
    programme = ProgrammeFactory.build(department=department)
    with translation.override("en"):
        assert (department.name, programme.title) == ("Youth League", "Help with rent")
    with translation.override("zh-hans"):
        assert (department.name, programme.title) == ("共青团", "租金补贴")
        assert department.short == "共青团"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "ftp://x"]
)
@pytest.mark.parametrize("model", [Department, Source])
def test_what_is_printed_as_a_link_is_an_address_of_the_web(model, url):
    key = {"slug": "x"} if model is Department else {"key": "X"}
    names = {"name_zh": "甲", "name_en": "A"} if model is Department else {"title_zh": "甲"}
    with pytest.raises(IntegrityError, match="_url"), transaction.atomic():
        model.objects.create(**key, **names, url=url, position=1)
    assert model.objects.create(**key, **names, url="https://x.example/a?b=c", position=1)
