"""Rows of the catalogue: valid with no arguments, fixed days."""

from datetime import UTC, date, datetime
from hashlib import sha256

import factory
from django.contrib.auth.models import User

from policies.models import Department, Edition, Programme


class OfficerFactory(factory.django.DjangoModelFactory):
    """Somebody who writes editions."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"officer-{n}@demo.invalid")
    is_staff = True


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("slug",)

    slug = "youth-league"
    name_zh = "共青团"
    name_en = "Youth League"
    definition = "youth-league:\n  name: {zh-hans: 共青团, en: Youth League}\n"


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    slug = factory.Sequence(lambda n: f"programme-{n}")
    title_zh = "租金补贴"
    title_en = "Help with rent"
    category = "space"
    audience = ["person"]
    department = factory.SubFactory(DepartmentFactory)


class EditionFactory(factory.django.DjangoModelFactory):
    """A draft; ``published=True`` for one that counts."""

    class Meta:
        model = Edition

    class Params:
        published = factory.Trait(published_at=datetime(2026, 1, 2, tzinfo=UTC))

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"edition {n}")
    in_force_from = date(2026, 1, 1)
    in_force_to = None
    document = factory.LazyAttribute(lambda edition: f"programme: x\nedition: {edition.name}\n")
    sha256 = factory.LazyAttribute(lambda edition: sha256(edition.document.encode()).hexdigest())
