"""Supplements, opinions, determinations, lapses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applicants.models import (
    AuditEvent,
    Determination,
    FrozenText,
    Notification,
    Review,
    Snapshot,
    Step,
)
from applicants.services import reviewing
from applicants.services.errors import ConflictError, RefusedError
from applicants.tracing import Trace, traced
from applicants.workflow import TransitionError
from tests.applicants.factories import (
    DAY,
    UserFactory,
    a_member,
    an_application,
    asked,
    determined,
    reviewed,
    reviewed_twice,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def decide(application, decider, *, decision="approved", reason="符合条件", version=None):
    return reviewing.determine(
        application_id=application.pk,
        version=version or application.version,
        decision=decision,
        reason=reason,
        actor=decider,
    )


def test_papers_are_asked_for_once():
    application = asked()
    kind = Notification.Kind.SUPPLEMENT_ASKED
    mail = Notification.objects.get(application=application, kind=kind)
    assert "请补交租赁合同" in mail.text
    with pytest.raises((TransitionError, RefusedError)):
        asked(application)


def test_papers_cannot_be_asked_for_again_after_an_answer():
    application = asked()
    from applicants.services.applying import answer_supplement

    answer_supplement(
        application_id=application.pk,
        version=application.version,
        answer="已补交",
        papers=[],
        actor=application.profile.owner,
        on=DAY,
    )
    application.refresh_from_db()
    with pytest.raises(RefusedError, match="once"):
        asked(application)


@pytest.mark.parametrize(("wanted", "days"), [("", 5), ("合同", 0), ("合同", 61)])
def test_a_request_names_what_and_until_when(wanted, days):
    application = an_application()
    with pytest.raises(RefusedError):
        reviewing.request_supplement(
            application_id=application.pk,
            version=application.version,
            wanted=wanted,
            working_days=days,
            actor=a_member(),
            on=DAY,
        )


def test_a_day_beyond_the_announced_years_is_provisional():
    application = asked(an_application(on=date(2026, 12, 28)), on=date(2026, 12, 28))
    assert application.supplement.due_provisional
    mail = Notification.objects.get(application=application, kind="supplement_asked")
    assert "暂定" in mail.text or "provisional" in mail.text


def test_a_review_recommends_and_starts_the_clock_of_the_decider():
    application = reviewed()
    assert application.status == "proposed"
    assert application.due_on == date(2026, 3, 16)
    assert Review.objects.get().recommendation == "approve"


def test_another_person_decides():
    reviewer = a_member()
    a_member(role="decider", user=reviewer)
    application = reviewed(reviewer=reviewer)
    with pytest.raises(RefusedError, match="another person"):
        decide(application, reviewer)
    determination = decide(application, a_member(role="decider"))
    assert determination.reviewer == reviewer
    mail = Notification.objects.get(application=application, kind="determined")
    assert "符合条件" in mail.text
    assert "List-Unsubscribe" not in mail.headers  # a legal notice


def test_who_reviewed_an_earlier_round_does_not_decide_either():
    both = a_member()
    a_member(role="decider", user=both)
    application = reviewed_twice(both, a_member())
    for decision in ("approved", "rejected"):
        with pytest.raises(RefusedError, match="another person"):
            decide(application, both, decision=decision)
    application.refresh_from_db()
    assert application.status == "proposed"
    assert decide(application, a_member(role="decider")).decision == "approved"


def test_the_database_as_well_wants_a_decider_who_reviewed_no_round():
    first, second = a_member(), a_member()
    application = reviewed_twice(first, second)
    row = {
        "application": application,
        "decision": "approved",
        "reason": "x",
        "reviewer": second,
        "review": application.reviews.last(),
        "snapshot": application.snapshot,
        "determined_at": timezone.now(),
    }
    with pytest.raises(IntegrityError, match="reviewed"), transaction.atomic():
        Determination.objects.create(author=first, **row)
    assert Determination.objects.create(author=a_member(role="decider"), **row).pk


def test_the_database_as_well_wants_two_persons():
    application = determined()
    row = application.determination
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Determination.objects.bulk_create(
            [
                Determination(
                    application=an_application(),
                    decision="approved",
                    reason="x",
                    author=row.reviewer,
                    reviewer=row.reviewer,
                    review=Review.objects.exclude(determination=row).first() or row.review,
                    snapshot=row.application.snapshot,
                    determined_at=row.determined_at,
                )
            ]
        )


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(lambda: a_member(), id="a reviewer"),
        pytest.param(lambda: a_member("human-resources", "decider"), id="another department"),
        pytest.param(lambda: UserFactory(), id="a founder"),
        pytest.param(lambda: UserFactory(staff=True, is_superuser=True), id="an administrator"),
    ],
)
def test_only_a_decider_of_the_department_decides(who):
    application = reviewed()
    with pytest.raises(RefusedError, match="role"):
        decide(application, who())
    application.refresh_from_db()
    assert application.status == "proposed"


def test_the_first_of_two_deciders_wins():
    application = reviewed()
    decide(application, a_member(role="decider"))
    with pytest.raises(ConflictError):
        decide(application, a_member(role="decider"), decision="rejected")
    assert Determination.objects.get().decision == "approved"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_decision_needs_a_reason(reason):
    with pytest.raises(RefusedError) as refused:
        decide(reviewed(), a_member(role="decider"), reason=reason)
    assert "reason" in refused.value.fields


def test_what_is_sent_back_can_be_reviewed_and_decided_again():
    application = reviewed()
    reviewing.send_back(
        application_id=application.pk,
        version=application.version,
        reason="请核对年龄",
        actor=a_member(role="decider"),
        on=DAY,
    )
    application.refresh_from_db()
    application = determined(reviewed(application), decision="rejected")
    assert application.status == "rejected"
    assert application.determination.review == application.reviews.last()


@pytest.mark.parametrize("decision", ["approved", "rejected"])
def test_what_staff_do_with_an_application_is_in_the_audit_log(decision):
    reviewer, decider = a_member(), a_member(role="decider")
    with traced(Trace(number="ab12", address="192.0.2.7")):
        application = determined(reviewed(reviewer=reviewer), decider, decision=decision)
    events = AuditEvent.objects.filter(action__startswith="application.").order_by("pk")
    action = {"approved": "application.approve", "rejected": "application.reject"}[decision]
    assert [(each.action, each.actor_id) for each in events] == [
        ("application.propose", reviewer.pk),
        (action, decider.pk),
    ]
    decided = events[1]
    assert (decided.subject_id, decided.subject_label) == (
        str(application.pk),
        application.reference,
    )
    assert (decided.address, decided.request_number) == ("192.0.2.7", "ab12")
    assert decided.at.tzinfo is not None
    assert decided.details == {"from": "proposed", "to": decision}


def test_requests_and_returns_are_in_the_audit_log_too():
    decider = a_member(role="decider")
    application = reviewed()
    reviewing.send_back(
        application_id=application.pk,
        version=application.version,
        reason="请核对年龄",
        actor=decider,
        on=DAY,
    )
    asked()
    events = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"application.return", "application.request_supplement"} <= events


def test_a_refused_decision_leaves_no_entry():
    with pytest.raises(RefusedError):
        decide(reviewed(), a_member(role="decider"), reason="")
    assert not AuditEvent.objects.filter(action="application.approve").exists()


def test_what_is_not_answered_lapses_after_its_last_day():
    application = asked()
    due = application.supplement.due_on
    assert reviewing.lapse_overdue(on=due) == 0
    assert reviewing.lapse_overdue(on=date(2026, 3, 10)) == 1
    assert reviewing.lapse_overdue(on=date(2026, 3, 10)) == 0
    application.refresh_from_db()
    assert application.status == "lapsed"
    assert Notification.objects.filter(application=application, kind="lapsed").count() == 1


def test_a_determination_keeps_a_snapshot_of_its_own():
    application = determined()
    first, second = application.snapshot, application.determination.snapshot
    assert first.pk != second.pk
    assert (first.facts, first.document_id, first.verdict) == (
        second.facts,
        second.document_id,
        second.verdict,
    )
    assert FrozenText.objects.count() == 2  # the edition and the shared texts, each once


@pytest.mark.parametrize("model", [Determination, FrozenText, Review, Snapshot, Step])
@pytest.mark.parametrize("statement", ["delete from {}", "update {} set {} = {}"])
def test_a_record_cannot_be_changed_even_by_sql(model, statement):
    determined()
    table, column = model._meta.db_table, model._meta.pk.column
    with (
        pytest.raises(IntegrityError, match="cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column, column))
