"""The demonstration as `make run` has it matched: by a worker process, over the whole catalogue."""

import re
import time

import pytest
from celery import current_app
from django.utils import timezone

from applicants.demo import make_demo
from applicants.facts import facts_of
from applicants.matching.editions import held_on
from applicants.models import EditionFit, MatchRun, Profile
from applicants.tasks import match_everybody
from leqing.embedded.process import end
from leqing.embedded.valkey import Valkey
from leqing.mailbox import Mailbox
from policies.services import current_catalogue, load_catalogue
from policies.services.calendar import load_calendar
from policies.services.files import SHIPPED, read_folder
from tests.applicants.matching.runs import stored
from tests.workers import spawn_worker

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# Lines of a worker's log that nobody should have to read.
TROUBLE = re.compile(r"^.*(?:ERROR|CRITICAL|Traceback).*$", re.MULTILINE)
# What the screen once did: it took facts that a frame has as one value as they came.
UNMENDED = """
from policies.rules.screening import steps

def run(self, frame):
    frame = frame.select(steps.ROW, *self.used)
    for level in self.levels:
        frame = level.run(frame)
    return frame

steps.Steps.run = run
"""


@pytest.fixture
def demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    load_catalogue(read_folder(SHIPPED))
    load_calendar()
    make_demo(timezone.localdate(), password="badi-komu-fesa-runo")


@pytest.fixture
def broker(tmp_path):
    """One of its own, or a worker of another test might take what is meant for ours."""
    valkey = Valkey(tmp_path, durable=False)
    yield valkey.start()
    valkey.destroy()


@pytest.fixture
def start_worker(demo, broker, tmp_path):
    """Start a worker as `make run` does; gives its log."""
    mailbox = Mailbox(tmp_path / "mail", address="http://localhost/", said=lambda text: None)
    mailbox.start()
    processes = []

    def start(*options):
        log = tmp_path / f"worker-{len(processes)}.log"
        worker = spawn_worker(
            *options,
            log=log,
            REDIS_URL=broker,
            LEQING_VAR=str(tmp_path / "var"),
            PYTHONPATH=str(tmp_path),
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(mailbox.port),
        )
        processes.append(worker)
        return worker, log

    yield start
    for process in processes:
        end(process)
    mailbox.stop()


def sweep(broker):
    """What the scheduler asks for every minute."""
    with current_app.connection_for_write(broker) as connection:
        match_everybody.apply_async(connection=connection)


def wait_for(condition, seconds=120):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def asked(on):
    """(profile, programme) -> verdict, as the explaining engine has it for one after the other."""
    catalogue = current_catalogue()
    held = {each.programme for each in held_on(catalogue, on)}
    return {
        (profile.pk, result.programme): result.verdict
        for profile in Profile.objects.all()
        for result in catalogue.rulebook.explain(facts_of(profile, catalogue.vocabulary), on=on)
        if result.programme in held
    }


def test_a_worker_matches_the_demonstration_as_asking_one_by_one_does(
    start_worker, broker, tmp_path
):
    control(start_worker, broker, tmp_path)
    _worker, log = start_worker()
    sweep(broker)
    wait_for(MatchRun.objects.exclude(told_at=None).exists)
    [run] = MatchRun.objects.all()
    assert (run.state, run.error, run.profiles) == (MatchRun.State.DONE, "", 200)
    expected = asked(run.on)
    assert len(expected) == 200 * len(run.editions) > 200 * 40
    assert set(expected.values()) == {"eligible", "ineligible", "undetermined"}
    assert stored(run.on) == expected
    assert TROUBLE.findall(log.read_text()) == []


def control(start_worker, broker, tmp_path):
    """A worker whose screen has a fault: it is told, and nothing is kept."""
    (tmp_path / "unmended.py").write_text(UNMENDED)
    worker, log = start_worker("--include", "unmended")
    sweep(broker)
    wait_for(MatchRun.objects.exclude(error="").exists)
    end(worker)
    assert TROUBLE.search(log.read_text())
    assert not MatchRun.objects.exclude(state=MatchRun.State.RUNNING).exists()
    assert not EditionFit.objects.exists()
    MatchRun.objects.all().delete()
