"""Entry of ``make reliability``: ``run.py [R01 …]``, one after the other, each a process."""

import importlib
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

TESTS = {
    "R01": "tests.reliability.r01_killed_senders",
    "R03": "tests.reliability.r03_broker_away",
    "R06": "tests.reliability.r06_same_form_again",
    "R09": "tests.reliability.r09_two_deciders",
    "R10": "tests.reliability.r10_killed_runs",
    "R16": "tests.reliability.r16_fuzz",
    "R17": "tests.reliability.r17_hostile_set",
    "R20": "tests.reliability.r20_doors",
    "R21": "tests.reliability.r21_erased_account",
    "R22": "tests.reliability.r22_audit_log",
    "R24": "tests.reliability.r24_usual_day",
    "R26": "tests.reliability.r26_flood",
}
LONGEST = 420  # seconds; a test that hangs is ended


def main(names: list[str]) -> int:
    """Run the tests named, or all; how many failed."""
    unknown = [name for name in names if name not in TESTS]
    if unknown:
        sys.exit(f"No test {' '.join(unknown)}; there are {' '.join(TESTS)}.")
    chosen = names or list(TESTS)
    passed = sum(_passes(name) for name in chosen)
    print(f"{passed} passed, {len(chosen) - passed} failed", flush=True)
    return len(chosen) - passed


def _passes(name: str) -> bool:
    process = subprocess.Popen([sys.executable, __file__, "--within", name], cwd=ROOT)
    try:
        return process.wait(LONGEST) == 0
    except subprocess.TimeoutExpired:
        print(f"{name} FAIL not at an end after {LONGEST} s", flush=True)
        return False
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()  # what it started gets its signals from the kernel


def within(name: str) -> int:
    """Run one test in this process and print its line."""
    from tests.reliability.harness import running

    start = time.monotonic()
    try:
        with running(name) as stack:
            finding = importlib.import_module(TESTS[name]).run(stack)
    except Exception as error:
        print(f"{name} FAIL {type(error).__name__}: {error}", flush=True)
        raise
    print(finding.line(name, seconds=time.monotonic() - start), flush=True)
    return 1 if finding.broken else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    first, *others = [*sys.argv[1:], ""]
    sys.exit(within(others[0]) if first == "--within" else 1 if main(sys.argv[1:]) else 0)
