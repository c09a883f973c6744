"""Checking uploads."""

import errno
import hashlib
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from django.utils.translation import override

from applicants.uploads import Inspected, StorageFull, UploadRefused, inspect_upload, inspecting
from applicants.uploads.inspecting import MAX_BYTES
from applicants.uploads.inspector import ADDRESS_SPACE, CPU_SECONDS, MAX_PAGES
from tests.applicants.uploads import samples
from tests.applicants.uploads.samples import upload, upload_on_disk

EVERY = ["pdf", "jpg", "png"]
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


@pytest.fixture(autouse=True)
def temporary_folder(settings, tmp_path):
    """Where copies go; whatever a test does, nothing stays in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = folder
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def child_runs(monkeypatch):
    """Have this Python run instead of the parser."""

    def run(code):
        command = [sys.executable, "-I", "-c", code]
        monkeypatch.setattr(inspecting, "inspector_command", lambda kind, path: command)

    return run


def refusal(file, accepted=EVERY):
    with pytest.raises(UploadRefused) as caught:
        inspect_upload(file, accepted=accepted)
    return caught.value.code


def answer(verdict):
    return json.dumps({"verdict": verdict})


@pytest.mark.parametrize("make", [upload, upload_on_disk])
@pytest.mark.parametrize(
    ("name", "kind", "content_type"),
    [
        ("计划书.pdf", "pdf", "application/pdf"),
        ("photo.JPEG", "jpg", "image/jpeg"),
        ("photo.png", "png", "image/png"),
    ],
)
def test_a_good_paper_passes(make, name, kind, content_type):
    content = getattr(samples, kind)()
    file = make(name, content)
    assert inspect_upload(file, accepted=EVERY) == Inspected(
        kind=kind,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        name=name,
    )
    assert file.read() == content
    file.close()


def test_a_mark_of_byte_order_may_stand_before_a_pdf():
    file = upload("a.pdf", b"\xef\xbb\xbf" + samples.pdf())
    assert inspect_upload(file, accepted=EVERY).kind == "pdf"


def test_a_nameless_paper_is_named_for_its_content():
    file = upload("a", samples.png())
    file._name = None
    assert inspect_upload(file, accepted=EVERY).name == "file.png"


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("a\x00\u202eb.pdf. .", "ab.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_the_name_is_made_harmless(name, stored):
    file = upload("a.pdf", samples.pdf())
    file._name = name
    assert inspect_upload(file, accepted=EVERY).name == stored


@pytest.mark.parametrize("accepted", [["jpg"], ["jpeg"], [".JPG"], ["docx", "jpg"]])
def test_jpeg_is_jpg_in_any_spelling(accepted):
    for name in ("a.jpg", "a.jpeg", "a.JPG"):
        assert inspect_upload(upload(name, samples.jpg()), accepted=accepted).kind == "jpg"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("a.pdf", b"", "empty", id="empty"),
        pytest.param("a.exe", b"", "empty", id="empty goes before the extension"),
        pytest.param("a.svg", samples.SVG, "wrong_extension", id="svg"),
        pytest.param("a.zip", samples.archive("a"), "wrong_extension", id="zip"),
        pytest.param("a.html", samples.HTML, "wrong_extension", id="html"),
        pytest.param("a", samples.pdf(), "wrong_extension", id="no extension"),
        pytest.param("a.fdp", samples.pdf(), "wrong_extension", id="unknown extension"),
        pytest.param("a.pdf.exe", samples.pdf(), "wrong_extension", id="two extensions"),
        pytest.param("a.pdf", samples.png(), "wrong_content", id="png as pdf"),
        pytest.param("a.png", samples.jpg(), "wrong_content", id="jpg as png"),
        pytest.param("a.jpg", samples.pdf(), "wrong_content", id="pdf as jpg"),
        pytest.param("a.png", samples.SVG, "wrong_content", id="svg as png"),
        pytest.param("a.pdf", samples.archive("a"), "wrong_content", id="zip as pdf"),
        pytest.param("a.pdf", samples.archive("word/document.xml"), "wrong_content", id="docx"),
        pytest.param("a.pdf", b" " * 8 + samples.pdf(), "wrong_content", id="header comes late"),
        pytest.param("a.pdf", samples.HTML + samples.pdf(), "wrong_content", id="html first"),
        pytest.param("a.pdf", b"%PDF-1.7\n" + samples.HTML, "unreadable", id="html behind header"),
        pytest.param("a.pdf", b"%PDF-1.7\n" + samples.SVG, "unreadable", id="svg behind header"),
        pytest.param("a.pdf", b"%PDF-", "unreadable", id="only a header"),
        pytest.param("a.pdf", samples.pdf(password="secret"), "encrypted", id="password"),
        pytest.param("a.pdf", samples.pdf(pages=0), "no_pages", id="no pages"),
        pytest.param("a.pdf", samples.raw_pdf(CATALOG, b"<< >>"), "no_pages", id="no page tree"),
        pytest.param("a.pdf", samples.pdf(pages=MAX_PAGES + 1), "too_many_pages", id="pages"),
        pytest.param("a.jpg", samples.jpg()[:-200], "unreadable", id="truncated jpg"),
        pytest.param("a.png", samples.png()[:-200], "unreadable", id="truncated png"),
        pytest.param("a.png", samples.png()[:8], "unreadable", id="only a signature"),
        pytest.param("a.png", samples.png_bomb(), "too_many_pixels", id="bomb"),
        pytest.param("a.png", samples.png_bomb(9_000, 4_000), "unreadable", id="pixels missing"),
    ],
)
def test_a_wrong_paper_is_refused(name, content, code):
    assert refusal(upload(name, content)) == code


def test_a_page_tree_that_contains_itself_is_refused():
    loop = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    assert refusal(upload("a.pdf", samples.raw_pdf(CATALOG, loop))) in ("unreadable", "no_pages")


def test_what_is_not_accepted_here_is_refused():
    assert refusal(upload("a.png", samples.png()), accepted=["pdf", "docx"]) == "wrong_extension"


def test_the_limit_of_size_is_included(child_runs):
    child_runs(f"print('{answer('fine')}')")
    header = b"%PDF-"
    assert (
        inspect_upload(upload("a.pdf", header.ljust(MAX_BYTES)), accepted=EVERY).size == MAX_BYTES
    )
    assert refusal(upload("a.pdf", header.ljust(MAX_BYTES + 1))) == "too_large"


def test_a_refusal_speaks_the_language_of_its_reader():
    with override("zh-hans"):
        file = upload("{kind}<b>.png", samples.jpg())
        with pytest.raises(UploadRefused) as caught:
            inspect_upload(file, accepted=EVERY)
    with override("en"):
        message = str(caught.value.message)
        assert str(caught.value) == f"wrong_content: {message}"
    assert message.startswith("“{kind}<b>.png” is called PNG, but")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import time; time.sleep(60)", id="hangs"),
        pytest.param("while True: pass", id="works for ever"),
        pytest.param(
            "import subprocess, sys;"
            "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3)'])",
            id="leaves a grandchild that holds the pipe",
        ),
    ],
)
def test_a_child_that_does_not_end_is_ended(child_runs, monkeypatch, code):
    monkeypatch.setattr(inspecting, "WALL_SECONDS", 0.5)
    child_runs(code)
    start = time.monotonic()
    assert refusal(upload("a.pdf", samples.pdf())) == "unreadable"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import os; os.kill(os.getpid(), 9)", id="killed"),
        pytest.param("import os; os.abort()", id="aborted"),
        pytest.param("raise SystemExit(1)", id="failed"),
        pytest.param(f"print('{answer('fine')}'); raise SystemExit(3)", id="failed afterwards"),
        pytest.param("pass", id="silent"),
        pytest.param("print('fine')", id="not JSON"),
        pytest.param("print('[' * 100)", id="broken JSON"),
        pytest.param("print('[' * 10 ** 6)", id="very deep"),
        pytest.param("print('[1]')", id="a list"),
        pytest.param("print('null')", id="nothing"),
        pytest.param("print('{}')", id="no verdict"),
        pytest.param(f"print('{answer('good')}')", id="unknown verdict"),
        pytest.param(f"print('{answer(['fine'])}')", id="not a word"),
        pytest.param("import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\x00')", id="not text"),
    ],
)
def test_a_child_without_a_verdict_refuses(child_runs, code):
    child_runs(code)
    assert refusal(upload("a.pdf", samples.pdf())) == "unreadable"


def test_a_child_that_cannot_start_refuses(monkeypatch):
    monkeypatch.setattr(inspecting, "inspector_command", lambda *_: ["/nowhere/python"])
    assert refusal(upload("a.pdf", samples.pdf())) == "unreadable"


def test_the_child_knows_no_secret(child_runs, monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "secret")
    child_runs(f"import os; 'DJANGO_SECRET_KEY' in os.environ or print('{answer('fine')}')")
    assert inspect_upload(upload("a.pdf", samples.pdf()), accepted=EVERY).kind == "pdf"


def test_the_child_has_limits():
    code = (
        "import resource as r, runpy, sys; runpy.run_path(sys.argv[1])['limit_resources']();"
        "names = (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_CORE, r.RLIMIT_FSIZE);"
        "print([r.getrlimit(name) for name in names])"
    )
    command = [sys.executable, "-I", "-c", code, inspecting.inspector.__file__]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    limits = [(CPU_SECONDS,) * 2, (ADDRESS_SPACE,) * 2, (0, 0), (0, 0)]
    assert printed == f"{limits}\n"


def test_the_child_loads_nothing_of_ours():
    code = (
        "import runpy, sys; runpy.run_path(sys.argv[1]);"
        "print(any(name.startswith(('django', 'applicants')) for name in sys.modules))"
    )
    command = [sys.executable, "-I", "-c", code, inspecting.inspector.__file__]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert printed == "False\n"


def test_no_room_for_a_copy_is_told_as_such(monkeypatch):
    def full(**_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(inspecting, "NamedTemporaryFile", full)
    with pytest.raises(StorageFull):
        inspect_upload(upload("a.pdf", samples.pdf()), accepted=EVERY)


def mutants(seed):
    """Good papers with up to 200 bytes turned, cut out, doubled or cut off."""
    chance = random.Random(seed)
    good = {kind: getattr(samples, kind)() for kind in EVERY}
    while True:
        kind = chance.choice(EVERY)
        content = bytearray(good[kind])
        for _ in range(chance.choice([1, 5, 200])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        start, length = chance.randrange(len(content)), chance.randrange(50)
        match chance.randrange(4):
            case 1:
                del content[start : start + length]
            case 2:
                content[start:start] = content[start : start + length]
            case 3:
                del content[start:]
        head = good[kind][:8]  # so that most get past the signature, to the parser
        yield kind, head + bytes(content[8:])


@pytest.mark.slow
def test_a_mutated_paper_passes_or_is_refused():
    """In threads, as a server would."""

    def outcome(mutant):
        kind, content = mutant
        try:
            return type(inspect_upload(upload(f"a.{kind}", content), accepted=EVERY))
        except UploadRefused as refused:
            return type(refused)

    with ThreadPoolExecutor(4) as pool:
        outcomes = set(pool.map(outcome, islice(mutants(seed=20250701), 60)))
    assert outcomes == {Inspected, UploadRefused}
