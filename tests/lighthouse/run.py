"""`make lighthouse`: the scores Lighthouse gives the main pages of a real server, on a phone.

Starts `manage.py up` with a folder and a port of its own, answers as a founder, and loads each page
in both languages.
Ends with 1 if a score is below what is asked. Lighthouse itself is kept in npm's own cache.
"""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from leqing.embedded.process import free_port
from leqing.embedded.state import Lock
from leqing.environment import BASE_DIR
from tests.chromium import CHROMIUM, QUIET

VERSION = "12.8.2"
LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PATHS = ("/", "/questions/founder.born_on/", "/results/", "/programmes/youth-home/")
LANGUAGES = ("zh-hans", "en")
TRIES = 3  # now and then the browser loses a trace
PATIENCE = 120  # seconds until the server must answer


def main() -> int:
    if not shutil.which("npm") or not CHROMIUM:
        print("Lighthouse needs Chromium, Node and npm: scripts/lighthouse.sh", file=sys.stderr)
        return 2
    bad = []
    print(f"{'page':<32}{'language':<10}" + "".join(f"{name:>16}" for name in CATEGORIES))
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "var") as address:
        session = founder(address)
        for path in PATHS:
            for language in LANGUAGES:
                report = measure(address + path, language, session, Path(folder) / "report.json")
                scores = scores_of(report)
                print(f"{path:<32}{language:<10}" + "".join(f"{s:>16}" for s in scores.values()))
                for name in [name for name, score in scores.items() if score < LEAST]:
                    bad.append(f"{path} in {language}: {name} {scores[name]}")
                    bad += [f"  {line}" for line in lost_in(report, name)]
                sys.stdout.flush()
    for line in bad:
        print(line)
    print(f"{'FAILED' if bad else 'ok'}: at least {LEAST} in each is asked")
    return 1 if bad else 0


@contextlib.contextmanager
def server(home: Path) -> Iterator[str]:
    """A real one, as `make run` starts it, without the demonstration."""
    env = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    env |= {"LEQING_VAR": str(home), "PORT": str(free_port()), "LEQING_DEMO": "0"}
    screen = home.with_suffix(".screen")
    with screen.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=BASE_DIR, env=env, stdout=out, stderr=out
        )
    try:
        until = time.monotonic() + PATIENCE
        while not ((running := Lock(home).read()) and running.address):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(screen.read_text())
            time.sleep(0.1)
        yield running.address.rstrip("/")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def founder(address: str) -> str:
    """Answer as the founder of the page tests does.

    Returns:
        The cookie of the session.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leqing.settings")
    import django

    django.setup()
    from tests.policies.pages.founder import FOUNDER

    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{address}/questions/founder.degree/").read().decode()
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    for name, typed in FOUNDER.items():
        sent = {"csrfmiddlewaretoken": token[1], "back": "answers", "answer": typed}
        body = urllib.parse.urlencode(sent, doseq=True).encode()
        opener.open(f"{address}/questions/{name}/", body).read()
    return next(f"{each.name}={each.value}" for each in jar if each.name == "session")


def measure(url: str, language: str, session: str, output: Path) -> dict:
    """One report, as Lighthouse writes it."""
    headers = json.dumps({"Cookie": f"django_language={language}; {session}"})
    command = ["npm", "exec", "--yes", "--package", f"lighthouse@{VERSION}", "--", "lighthouse"]
    command += [url, "--quiet", "--output=json", f"--output-path={output}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--form-factor=mobile"]
    command += [f"--extra-headers={headers}", f"--chrome-flags={' '.join(QUIET)}"]
    env = {**os.environ, "CHROME_PATH": str(CHROMIUM), "LC_ALL": "C.UTF-8"}
    for _ in range(TRIES):
        output.unlink(missing_ok=True)
        done = subprocess.run(
            command, cwd=output.parent, env=env, check=False, capture_output=True, text=True
        )
        report: dict = json.loads(output.read_text()) if output.exists() else {}
        if not done.returncode and report and not report.get("runtimeError"):
            return report
    raise SystemExit(f"Lighthouse failed on {url} {TRIES} times:\n{done.stderr}")


def scores_of(report: dict) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def lost_in(report: dict, name: str) -> list[str]:
    """The audits of a category that cost points, with what Lighthouse measured."""
    audits = [
        (ref["weight"], report["audits"][ref["id"]])
        for ref in report["categories"][name]["auditRefs"]
    ]
    return [
        f"{audit['id']}: {audit.get('displayValue') or audit['title']}"
        for weight, audit in audits
        if weight and audit["score"] is not None and audit["score"] < 0.9
    ]


if __name__ == "__main__":
    sys.exit(main())
