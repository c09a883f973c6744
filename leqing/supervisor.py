"""Runs web, worker and beat, shows what matters of their logs, and ends them together."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from leqing.embedded.process import end, last_lines, spawn

TROUBLE = re.compile(r"^\S+ (WARNING|ERROR|CRITICAL) |\[(WARNING|ERROR|CRITICAL)\] |^Traceback ")
PACE = 0.2  # seconds between two looks at the children
LAST_GRACE = 5.0  # seconds between SIGQUIT and SIGKILL
Say = Callable[[str, str], None]


class Child:
    """One supervised process; all it prints goes to its log, trouble to the screen as well.

    Args:
        name: stands before its lines on the screen, and names its log.
        arguments: of Python.
        marker: part of its command line, by which a later start would know it.
        grace: seconds that it has to end before it is killed.
    """

    def __init__(
        self, name: str, arguments: list[str], *, marker: str, grace: float, logs: Path
    ) -> None:
        self.name, self.arguments, self.marker, self.grace = name, arguments, marker, grace
        self.log = logs / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._rest = b""

    @property
    def pid(self) -> int:
        """0 before its start."""
        return self._process.pid if self._process else 0

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll() if self._process else None

    def start(self, env: dict[str, str], *, cwd: Path) -> None:
        self._read = self.log.stat().st_size if self.log.exists() else 0
        command = [sys.executable, "-u", *self.arguments]
        self._process = spawn(command, log=self.log, env=env, cwd=cwd)
        self._read = min(self._read, self.log.stat().st_size)  # the log was set aside

    def has_ended(self) -> bool:
        return self.code is not None

    def ask_to_end(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """End it now: a worker gives back what it has not done, and what still lives is killed."""
        if self._process:
            end(self._process, how=signal.SIGQUIT, grace=LAST_GRACE)
            if self._process.returncode < 0:  # killed from outside: its own children may live on
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)

    def new_trouble(self) -> list[str]:
        """Lines with warnings and errors since the last call."""
        return [line for line in self.new_lines() if TROUBLE.search(line)]

    def new_lines(self) -> list[str]:
        """Whole lines since the last call."""
        with self.log.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        self._read += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines]


class Watched(Protocol):
    """Something that must not end by itself."""

    name: str
    log: Path

    def has_ended(self) -> bool: ...


class Supervisor:
    """Holds children together: the end of one is the end of all.

    Args:
        say: prints one line on the screen, with the name it belongs to.

    Attributes:
        servers: what the children need; watched as they are, ended by who started it.
    """

    def __init__(self, children: list[Child], *, say: Say) -> None:
        self.children, self.say = children, say
        self.servers: list[Watched] = []
        self.asked_to_end = 0  # how many times: the second Ctrl-C no longer waits

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and a closed terminal as a wish to end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._on_signal)

    def _on_signal(self, *_: object) -> None:
        self.asked_to_end += 1

    def look(self) -> Watched | None:
        """Show new trouble; the first server or child that has ended, if any."""
        for child in self.children:
            if child.pid:
                for line in child.new_trouble():
                    self.say(child.name, line)
        watched = [*self.servers, *self.children]
        return next((one for one in watched if one.has_ended()), None)

    def run(self) -> int:
        """Watch until asked to end (0) or until a child ends by itself (1)."""
        while not self.asked_to_end:
            ended = self.look()
            if ended:
                self.tell_end(ended)
                return 1
            time.sleep(PACE)
        return 0

    def tell_end(self, one: Watched) -> None:
        self.say(one.name, "ended by itself; stopping the rest. Its last lines:")
        for line in last_lines(one.log).splitlines():
            self.say(one.name, line)

    def end_all(self) -> None:
        """Ask all of them to end, give each its time, then insist; another wish to end hurries."""
        already = self.asked_to_end
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + max(child.grace for child in self.children)
        while not all(child.has_ended() for child in self.children if child.pid):
            if time.monotonic() > until or self.asked_to_end > already:
                break
            time.sleep(0.05)
        for child in self.children:
            child.end()
