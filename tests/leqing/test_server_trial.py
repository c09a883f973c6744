"""The settings of a real server, tried on one machine as README says."""

import os
import re
import secrets
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from leqing.embedded.postgres import Postgres
from leqing.embedded.process import free_port
from leqing.embedded.state import Lock
from leqing.environment import BASE_DIR
from tests.reliability.harness import wait_for

TRIAL = re.compile(r"To try these settings.*?```sh\n(.*?)```", re.DOTALL)
PROXY = {"Host": "leqing.example", "X-Forwarded-Proto": "https"}


def filled_in(example):
    """`.env.example` with random keys, as its reader makes them."""
    return re.sub(r"(?m)^(\w+_KEY)=$", lambda one: f"{one[1]}={secrets.token_urlsafe(64)}", example)


@pytest.fixture
def trial(tmp_path):
    """The commands of README, run by a shell; the process that they end in, and its screen."""
    variables = tmp_path / "env"
    variables.write_text(filled_in((BASE_DIR / ".env.example").read_text("utf-8")), "utf-8")
    commands = TRIAL.search((BASE_DIR / "README.md").read_text("utf-8"))[1]
    commands = commands.replace("./.env", str(variables))
    commands = commands.replace("make run", f"exec {sys.executable} manage.py up")
    env = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    env |= {"LEQING_VAR": str(tmp_path / "var"), "PORT": str(free_port())}
    screen = tmp_path / "screen"
    with screen.open("w") as out:
        process = subprocess.Popen(
            ["sh", "-ec", commands], cwd=BASE_DIR, env=env, stdout=out, stderr=out
        )
    yield process, screen
    process.terminate()
    process.wait(60)
    Postgres(tmp_path / "var").destroy()  # data may lie elsewhere


def answer(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, error.headers


@pytest.mark.slow
def test_the_trial_of_the_readme_starts_and_says_where(trial, tmp_path):
    process, screen = trial
    lock = Lock(tmp_path / "var")
    wait_for(lambda: process.poll() is not None or ((now := lock.read()) and now.address), 150)
    assert process.poll() is None, screen.read_text()
    address = lock.read().address
    assert f"ready: {address}, for the proxy of https://leqing.example" in screen.read_text()
    status, headers = answer(address, **PROXY)
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert answer(f"{address}healthz")[0] == 200
    assert answer(address)[0] == 400
    assert answer(f"{address}mailbox/", **PROXY)[0] == 404
