"""Rows about applicants: valid with no arguments, situations made by the services themselves."""

from datetime import date
from uuid import uuid4

import factory
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.models import Application, Membership, Profile
from applicants.services import reviewing
from applicants.services.applying import Form, hand_in
from applicants.services.profiles import create_profile
from policies.models import Department, Programme
from policies.permission import permission_for
from tests.applicants.uploads import samples

DAY = date(2026, 3, 2)
BORN, TOWN = date(1999, 3, 2), "liushi"


class UserFactory(factory.django.DjangoModelFactory):
    """A founder's account; ``staff=True`` for a member of staff."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(
            is_staff=True,
            username=factory.Sequence(lambda n: f"staff-{n}"),
            email=factory.Sequence(lambda n: f"staff-{n}@example.org"),
        )

    username = factory.Sequence(lambda n: f"founder-{n}")
    email = factory.Sequence(lambda n: f"founder-{n}@example.org")


def a_profile(owner=None, *, facts=None, remind=True, language="zh-hans", **more):
    """A founder of 27 in Liushi."""
    return create_profile(
        owner=owner or UserFactory(),
        kind=more.pop("kind", Profile.Kind.PERSON),
        name=more.pop("name", "示例申报人"),
        language=language,
        facts={"founder.born_on": BORN, "enterprise.town": TOWN} if facts is None else facts,
        remind=remind,
        permission=more.pop("permission", permission_for(None)),
        **more,
    )


def a_member(department="youth-league", role="reviewer", user=None):
    """A member of staff."""
    user = user or UserFactory(staff=True)
    Membership.objects.create(
        user=user, department=Department.objects.get(slug=department), role=role
    )
    return user


def a_pdf(name="身份证.pdf", content=None):
    """A good PDF as a browser sends it."""
    return SimpleUploadedFile(name, content or samples.pdf(), content_type="application/pdf")


def a_form(**changes):
    """A form that is complete for the programme ``room``."""
    plain = {"key": uuid4(), "declared": True, "submit": True, "files": {"身份证": a_pdf()}}
    return Form(**{**plain, **changes})


def an_application(profile=None, *, programme="room", on=DAY, **changes) -> Application:
    """Handed in for ``room``."""
    profile = profile or a_profile()
    programme = Programme.objects.get(slug=programme)
    answer = hand_in(profile_id=profile.pk, programme=programme, form=a_form(**changes), on=on)
    assert answer.submitted, (answer.problems, answer.fields)
    return Application.objects.get(pk=answer.application.pk)


def reviewed(application=None, reviewer=None, *, on=DAY, recommendation="approve"):
    """Reviewed, waiting for a decision."""
    application = application or an_application()
    reviewing.review(
        application_id=application.pk,
        version=application.version,
        recommendation=recommendation,
        opinion="材料齐全",
        actor=reviewer or a_member(),
        on=on,
    )
    application.refresh_from_db()
    return application


def asked(application=None, reviewer=None, *, on=DAY, working_days=5):
    """Papers are asked for."""
    application = application or an_application()
    reviewing.request_supplement(
        application_id=application.pk,
        version=application.version,
        wanted="请补交租赁合同",
        working_days=working_days,
        actor=reviewer or a_member(),
        on=on,
    )
    application.refresh_from_db()
    return application


def determined(application=None, decider=None, *, decision="approved", on=DAY):
    """Decided."""
    application = application or reviewed(on=on)
    reviewing.determine(
        application_id=application.pk,
        version=application.version,
        decision=decision,
        reason="符合条件",
        actor=decider or a_member(role="decider"),
    )
    application.refresh_from_db()
    return application


def reviewed_twice(first, second):
    """Reviewed by one, sent back, reviewed by another."""
    application = reviewed(reviewer=first)
    reviewing.send_back(
        application_id=application.pk,
        version=application.version,
        reason="再看年龄",
        actor=a_member(role="decider"),
        on=DAY,
    )
    application.refresh_from_db()
    return reviewed(application, second)
