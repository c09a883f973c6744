"""Children, their logs, and their common end."""

import os
import signal
import time

import pytest

from leqing.embedded.process import last_lines
from leqing.supervisor import Child, Supervisor


@pytest.fixture
def child(tmp_path):
    """Start a child that runs some Python and says `begun`."""
    children = []

    def child(code, name="child", grace=5.0):
        one = Child(name, ["-c", code], marker="-c", grace=grace, logs=tmp_path)
        one.start(dict(os.environ), cwd=tmp_path)
        children.append(one)
        while "begun" not in last_lines(one.log) and not one.has_ended():
            time.sleep(0.01)
        return one

    yield child
    for one in children:
        one.end()


STUBBORN = "import signal, time; signal.signal({}, signal.SIG_IGN); print('begun'); time.sleep(60)"
LINES = [
    "2026-11-23T23:28:25.681+08:00 INFO a: an ERROR in the text is none",
    "2026-11-23T23:28:25.681+08:00 WARNING a: seen",
    "[2026-11-23 23:28:27 +0800] [5006] [INFO] Starting gunicorn",
    "[2026-11-23 23:28:27 +0800] [5006] [ERROR] Worker failed to boot.",
    "    . logfile -> [stderr]@%WARNING",
    "Traceback (most recent call last):",
    "begun",
]


def test_only_trouble_reaches_the_screen(child):
    one = child(f"print({chr(10).join(LINES)!r})")
    assert one.new_trouble() == [LINES[1], LINES[3], LINES[5]]
    assert one.new_trouble() == []


def test_a_line_that_is_not_whole_waits_for_its_rest(child):
    one = child("print('begun'); print('乐', end='')")
    while not one.has_ended():
        time.sleep(0.01)
    assert one.new_lines() == ["begun"]
    with one.log.open("a") as file:
        file.write("清\n")
    assert one.new_lines() == ["乐清"]


@pytest.mark.parametrize(
    ("ignored", "end"),
    [
        ("signal.SIGQUIT", signal.SIGTERM),
        ("signal.SIGTERM", signal.SIGQUIT),
        ("*[signal.SIGTERM], signal.SIG_IGN); signal.signal(signal.SIGQUIT", signal.SIGKILL),
    ],
    ids=["asked", "asked again after its grace", "killed in the end"],
)
def test_a_child_is_asked_twice_and_then_killed(child, monkeypatch, ignored, end):
    monkeypatch.setattr("leqing.supervisor.LAST_GRACE", 0.3)
    one = child(STUBBORN.format(ignored), grace=0.3)
    Supervisor([one], say=lambda name, text: None).end_all()
    assert one.code == -end


def test_a_second_wish_to_end_does_not_wait(child):
    one = child(STUBBORN.format("signal.SIGTERM"), grace=30)
    supervisor = Supervisor([one], say=lambda name, text: None)
    supervisor.asked_to_end = 1
    one.ask_to_end = lambda: setattr(supervisor, "asked_to_end", 2)
    start = time.monotonic()
    supervisor.end_all()
    assert time.monotonic() - start < 15


def test_the_first_end_is_told_with_its_last_lines(child):
    said = []
    one = child("print('begun'); raise SystemExit('why')", name="web")
    while not one.has_ended():
        time.sleep(0.01)
    supervisor = Supervisor([one], say=lambda name, text: said.append((name, text)))
    assert supervisor.run() == 1
    assert ("web", "why") in said
