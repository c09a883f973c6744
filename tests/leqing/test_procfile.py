"""The lines of `Procfile`, with which real servers run."""

import os
import re
import shelve
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from leqing.environment import BASE_DIR
from tests.reliability.harness import wait_for

LINES = dict(
    line.split(": ", 1) for line in (BASE_DIR / "Procfile").read_text("utf-8").splitlines()
)


@pytest.mark.parametrize("name", LINES)
def test_no_line_names_a_place_where_others_can_write(name):
    assert not re.search(r"/tmp|/dev/shm|--schedule", LINES[name])


def words(name, **variables):
    """What the shell makes of a line."""
    echo = f"printf '%s\\n' {LINES[name]}"
    shell = subprocess.run(["sh", "-c", echo], env=variables, capture_output=True, check=True)
    return shell.stdout.decode().split("\n")


@pytest.mark.parametrize(
    ("variables", "bind"),
    [({}, "127.0.0.1:8000"), ({"BIND": "0.0.0.0", "PORT": "80"}, "0.0.0.0:80")],
)
def test_the_web_server_is_reached_from_its_machine_alone_unless_told(variables, bind):
    found = words("web", **variables)
    assert found[found.index("--bind") + 1] == bind


class Payload:
    """What a stranger would lay there: it runs when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_beat_keeps_what_it_unpickles_in_a_closed_folder(tmp_path):
    home = tmp_path / "var"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    with shelve.open(str(home / "beat.db")) as laid:
        laid["entries"] = Payload(tmp_path / "it ran")
    line = shlex.split(LINES["beat"])
    process = subprocess.Popen(
        [sys.executable, *line[1:]],
        cwd=BASE_DIR,
        env={**os.environ, "LEQING_VAR": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: home.stat().st_mode & 0o777 == 0o700, 40)
        wait_for(lambda: list(home.glob("beat.db*")), 40)
    finally:
        process.terminate()
        process.wait(20)
    assert not (tmp_path / "it ran").exists()
