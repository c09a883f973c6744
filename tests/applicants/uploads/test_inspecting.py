"""Checking uploads."""

import errno
import hashlib
import io
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from django.utils.translation import override
from PIL import Image

from applicants.uploads import (
    MAX_BYTES,
    Inspected,
    StorageFull,
    UploadRefused,
    inspect_upload,
    inspecting,
    parsing,
)
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
        monkeypatch.setattr(parsing, "inspector_command", lambda kind, path: command)

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
        file=file,
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


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("微信图片.jfif", "jpg", "微信图片.jpg"),
        ("扫描.jpe", "jpg", "扫描.jpg"),
        ("mmexport1700000000", "jpg", "mmexport1700000000.jpg"),
        ("合同v1.2", "jpg", "合同v1.2.jpg"),
        ("a.png", "jpg", "a.jpg"),
        ("a.jpeg", "png", "a.png"),
        ("a.HEIC", "jpg", "a.jpg"),
        ("a.jpg", "pdf", "a.pdf"),
        ("a.pdf", "png", "a.png"),
        ("a.fdp", "pdf", "a.fdp.pdf"),
        ("a.pdf.exe", "pdf", "a.pdf.exe.pdf"),
        (".jpg", "png", "file.png"),
        ("x" * 500 + ".jpe", "jpg", "x" * 116 + ".jpg"),
    ],
)
def test_the_content_decides_and_the_name_follows(name, kind, kept):
    found = inspect_upload(upload(name, getattr(samples, kind)()), accepted=EVERY)
    assert (found.kind, found.name) == (kind, kept)


def test_a_phone_s_picture_is_taken_where_a_picture_is():
    for name in ("IMG_1.HEIC", "IMG_1.jpg", "IMG_1"):
        file = upload(name, samples.heic())
        found = inspect_upload(file, accepted=["jpg"])
        assert (found.kind, found.content_type, found.name) == ("jpg", "image/jpeg", "IMG_1.jpg")
        content = found.file.read()
        assert hashlib.sha256(content).hexdigest() == found.sha256
        assert len(content) == found.size
        assert inspect_upload(upload(name, samples.heic()), accepted=["jpg"]) == found
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (64, 48))
        assert refusal(upload(name, samples.heic()), accepted=["pdf"]) == "wrong_extension"
        assert refusal(upload(name, samples.heic()), accepted=["png"]) == "wrong_extension"


def test_a_converted_picture_is_upright_white_behind_and_says_nothing_else():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a phone of somebody"  # to be turned; who made it
    clear = samples.webp("RGBA", exif=exif.tobytes(), lossless=True)
    found = inspect_upload(upload("a.webp", clear), accepted=["jpg"])
    with Image.open(found.file) as picture:
        assert picture.size == (48, 64)
        assert min(picture.getpixel((20, 20))) > 250
        assert not picture.getexif()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256", "AES-256-R5"])
def test_permissions_are_no_password(algorithm):
    content = samples.pdf(3, owner="nobody may print", algorithm=algorithm)
    found = inspect_upload(upload("证书.pdf", content), accepted=["pdf"])
    assert found.file.read() == content
    many = samples.pdf(MAX_PAGES + 1, owner="nobody may print", algorithm=algorithm)
    assert refusal(upload("证书.pdf", many)) == "too_many_pages"


@pytest.mark.parametrize(
    "before",
    [b"\r\n", b" " * 1024, b"Content-Type: application/pdf; name=a.pdf\r\n\r\n", "头\n".encode()],
)
def test_text_may_stand_before_a_pdf(before):
    assert inspect_upload(upload("a.pdf", before + samples.pdf()), accepted=EVERY).kind == "pdf"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="baseline"),
        pytest.param({"progressive": True}, id="progressive"),
        pytest.param({"progressive": True, "subsampling": 0}, id="progressive, every colour"),
    ],
)
@pytest.mark.parametrize(
    ("width", "height"),
    [pytest.param(8160, 6144, id="50 MP"), pytest.param(9248, 6936, id="64 MP")],
)
def test_a_photograph_of_a_phone_is_taken(width, height, options):
    content = samples.photograph(width, height, **options)
    assert inspect_upload(upload("a.jpg", content), accepted=EVERY).size == len(content)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"size": (5000, 4000)}])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_jpeg_may_lack_the_bytes_that_end_it(options, cut):
    content = samples.picture("JPEG", **options)[:-cut]
    assert inspect_upload(upload("a.jpg", content), accepted=EVERY).size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "accepted", "words"),
    [
        ("a.docx", samples.archive("word/document.xml"), ["pdf", "jpg"], "另存或打印为 PDF"),
        ("a.ofd", samples.archive("OFD.xml"), ["pdf"], "OFD 阅读器"),
        ("a.tiff", b"II*\0", ["jpg"], "另存为 JPG"),
        ("a.bmp", b"BM", ["pdf"], "存为 PDF"),
        ("a.zip", samples.archive("a"), ["pdf"], "解压"),
        ("a.heic", samples.heic(), ["pdf"], "存为 PDF"),
        ("a.pdf", samples.pdf(), ["jpg"], "截图"),
        ("a.xyz", b"abc", ["pdf"], "另存为其中一种"),
        ("a.docx", b"abc", ["jpg"], "另存为其中一种"),
    ],
)
def test_a_refusal_says_how_to_convert(name, content, accepted, words):
    with pytest.raises(UploadRefused) as caught:
        inspect_upload(upload(name, content), accepted=accepted)
    assert caught.value.code == "wrong_extension"
    with override("zh-hans"):
        assert words in str(caught.value.message)
        assert "这里只收：" + " / ".join(each.upper() for each in sorted(accepted)) in str(
            caught.value.message
        )


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
        pytest.param("a.jpg", samples.archive("a"), "wrong_content", id="zip as jpg"),
        pytest.param("a.jfif", samples.HTML, "wrong_content", id="html as jfif"),
        pytest.param("a.heic", samples.SVG, "wrong_content", id="svg as heic"),
        pytest.param("a", samples.HTML, "wrong_extension", id="html without extension"),
        pytest.param("a", samples.archive("a"), "wrong_extension", id="zip without extension"),
        pytest.param("a.exe", b"MZ" + b"\0" * 99, "wrong_extension", id="program"),
        pytest.param(
            "a.pdf", b"MZ" + b"\0" * 99 + samples.pdf(), "wrong_content", id="program first"
        ),
        pytest.param("a.tif", b"II*\0" + b"\0" * 99, "wrong_extension", id="tiff"),
        pytest.param("a.jpg", b"GIF89a" + b"\0" * 99, "wrong_content", id="gif as jpg"),
        pytest.param(
            "a.jpg", b"\0\0\0\x1cftypavif" + b"\0" * 99, "wrong_content", id="avif as jpg"
        ),
        pytest.param("a.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 99, "wrong_extension", id="film"),
        pytest.param("a.png", samples.SVG, "wrong_content", id="svg as png"),
        pytest.param("a.pdf", samples.archive("a"), "wrong_content", id="zip as pdf"),
        pytest.param("a.pdf", samples.archive("word/document.xml"), "wrong_content", id="docx"),
        pytest.param("a.pdf", b" " * 1025 + samples.pdf(), "wrong_content", id="header too late"),
        pytest.param("a.pdf", samples.STORED + samples.pdf(), "wrong_content", id="archive first"),
        pytest.param("a.pdf", b"<?php 1 ?>" + samples.pdf(), "wrong_content", id="code first"),
        pytest.param("a.pdf", b"#!/bin/sh\n\0" + samples.pdf(), "wrong_content", id="NUL first"),
        pytest.param("a.pdf", samples.HTML + samples.pdf(), "wrong_content", id="html first"),
        pytest.param("a.pdf", b"%PDF-1.7\n" + samples.HTML, "unreadable", id="html behind header"),
        pytest.param("a.pdf", b"%PDF-1.7\n" + samples.SVG, "unreadable", id="svg behind header"),
        pytest.param("a.pdf", b"%PDF-", "unreadable", id="only a header"),
        pytest.param("a.pdf", samples.pdf(password="secret"), "encrypted", id="password"),
        pytest.param("a.pdf", samples.pdf(password="s", owner="o"), "encrypted", id="passwords"),
        pytest.param(
            "a.pdf", samples.pdf(password="s", algorithm="AES-128"), "encrypted", id="AES-128"
        ),
        pytest.param(
            "a.pdf", samples.pdf(password="s", algorithm="AES-256"), "encrypted", id="AES-256"
        ),
        pytest.param(
            "a.pdf", samples.unknown_handler(), "encrypted", id="unknown way of encrypting"
        ),
        pytest.param("a.pdf", samples.pdf(0, owner="o"), "no_pages", id="owner and no pages"),
        pytest.param("a.pdf", samples.pdf(pages=0), "no_pages", id="no pages"),
        pytest.param("a.pdf", samples.raw_pdf(CATALOG, b"<< >>"), "no_pages", id="no page tree"),
        pytest.param("a.pdf", samples.pdf(pages=MAX_PAGES + 1), "too_many_pages", id="pages"),
        pytest.param("a.jpg", samples.jpg()[:-200], "unreadable", id="truncated jpg"),
        pytest.param("a.jpg", samples.jpg()[:-12], "unreadable", id="jpg without its last bits"),
        pytest.param("a.jpg", samples.jpg()[:400], "unreadable", id="jpg without pixels"),
        pytest.param(
            "a.jpg",
            samples.picture("JPEG", (640, 480), progressive=True)[:-3000],
            "unreadable",
            id="truncated progressive jpg",
        ),
        pytest.param(
            "a.jpg", samples.jpg_that_claims(65_535, 65_535), "too_many_pixels", id="65535 wide"
        ),
        pytest.param(
            "a.jpg", samples.jpg_that_claims(11_000, 10_001), "too_many_pixels", id="110 megapixels"
        ),
        pytest.param("a.heic", samples.heic()[:-200], "unreadable", id="truncated heic"),
        pytest.param("a.heic", samples.heic()[:60], "unreadable", id="only the head of a heic"),
        pytest.param("a.webp", samples.webp()[:-20], "unreadable", id="truncated webp"),
        pytest.param("a.webp", samples.webp()[:12], "unreadable", id="only the head of a webp"),
        pytest.param(
            "a.webp", samples.webp(size=(8_000, 5_001)), "too_many_pixels", id="large webp"
        ),
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
        file = upload("{kind}<b>.png", samples.HTML)
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
    monkeypatch.setattr(parsing, "WALL_SECONDS", 0.5)
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
        pytest.param(f"print('{answer('fine')}' + chr(10) + 'more')", id="more than was asked for"),
        pytest.param("while True: print('[' * 10 ** 5)", id="talks for ever"),
    ],
)
def test_a_child_without_a_verdict_refuses(child_runs, code):
    child_runs(code)
    assert refusal(upload("a.pdf", samples.pdf())) == "unreadable"


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="html"),
        pytest.param(samples.png(), id="another kind"),
        pytest.param(samples.jpg()[:-300], id="cut off"),
        pytest.param(samples.jpg_that_claims(65_535, 65_535), id="bomb"),
    ],
)
def test_what_a_child_makes_of_a_picture_is_not_trusted(monkeypatch, picture):
    real = parsing.inspector_command
    said = answer("fine").encode() + b"\n" + picture
    code = f"import sys; sys.stdout.buffer.write({said!r})"
    hostile = [sys.executable, "-I", "-c", code]
    monkeypatch.setattr(
        parsing,
        "inspector_command",
        lambda source, path: hostile if source == "heic" else real(source, path),
    )
    with pytest.raises(UploadRefused):
        inspect_upload(upload("a.heic", samples.heic()), accepted=["jpg"])


def test_a_child_that_makes_too_much_refuses(monkeypatch):
    code = f"import sys; print('{answer('fine')}'); sys.stdout.write('x' * 21 * 2 ** 20)"
    command = [sys.executable, "-I", "-c", code]
    monkeypatch.setattr(parsing, "inspector_command", lambda *_: command)
    assert refusal(upload("a.heic", samples.heic())) == "unreadable"


def test_a_child_that_cannot_start_refuses(monkeypatch):
    monkeypatch.setattr(parsing, "inspector_command", lambda *_: ["/nowhere/python"])
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
    locked = samples.pdf(owner="o", algorithm="AES-128")
    good = {kind: getattr(samples, kind)() for kind in (*EVERY, "heic", "webp")}
    good["pdf with an owner"] = locked
    kinds = list(good)
    while True:
        kind = chance.choice(kinds)
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
        head = good[kind][:12]  # so that most get past the signature, to the parser
        yield kind, head + bytes(content[12:])


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
        outcomes = set(pool.map(outcome, islice(mutants(seed=20250701), 120)))
    assert outcomes == {Inspected, UploadRefused}
