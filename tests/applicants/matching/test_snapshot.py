"""The snapshot holds what the database holds, whatever happened since it was kept."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest
from django.db import connection, transaction

from applicants.facts import facts_of
from applicants.matching import copying, keeping, snapshot
from applicants.models import Profile
from applicants.services.profiles import state_fact
from policies.rules.screening import facts_at
from policies.services import current_catalogue
from policies.services.loading import load_catalogue
from tests.applicants.catalogue import texts
from tests.applicants.factories import a_profile

HANGING = ("applicants_consent", "applicants_factchange", "applicants_profilefit")
PATIENCE = 180  # seconds
SETTLED = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    > (SELECT max(changed_in) FROM applicants_profile)
"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(city):
    """Five profiles, one of which states nothing."""
    made = [a_profile(facts={"enterprise.staff": n} if n else {}) for n in range(5)]
    settle()
    return made


def settle():
    """Wait until nobody is at a transaction that is older than the last change.

    A transaction counts in whatever database of the server, as those of tests beside this one.
    """
    end = time.monotonic() + PATIENCE
    while True:
        with connection.cursor() as cursor:
            cursor.execute(SETTLED)
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < end, "some transaction does not end"
        time.sleep(0.05)


@pytest.fixture
def other():
    """A second session on the same database."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def reads(monkeypatch):
    """Which profiles were read from the database, call by call."""
    seen = []
    fetch = copying._fetch

    def noting(*arguments):
        lines = fetch(*arguments)
        seen.extend(lines.ids.tolist())
        return lines

    monkeypatch.setattr(copying, "_fetch", noting)
    return seen


def stated(found):
    """Every profile with what it says."""
    vocabulary = current_catalogue().vocabulary
    ids = found.ids.tolist()
    assert ids == sorted(ids)
    return {pk: facts_at(found.frame, row, vocabulary) for row, pk in enumerate(ids)}


def truth():
    vocabulary = current_catalogue().vocabulary
    return {profile.pk: facts_of(profile, vocabulary) for profile in Profile.objects.all()}


def current_snapshot():
    """As another process gives it, which has nothing in memory."""
    keeping.forget()
    return snapshot.current_snapshot()


def kept_files():
    return sorted(path.name for path in keeping._folder().iterdir())


def test_it_holds_what_the_profiles_say(people):
    found = current_snapshot()
    assert stated(found) == truth()
    assert found.frame.columns == ["enterprise.staff"]


def test_nobody_is_a_snapshot_too(city):
    assert stated(current_snapshot()) == {}
    assert stated(current_snapshot()) == {}


def test_the_second_time_only_what_changed_is_read(people, reads):
    current_snapshot()
    reads.clear()
    state_fact(profile_id=people[1].pk, name="enterprise.staff", value=9, by=people[1].owner_id)
    state_fact(
        profile_id=people[0].pk, name="founder.born_on", value=date(2000, 2, 29), by=people[0].pk
    )
    Profile.objects.filter(pk=people[2].pk).update(facts={})  # as a script does: the file stays
    settle()
    assert stated(current_snapshot()) == truth()
    assert set(reads) == {people[0].pk, people[1].pk, people[2].pk}
    reads.clear()
    assert stated(current_snapshot()) == truth()
    assert reads == []


def test_new_and_deleted_profiles_are_noticed(people):
    current_snapshot()
    a_profile(facts={"enterprise.staff": 77})
    Profile.objects.filter(pk=people[3].pk).delete()
    with connection.cursor() as cursor:
        for table in HANGING:
            cursor.execute(f"DELETE FROM {table} WHERE profile_id = %s", [people[4].pk])
        cursor.execute("DELETE FROM applicants_profile WHERE id = %s", [people[4].pk])
    assert stated(current_snapshot()) == truth()
    assert len(truth()) == 4


def test_what_no_trigger_of_ours_has_seen_inserted_is_noticed(people):
    current_snapshot()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # as a bulk load may
        cursor.execute(
            "INSERT INTO applicants_profile (owner_id, kind, name, credit_code, language, audience,"
            " facts, provenance, foreseen_from, created_at) SELECT owner_id, kind, name, '',"
            """ language, audience, '{"enterprise.staff": 5}', '{}', '', now()"""
            " FROM applicants_profile LIMIT 1"
        )
        cursor.execute("SET session_replication_role = origin")
    assert stated(current_snapshot()) == truth()
    assert len(truth()) == 6


def test_a_transaction_that_ends_late_is_not_missed(people, other):
    """It has the lower number, and was still open when the snapshot passed it by."""
    change = """UPDATE applicants_profile SET facts = '{"enterprise.staff": 70}' WHERE id = %s"""
    other.execute(change, [people[1].pk])
    state_fact(profile_id=people[2].pk, name="enterprise.staff", value=80, by=people[2].owner_id)
    before = stated(current_snapshot())
    assert before[people[1].pk] == {"enterprise.staff": 1}
    assert before[people[2].pk] == {"enterprise.staff": 80}
    other.commit()
    assert stated(current_snapshot()) == truth()
    assert truth()[people[1].pk] == {"enterprise.staff": 70}


def test_the_highest_number_seen_would_have_missed_it(people, other):
    """What the mark is not: the control of the test before."""
    change = """UPDATE applicants_profile SET facts = '{"enterprise.staff": 70}' WHERE id = %s"""
    other.execute(change, [people[1].pk])
    state_fact(profile_id=people[2].pk, name="enterprise.staff", value=80, by=people[2].owner_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(changed_in) FROM applicants_profile")
        highest = cursor.fetchone()[0]
    other.commit()
    assert people[1].pk not in copying.changed_since(highest + 1).tolist()


def test_a_deletion_that_ends_late_is_not_missed(people, other):
    for table in HANGING:
        other.execute(f"DELETE FROM {table} WHERE profile_id = %s", [people[1].pk])
    other.execute("DELETE FROM applicants_profile WHERE id = %s", [people[1].pk])
    state_fact(profile_id=people[2].pk, name="enterprise.staff", value=80, by=people[2].owner_id)
    assert people[1].pk in stated(current_snapshot())
    other.commit()
    assert stated(current_snapshot()) == truth()


def test_a_snapshot_of_what_may_still_be_taken_back_is_not_kept(people):
    with transaction.atomic():
        change = {"enterprise.staff": 99}
        Profile.objects.filter(pk=people[1].pk).update(facts=change)
        assert stated(current_snapshot())[people[1].pk] == change
        transaction.set_rollback(True)
    assert stated(current_snapshot()) == truth()


def test_another_vocabulary_makes_it_anew(people, reads):
    current_snapshot()
    shared = texts()
    facts = shared.shared["facts.yaml"] + FACT
    load_catalogue(
        type(shared)(shared={**shared.shared, "facts.yaml": facts}, programmes=shared.programmes)
    )
    Profile.objects.filter(pk=people[0].pk).update(facts={"enterprise.chairs": 4})
    reads.clear()
    assert stated(current_snapshot()) == truth()
    assert len(reads) == 5
    assert truth()[people[0].pk] == {"enterprise.chairs": 4}


FACT = """
enterprise.chairs:
  type: integer
  label: {zh-hans: 椅子, en: Chairs}
  question: {zh-hans: 有几把椅子？, en: How many chairs?}
"""


def damage(how):
    file = next(path for path in keeping._folder().iterdir() if path.suffix == ".arrow")
    current = keeping._folder() / "current.json"
    label = json.loads(current.read_text())
    match how:
        case "bit":
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)
        case "half":
            os.truncate(file, file.stat().st_size // 2)
        case "gone":
            file.unlink()
        case "no label":
            current.unlink()
        case "half a label":
            os.truncate(current, 40)
        case "a list":
            current.write_text("[]")
        case "another format":
            current.write_text(json.dumps(label | {"format": 0}))
        case "foreign":
            label["label"]["origin"] = "1-2-3"
            current.write_text(json.dumps(label))
        case "from the future":
            label["label"]["settled"] = 2**60
            current.write_text(json.dumps(label))


@pytest.mark.parametrize(
    "how",
    [
        "bit", "half", "gone", "no label", "half a label", "a list", "another format", "foreign",
        "from the future",
    ],
)  # fmt: skip
def test_what_is_damaged_or_foreign_is_made_again(people, reads, how):
    current_snapshot()
    damage(how)
    reads.clear()
    assert stated(current_snapshot()) == truth()
    assert len(reads) == 5
    reads.clear()
    assert stated(current_snapshot()) == truth()
    assert reads == []
    assert len(kept_files()) == 3


def test_a_file_is_read_once_by_each_process(people, monkeypatch):
    current_snapshot()
    first = current_snapshot().frame
    monkeypatch.setattr(keeping.pl, "read_ipc", None)  # would fail if it were called
    assert snapshot.current_snapshot().frame.equals(first)


def test_what_was_just_written_is_not_read_again(people, monkeypatch):
    first = current_snapshot().frame
    monkeypatch.setattr(keeping.pl, "read_ipc", None)
    assert snapshot.current_snapshot().frame.equals(first)


def test_an_emptied_table_is_another_one(people, reads):
    current_snapshot()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applicants_profile CASCADE")
    assert stated(current_snapshot()) == {}


def test_many_at_once_neither_wait_for_ever_nor_damage_it(people):
    def work(_):
        try:
            return len(current_snapshot().ids)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(work, range(24)))
    assert set(found) == {5}
    assert len(kept_files()) == 3
    assert stated(current_snapshot()) == truth()


def test_what_a_script_took_away_does_not_stay_in_the_file_for_longer_than_a_day(
    people, monkeypatch
):
    """One change among so many would be read beside the file again and again."""
    monkeypatch.setattr(snapshot, "_FEW", 1.0)
    current_snapshot()
    Profile.objects.filter(pk=people[2].pk).update(facts={})
    settle()
    current_snapshot()
    keeping.forget()
    assert 2.0 in keeping.load()[1]["enterprise.staff"]
    two_days_ago = time.time() - 172_800
    os.utime(keeping._folder() / "current.json", (two_days_ago, two_days_ago))
    assert stated(current_snapshot()) == truth()
    keeping.forget()
    assert 2.0 not in keeping.load()[1]["enterprise.staff"]


def test_leftovers_of_a_killed_writer_go(people):
    (keeping._folder() / "0123.arrow").write_bytes(b"half a file")
    current_snapshot()
    assert "0123.arrow" not in kept_files()


def test_files_are_for_their_owner_alone(people):
    current_snapshot()
    modes = {path.stat().st_mode & 0o777 for path in keeping._folder().iterdir()}
    assert modes == {0o600}
    assert keeping._folder().stat().st_mode & 0o777 == 0o700


def test_a_refresh_asks_four_things(people, django_assert_num_queries):
    current_snapshot()
    with django_assert_num_queries(4):  # the catalogue's version, the moment, changed, removed
        current_snapshot()


def test_parts_are_put_together(people, monkeypatch):
    monkeypatch.setattr(
        copying, "_PART_OF_ALL", copying._PART_OF_ALL.replace("LIMIT 10000", "LIMIT 2")
    )
    assert stated(current_snapshot()) == truth()
