"""Starting, finding and ending one process."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
LOG_LIMIT = 10 * 1024 * 1024


class ServerError(Exception):
    """A server did not start or stop; the message is one line for the screen."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    uid: int | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a command in its own process group, so that a Ctrl-C is ours to hand on.

    Call it in the main thread: on Linux the child gets ``death_signal`` when the *thread* that
    started it ends.

    Args:
        log: file that takes what it prints; made with mode 0600, set aside when it is large.
        uid: user and group it becomes, None to stay.
    """
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    who = "-" if uid is None else str(uid)
    launch: list[str | Path] = [
        sys.executable,
        "-I",
        "-S",
        LAUNCHER,
        str(os.getpid()),
        str(int(death_signal)),
        who,
    ]
    try:
        return subprocess.Popen(
            [*launch, *command],
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            env=env,
            cwd=cwd,
            process_group=0,
        )
    finally:
        os.close(descriptor)


def end(
    process: subprocess.Popen[bytes], *, how: signal.Signals = signal.SIGTERM, grace: float = 10
) -> None:
    """Ask a process to end, wait, and kill its whole group when it does not."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def command_of(pid: int) -> str | None:
    """The command line of a living process, None when there is none of that number."""
    if sys.platform == "linux":
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return None
        return raw.replace(b"\0", b" ").decode("utf-8", "replace").strip() or None
    listing = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return listing.stdout.strip() or None


def end_leftover(pid: int, marker: str | Path, *, how: signal.Signals = signal.SIGTERM) -> None:
    """End what an earlier, killed run of ours may have left.

    Args:
        marker: must stand in its command line; after a crash the number may belong to another.

    Raises:
        ServerError: it is still there after ten seconds and a SIGKILL.
    """
    for attempt in (how, signal.SIGKILL):
        command = command_of(pid)
        if command is None or str(marker) not in command:
            return
        os.kill(pid, attempt)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            command = command_of(pid)
            if command is None or str(marker) not in command:
                return
            time.sleep(0.05)
    raise ServerError(f"Process {pid} of an earlier start does not end: {shlex.quote(str(marker))}")


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, for a message about why something ended."""
    try:
        text = log.read_bytes()[-8192:].decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-count:])


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; only its owner can read it, at no moment anybody else."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    draft.replace(path)


def private_folder(path: Path) -> Path:
    """The folder, made where missing, with mode 0700."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path
