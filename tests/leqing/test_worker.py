"""A real worker on real Valkey, and what happens without it."""

import os
import signal
import socket
import sys
import time
import uuid

import kombu
import pytest
import redis
from celery import current_app
from django.conf import settings

from applicants.tracing import Trace, traced
from leqing import heartbeat
from leqing.celery import YIELDS, app
from leqing.embedded.process import end, free_port, spawn
from leqing.embedded.valkey import Valkey
from leqing.environment import BASE_DIR
from leqing.mailbox import Mailbox
from leqing.tasks import beat

# A task module that only these tests have: what a worker does with mail and with its own end.
TASKS = """
import time
from celery import shared_task
from django.core.mail import send_mail

@shared_task
def send(word):
    send_mail("乐清 test", word, None, ["founder@example.org"])

@shared_task
def number(path):
    from applicants.tracing import current_trace
    with open(path, "w") as file:
        file.write(current_trace().number)

@shared_task
def nice(path):
    import os
    with open(path, "w") as file:
        file.write(str(os.nice(0)))

@shared_task
def work(path, seconds):
    open(path + ".begun", "w").close()
    time.sleep(seconds)
    open(path, "w").close()
"""


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def mailbox(tmp_path):
    mailbox = Mailbox(tmp_path / "mail", address="http://localhost/", said=lambda text: None)
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture
def start_worker(tmp_path, mailbox):
    """Start a worker process on a queue of its own; gives the process and the queue's name."""
    processes = []

    def start(concurrency=1, **env):
        env = {"EMAIL_PORT": str(mailbox.port), **env}
        process, queue = _start_worker(tmp_path, env, concurrency)
        processes.append(process)
        return process, queue

    yield start
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def worker(start_worker):
    return start_worker()


def _start_worker(tmp_path, env, concurrency):
    (tmp_path / "worker_tasks.py").write_text(TASKS)
    queue = f"test-{uuid.uuid4().hex}"
    process = spawn(
        [
            *(sys.executable, "-m", "celery", "-A", "leqing", "worker"),
            *("--concurrency", str(concurrency)),
            *("--queues", queue, "--include", "worker_tasks", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--hostname", f"{queue}@test"),
        ],
        log=tmp_path / "worker.log",
        cwd=BASE_DIR,
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path),
            "EMAIL_HOST": "127.0.0.1",
            **env,
        },
    )
    return process, queue


def test_a_worker_process_sends_what_was_queued(worker, mailbox):
    _, queue = worker
    app.send_task("worker_tasks.send", ["你好"], queue=queue)
    wait_for(lambda: list(mailbox.folder.glob("*.eml")))
    mail = next(mailbox.folder.glob("*.eml"))
    assert "founder@example.org" in mail.read_text()
    assert mail.stat().st_mode & 0o777 == 0o600


def test_a_task_has_the_number_of_the_request_that_asked_for_it(worker, tmp_path):
    _, queue = worker
    with traced(Trace(number="ab12")):
        app.send_task("worker_tasks.number", [str(tmp_path / "one")], queue=queue)
    app.send_task("worker_tasks.number", [str(tmp_path / "two")], queue=queue)
    wait_for((tmp_path / "two").exists)
    wait_for(lambda: (tmp_path / "two").read_text())
    assert (tmp_path / "one").read_text() == "ab12"
    assert len((tmp_path / "two").read_text()) == 10  # nobody's request, so one of its own
    log = (tmp_path / "worker.log").read_text()
    assert "[ab12]: Task worker_tasks.number" in log


def test_a_worker_leaves_the_heartbeat_that_readyz_asks_for(worker):
    _, queue = worker
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete(heartbeat.KEY)
    client.close()
    beat.apply_async(queue=queue)
    wait_for(lambda: heartbeat.seconds_since_last() is not None)


def test_a_worker_and_its_processes_leave_the_machine_to_pages(worker, tmp_path):
    process, queue = worker
    app.send_task("worker_tasks.nice", [str(tmp_path / "nice")], queue=queue)
    wait_for((tmp_path / "nice").exists)
    wait_for(lambda: (tmp_path / "nice").read_text())
    yielding = min(19, os.getpriority(os.PRIO_PROCESS, 0) + YIELDS)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == yielding
    assert int((tmp_path / "nice").read_text()) == yielding


def test_sigterm_lets_a_running_task_end(worker, tmp_path):
    process, queue = worker
    done = tmp_path / "done"
    app.send_task("worker_tasks.work", [str(done), 2], queue=queue)
    wait_for((tmp_path / "done.begun").exists)
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    assert done.exists()


def test_what_a_killed_worker_held_is_not_lost(worker, tmp_path):
    process, queue = worker
    app.send_task("worker_tasks.work", [str(tmp_path / "done"), 30], queue=queue)
    wait_for((tmp_path / "done.begun").exists)
    process.kill()
    process.wait()
    client = redis.Redis.from_url(settings.REDIS_URL)
    assert any(queue.encode() in value for value in client.hvals("unacked"))
    client.close()


def test_a_worker_outlives_its_broker(start_worker, tmp_path, mailbox):
    valkey = Valkey(tmp_path)
    url = valkey.start()
    try:
        _, queue = start_worker(REDIS_URL=url)
        with app.connection_for_write(url) as connection:
            app.send_task("worker_tasks.send", ["one"], queue=queue, connection=connection)
        wait_for(lambda: len(list(mailbox.folder.glob("*.eml"))) == 1)
        os.kill(valkey.pid, signal.SIGKILL)
        time.sleep(1)
        again = spawn([valkey.binary, valkey.configuration], log=valkey.log)
        wait_for(lambda: _sent(url, queue))
        wait_for(lambda: len(list(mailbox.folder.glob("*.eml"))) == 2)
        end(again)
    finally:
        valkey.stop()


def test_a_worker_outlives_its_broker_also_while_a_task_runs(start_worker, tmp_path, mailbox):
    valkey = Valkey(tmp_path)
    url = valkey.start()
    try:
        # with a second place free, it listens to the broker while the task runs
        process, queue = start_worker(concurrency=2, REDIS_URL=url)
        with app.connection_for_write(url) as connection:
            arguments = [str(tmp_path / "done"), 3]
            app.send_task("worker_tasks.work", arguments, queue=queue, connection=connection)
        wait_for((tmp_path / "done.begun").exists)
        os.kill(valkey.pid, signal.SIGKILL)
        time.sleep(4)  # longer than the task: what it wanted to acknowledge is gone
        again = spawn([valkey.binary, valkey.configuration], log=valkey.log)
        wait_for(lambda: _sent(url, queue))
        wait_for(lambda: list(mailbox.folder.glob("*.eml")))
        assert process.poll() is None
        end(again)
    finally:
        valkey.stop()


def test_what_is_acknowledged_too_late_is_an_error_of_the_connection():
    """Not one of the program, which would end the worker."""
    connection = app.connection_for_read()
    errors = connection.connection_errors
    queue = connection.SimpleQueue(f"test-{uuid.uuid4().hex}")
    queue.put("one")
    message = queue.get(timeout=5)
    message.channel.connection.client = None  # as when the broker went away
    message.channel.close()
    with pytest.raises(errors, match="closed"):
        message.ack()


def _sent(url, queue):
    try:
        with app.connection_for_write(url) as connection:
            app.send_task("worker_tasks.send", ["two"], queue=queue, connection=connection)
    except kombu.exceptions.OperationalError:
        return False
    return True


def seconds_to_fail(url):
    start = time.monotonic()
    with (
        pytest.raises(kombu.exceptions.OperationalError),
        current_app.connection_for_write(url) as connection,
    ):
        beat.apply_async(connection=connection)
    return time.monotonic() - start


def test_publishing_to_a_broker_that_is_away_fails_at_once():
    assert seconds_to_fail(f"redis://127.0.0.1:{free_port()}/0") < 1


def test_publishing_to_a_frozen_broker_fails_soon():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        assert seconds_to_fail(f"redis://127.0.0.1:{port}/0") < 4


def test_pages_answer_while_the_broker_is_away(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    start = time.monotonic()
    assert client.get("/nowhere").status_code == 404
    assert time.monotonic() - start < 1


def test_beat_runs_with_the_schedule_of_the_settings():
    """Each line of the schedule names a task that exists."""
    app.loader.import_default_modules()
    for line in settings.CELERY_BEAT_SCHEDULE.values():
        assert line["task"] in app.tasks


def test_tasks_never_run_in_the_caller():
    assert not app.conf.task_always_eager
