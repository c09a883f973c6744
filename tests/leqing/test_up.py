"""`manage.py up`: one command starts everything and leaves nothing."""

import contextlib
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import psycopg
import pytest

from leqing.embedded.postgres import Postgres
from leqing.embedded.process import command_of, free_port
from leqing.embedded.state import Lock
from leqing.environment import BASE_DIR

pytestmark = pytest.mark.slow
FIRST_LOAD = 100_000  # bytes of style and script together, compressed


class Up:
    """One running `manage.py up` with a folder of its own."""

    def __init__(self, home, port, demo="0"):
        self.home = home
        env = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        self.env = {**env, "LEQING_VAR": str(home), "PORT": str(port or free_port())}
        self.env["LEQING_DEMO"] = demo
        self.screen = home.parent / f"{home.name}.screen"
        with self.screen.open("a") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=BASE_DIR,
                env=self.env,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def running(self):
        return Lock(self.home).read()

    def wait_until_ready(self, patience=90):
        until = time.monotonic() + patience
        while not (
            (running := self.running()) and running.pid == self.process.pid and running.address
        ):
            assert self.process.poll() is None, self.screen.read_text()
            assert time.monotonic() < until, self.screen.read_text()
            time.sleep(0.05)
        return running

    def manage(self, *arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def up(tmp_path):
    started = []

    def start(port=None, **options):
        one = Up(tmp_path / "var", port, **options)
        started.append(one)
        return one

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(40)
    Postgres(tmp_path / "var").destroy()  # data may lie elsewhere


def alive(running):
    """Group and command of each process that a run started: servers, children, and theirs."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError):
            group, command = os.getpgid(int(folder.name)), command_of(int(folder.name))
            if command and str(group) in running.children:
                found.append((group, command))
    return found


def answer(running, path):
    with urllib.request.urlopen(f"{running.address}{path}", timeout=5) as response:
        return json.load(response)


def wait_for(condition, seconds):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def ready(running):
    try:
        return answer(running, "readyz")["status"] == "ok"
    except urllib.error.HTTPError as error:
        error.close()
        return False


def test_up_serves_refuses_a_second_and_ends_with_all_it_started(up):
    first = up()
    running = first.wait_until_ready()
    wait_for(lambda: ready(running), 15)
    assert (
        len({group for group, *_ in alive(running)}) == 5
    )  # PostgreSQL, Valkey, web, worker, beat
    second = first.manage("up")
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"CommandError: Already running here (process {running.pid}): {running.address}"
    )
    shell = first.manage("shell", "-v0", "-c", "from django.db import connection as c; c.cursor()")
    assert shell.returncode == 0, shell.stderr
    assert ready(running)
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(40) == 0
    assert not alive(running)
    screen = first.screen.read_text()
    assert f"ready: {running.address}" in screen
    assert "Traceback" not in screen


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_keeps_the_data(up):
    first = up()
    running = first.wait_until_ready()
    with psycopg.connect(running.database_url, autocommit=True) as connection:
        connection.execute("create table kept as select 42 as n")
    first.process.kill()
    first.process.wait()
    wait_for(lambda: not alive(running), 10)
    second = up()
    running = second.wait_until_ready()
    with psycopg.connect(running.database_url) as connection:
        assert connection.execute("select n from kept").fetchone() == (42,)


def test_a_code_that_was_asked_for_can_be_read_in_the_mailbox(up):
    one = up()
    running = one.wait_until_ready()
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(jar)
    sign_in = f"{running.address}account/sign-in/"
    with browser.open(sign_in) as response:
        token = re.search(r'middlewaretoken" value="(\w+)"', response.read().decode())[1]
    form = {"email": "ada@example.com", "csrfmiddlewaretoken": token}
    with browser.open(sign_in, urllib.parse.urlencode(form).encode()) as response:
        assert response.url == f"{sign_in}code/"
    told = f"a mail to ada@example.com can be read at {running.address}mailbox/"
    wait_for(lambda: told in one.screen.read_text(), 20)
    with browser.open(f"{running.address}mailbox/") as response:
        name = re.search(r"[0-9]+\.eml", response.read().decode())[0]
    with browser.open(f"{running.address}mailbox/{name}/") as response:
        mail = response.read().decode()
    assert re.search(r"\d{4} \d{4}", mail)
    assert f'href="{running.address.rstrip("/")}"' in mail  # the address of this very run


ADDRESS = re.compile(r"""<(?:script src|link rel="stylesheet" href)="([^"]+)\"""")


def on_the_wire(running, path):
    """Headers and bytes as a browser gets them."""
    request = urllib.request.Request(
        running.address.rstrip("/") + path, headers={"Accept-Encoding": "br, gzip"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.headers, response.read()


def test_the_first_load_is_small_compressed_and_kept_for_good(up):
    running = up().wait_until_ready()
    for path in ("/", "/questions/audience/", "/results/", "/programmes/youth-home/"):
        headers, body = on_the_wire(running, path)
        assert headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in headers["Vary"]
        files = ADDRESS.findall(gzip.decompress(body).decode())
        assert len(files) == 3, path
        total = 0
        for file in files:
            headers, body = on_the_wire(running, file)
            assert headers["Content-Encoding"] == "br", file
            assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", file)
            assert "immutable" in headers["Cache-Control"]
            total += len(body)
        assert total <= FIRST_LOAD, (path, total)
    headers, _body = on_the_wire(running, "/static/leqing/error.css")
    assert headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("name", ["beat", "valkey"])
def test_the_end_of_one_is_the_end_of_all(up, name):
    one = up()
    running = one.wait_until_ready()
    pid = next(int(pid) for pid, mark in running.children.items() if name in Path(mark).name)
    os.kill(pid, signal.SIGKILL)
    assert one.process.wait(40) == 1
    assert not alive(running)
    assert f"{name} | ended by itself" in one.screen.read_text()


def test_a_port_that_is_no_number_is_told(up):
    one = up("many")
    assert one.process.wait(40) == 1
    assert "PORT is 'many'" in one.screen.read_text()


def test_a_taken_port_is_told_and_the_next_is_used(up):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        one = up(port)
        running = one.wait_until_ready()
    assert str(port) not in running.address
    assert f"port {port} is taken" in one.screen.read_text()


def test_the_demonstration_is_made_once_and_said_at_each_start(up):
    first = up(demo="")
    address = first.wait_until_ready(patience=180).address
    wait_for(lambda: "admin@demo.invalid" in first.screen.read_text(), 5)
    made = first.screen.read_text()
    password = (first.home / "demo-accounts.txt").read_text().splitlines()[0]
    assert "demonstration made: 200 applicants, 40 applications" in made
    assert f"founders sign in at {address}account/sign-in/" in made
    assert f"staff sign in at {address}admin/" in made
    assert f"{address}mailbox/" in made
    assert password in made
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(40) == 0
    second = up(demo="")
    second.wait_until_ready()
    wait_for(lambda: password in second.screen.read_text().removeprefix(made), 5)
    assert second.screen.read_text().count("demonstration made") == 1


def test_without_a_demonstration_nothing_is_said_of_its_staff(up):
    one = up()
    one.wait_until_ready()
    wait_for(lambda: "founders sign in" in one.screen.read_text(), 5)
    assert "demo" not in one.screen.read_text().lower().replace(str(one.home).lower(), "")
    assert not (one.home / "demo-accounts.txt").exists()


def test_a_wish_for_a_demonstration_that_is_neither_yes_nor_no_is_told(up):
    one = up(demo="perhaps")
    assert one.process.wait(40) == 1
    assert "LEQING_DEMO is 'perhaps'" in one.screen.read_text()
