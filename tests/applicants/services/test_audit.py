"""The audit log: what is written, in which order, and that nothing of it can be changed."""

import json
import logging
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from applicants.models import AuditEvent
from applicants.services.audit import prune_events, record_event, verify_chain
from applicants.tracing import Trace, traced
from tests.applicants.factories import UserFactory, a_member, a_profile, an_application

OLD, YOUNG = 184, 182  # days; the law wants 183


def seal():
    """What a commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def sealed(count=3):
    for number in range(count):
        record_event(action="test.done", actor=None, details={"step": number})
    seal()
    return list(AuditEvent.objects.order_by("pk"))


def tamper(sql, *parameters):
    """As somebody may who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE applicants_auditevent DISABLE TRIGGER USER")
        cursor.execute(sql, parameters)
        cursor.execute("ALTER TABLE applicants_auditevent ENABLE TRIGGER USER")


def aged(count, *, days):
    """Entries that are so old, chained as the trigger does."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE applicants_auditevent DISABLE TRIGGER applicants_stamp_event")
        cursor.execute(
            "INSERT INTO applicants_auditevent (at, action, actor_name, subject_type, subject_id,"
            " subject_label, address, request_number, details, previous, hash)"
            " SELECT clock_timestamp() - make_interval(days => %s), 'test.aged', '', '', '', '',"
            " '', '', '{}', '', '' FROM generate_series(1, %s)",
            [days, count],
        )
        seal()
        cursor.execute("ALTER TABLE applicants_auditevent ENABLE TRIGGER applicants_stamp_event")


def test_an_entry_keeps_by_value_who_did_what_to_what_from_where(city):
    reviewer, application = a_member(), an_application()
    with traced(Trace(number="ab12", address="192.0.2.7")):
        record_event(action="file.opened", actor=reviewer, subject=application)
    event = AuditEvent.objects.get(action="file.opened")
    assert (event.actor_id, event.actor_name) == (reviewer.pk, reviewer.username)
    assert (event.subject_type, event.subject_id, event.subject_label) == (
        "applicants.application",
        str(application.pk),
        application.reference,
    )
    assert (event.address, event.request_number) == ("192.0.2.7", "ab12")
    assert abs(timezone.now() - event.at).total_seconds() < 60


def test_founders_have_no_name_there(city):
    founder = UserFactory()
    event = record_event(action="sign_in.done", actor=founder, subject=a_profile(founder))
    assert (event.actor_id, event.actor_name, event.subject_label) == (founder.pk, "", "")


@pytest.mark.django_db
def test_entries_are_numbered_and_each_holds_the_hash_of_the_last():
    first, second, third = sealed()
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("", first.hash, second.hash)
    found = verify_chain()
    assert (found.count, found.last, found.breaches) == (3, (3, third.hash), ())


@pytest.mark.django_db
def test_the_clock_is_that_of_the_database():
    event = AuditEvent.objects.create(action="x", at=timezone.now() - timedelta(days=400))
    event.refresh_from_db()
    assert abs(timezone.now() - event.at).total_seconds() < 60


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE applicants_auditevent SET action = 'x'", id="changed"),
        pytest.param("UPDATE applicants_auditevent SET number = 9, hash = ''", id="moved"),
        pytest.param("DELETE FROM applicants_auditevent", id="deleted"),
    ],
)
def test_the_database_refuses_to_change_an_entry(change):
    sealed()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.django_db
def test_verifying_names_the_entry_that_was_changed():
    events = sealed(5)
    tamper("UPDATE applicants_auditevent SET actor_name = 'x' WHERE id = %s", events[2].pk)
    (breach,) = verify_chain().breaches
    assert (breach.entry, breach.number, breach.problem) == (events[2].pk, 3, "was changed")
    told = StringIO()
    with pytest.raises(CommandError):
        call_command("audit", "verify", stdout=StringIO(), stderr=told)
    assert f"entry {events[2].pk}, number 3: was changed" in told.getvalue()


@pytest.mark.django_db
def test_verifying_names_the_entry_after_one_that_was_taken_out():
    events = sealed(5)
    tamper("DELETE FROM applicants_auditevent WHERE id = %s", events[2].pk)
    (breach,) = verify_chain().breaches
    assert (breach.entry, breach.problem) == (events[3].pk, "does not follow number 2")


@pytest.mark.django_db
def test_verifying_does_not_ask_the_trigger_whether_it_is_right():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION applicants_seal_event() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN UPDATE applicants_auditevent SET number = 1, hash = 'made up'"
            " WHERE id = NEW.id; RETURN NULL; END $$"
        )
    assert [each.problem for each in (sealed(1), verify_chain())[1].breaches] == ["was changed"]


@pytest.mark.django_db
def test_only_what_is_old_enough_is_pruned_and_the_chain_says_so():
    aged(3, days=OLD)
    aged(2, days=YOUNG)
    assert prune_events(days=183) == 3
    seal()
    kept = list(AuditEvent.objects.order_by("pk").values_list("number", "action"))
    assert kept == [(4, "test.aged"), (5, "test.aged"), (6, "audit.pruned")]
    assert verify_chain().breaches == ()


@pytest.mark.django_db
def test_cutting_off_the_beginning_without_saying_so_is_found():
    sealed()
    tamper("DELETE FROM applicants_auditevent WHERE number = 1")
    assert [each.problem for each in verify_chain().breaches] == ["does not follow number 0"]


@pytest.mark.django_db
def test_nothing_is_pruned_before_183_days():
    with pytest.raises(IntegrityError), transaction.atomic():
        prune_events(days=182)
    with pytest.raises(CommandError, match="at least 183"):
        call_command("audit", "prune", days=182)


@pytest.mark.django_db
def test_a_committed_entry_goes_to_a_second_place_as_one_line(
    django_capture_on_commit_callbacks,
):
    lines = []
    handler = logging.Handler()
    handler.emit = lambda line: lines.append(json.loads(line.getMessage()))
    logging.getLogger("audit").addHandler(handler)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            record_event(action="test.done", actor=None, details={"note": "a\nb"})
            seal()
    finally:
        logging.getLogger("audit").removeHandler(handler)
    (line,) = lines
    event = AuditEvent.objects.get()
    assert (line["number"], line["hash"], line["action"]) == (1, event.hash, "test.done")
    assert (line["details"], line["at"]) == ({"note": "a\nb"}, event.at.isoformat())


@pytest.mark.django_db(transaction=True)
def test_the_chain_holds_when_many_write_at_once():
    def write():
        try:
            for _turn in range(10):
                with transaction.atomic():
                    record_event(action="test.done", actor=None)
                    record_event(action="test.done", actor=None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _each in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = verify_chain()
    assert (found.count, found.breaches) == (120, ())


@pytest.mark.django_db(transaction=True)
def test_who_has_not_committed_yet_keeps_nobody_waiting():
    done = threading.Event()

    def write():
        try:
            record_event(action="second", actor=None)
            done.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        record_event(action="first", actor=None)
        other = threading.Thread(target=write)
        other.start()
        assert done.wait(5)
        other.join()
    order = AuditEvent.objects.order_by("number").values_list("action", flat=True)
    assert list(order) == ["second", "first"]
