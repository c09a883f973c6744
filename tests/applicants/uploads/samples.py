"""Small papers, good and hostile, made on the spot."""

import io
import random
import struct
import zipfile
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image
from pypdf import PdfWriter

HTML = b"<html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def pdf(pages=1, password=None, *, owner=None, algorithm="RC4-128"):
    """A PDF; with a password of the owner alone it opens for everybody, but may not be printed."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=100, height=100)
    if password is not None or owner is not None:
        writer.encrypt(password or "", owner_password=owner, algorithm=algorithm)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def raw_pdf(*objects):
    """A PDF of these objects, the first of them being its catalog, with a right xref table."""
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(body))
    )


def unknown_handler():
    """A PDF for whoever holds a certificate."""
    body = pdf(owner="o")
    assert body.count(b"/Filter /Standard") == 1
    return body.replace(b"/Filter /Standard", b"/Filter /PubSec00")


def picture(form, size=(64, 48), seed=1, **options):
    noise = random.Random(seed).randbytes(size[0] * size[1] * 3)
    target = io.BytesIO()
    Image.frombytes("RGB", size, noise).save(target, form, **options)
    return target.getvalue()


def jpg():
    return picture("JPEG")


def png():
    return picture("PNG")


def photograph(width, height, **options):
    """A JPEG as large as one of a phone, of one colour."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "olive").save(target, "JPEG", **options)
    return target.getvalue()


def jpg_that_claims(width, height):
    """A small JPEG whose header says otherwise."""
    content = bytearray(jpg())
    place = content.index(b"\xff\xc0") + 5  # of a baseline frame: height, width
    content[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def heic(size=(64, 48), **options):
    """A photograph of an iPhone."""
    picture = Image.open(io.BytesIO(jpg())).resize(size)
    target = io.BytesIO()
    pillow_heif.from_pillow(picture).save(target, quality=80, **options)
    return target.getvalue()


def webp(mode="RGB", size=(64, 48), **options):
    target = io.BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(target, "WEBP", **options)
    return target.getvalue()


def png_bomb(width=50_000, height=50_000):
    """2.5 thousand million pixels in a few bytes."""

    def chunk(kind, content):
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def archive(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name in names:
            file.writestr(name, "text")
    return target.getvalue()


# The head of an archive whose first file is not compressed.
STORED = b"PK\x03\x04\x14" + b"\0" * 25 + b"a.pdf"


def upload(name, content):
    return SimpleUploadedFile(name, content)


def upload_on_disk(name, content):
    file = TemporaryUploadedFile(name, "", len(content), None)
    file.write(content)
    return file
