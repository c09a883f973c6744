"""Child program: parse one file under hard limits and say in one JSON line what it is.

    python -I inspector.py pdf|jpg|png|heic|webp PATH

Parsers of foreign files are where holes are found, and hostile files are made to eat time and
memory. So this runs apart: it may use little of either, write no file, and knows no secret. It
imports nothing of the project. Whatever it does not foresee ends it without an answer, and the
caller takes no answer as a refusal.

A picture that not everybody can open follows its line as a JPEG; the caller trusts that no more
than any upload, and has it inspected as one.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image as Pictures

MILLION = 1_000_000
# A JPEG is decoded at a fraction of its size, anything else as a whole.
MAX_PIXELS = {"jpg": 110 * MILLION, "png": 40 * MILLION, "heic": 64 * MILLION, "webp": 40 * MILLION}
DECODED_WHOLE = 16 * MILLION  # a JPEG of more pixels is decoded at an eighth of its width
KEPT_PIXELS = 24 * MILLION  # a converted picture of more is made half as wide
QUALITIES = (85, 60)
MAX_CONVERTED = 20 * 1024 * 1024  # bytes, as for an upload
MAX_PAGES = 2_000
CPU_SECONDS = 5
ADDRESS_SPACE = 1024**3  # bytes
FORMATS = {"jpg": "JPEG", "png": "PNG", "heic": "HEIF", "webp": "WEBP"}
END_OF_IMAGE = b"\xff\xd9"
FILLING = b"\x55" * 64  # entropy-coded data that says something else than what was cut off


def main(kind: str, path: str) -> None:
    """Write ``{"verdict": …}``: fine, or the code of a refusal; behind it a converted picture."""
    converted = b""
    if kind == "pdf":
        verdict = check_pdf(path)
    elif kind in ("heic", "webp"):
        verdict, converted = convert(path, kind)
    else:
        verdict = check_image(path, kind)
    sys.stdout.buffer.write(json.dumps({"verdict": verdict}).encode() + b"\n" + converted)


def check_pdf(path: str) -> str:
    """Is it a PDF with a page tree that anybody may open?

    Permissions (no printing, no copying) are no password: such a file asks nobody for anything, and
    is read as readers do, with the empty one.
    """
    with open(path, "rb") as file:
        encrypted = b"/Encrypt" in file.read()
    if not encrypted:
        # What would decrypt it need not be loaded: a third of the time that a small PDF takes.
        sys.modules["cryptography"] = None  # type: ignore[assignment]  # how an import is forbidden
    from pypdf import PdfReader  # before the limits: our own code may still be compiled and cached
    from pypdf.generic import DictionaryObject

    limit_resources()
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return "encrypted"
    except NotImplementedError:  # encrypted for whoever holds a certificate, or in a way of its own
        return "encrypted"
    tree = reader.root_object["/Pages"].get_object()
    # pypdf takes a tree without /Kids for a page.
    if not isinstance(tree, DictionaryObject) or "/Kids" not in tree or not reader.pages:
        return "no_pages"
    return "fine" if len(reader.pages) <= MAX_PAGES else "too_many_pages"


def check_image(path: str, kind: str) -> str:
    """Can every pixel of it be decoded, and are they not too many?"""
    from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401 (before the limits)

    limit_resources()
    Image.MAX_IMAGE_PIXELS = None  # it would only warn; the line below refuses
    with Image.open(path, formats=[FORMATS[kind]]) as image:
        if image.width * image.height > MAX_PIXELS[kind]:
            return "too_many_pixels"
        image.verify()
    if kind == "jpg":
        return "fine" if decodes_or_lacks_its_end(path) else "unreadable"
    with Image.open(path, formats=[FORMATS[kind]]) as image:  # verify() uses an image up
        image.load()
    return "fine"


def decodes_or_lacks_its_end(path: str) -> bool:
    """Whether a JPEG is whole, or whole but for the two bytes that end it.

    Messengers cut those off, and every viewer shows such a file. Where the decoder had all it
    needed, other bytes before the end change nothing; where something is missing, they do.
    """
    with open(path, "rb") as file:
        content = file.read()
    try:
        decoded(content)
    except OSError:
        content = content.removesuffix(END_OF_IMAGE[:1])
        first = decoded(content + END_OF_IMAGE)
        return first == decoded(content + FILLING + END_OF_IMAGE)
    return True


def decoded(content: bytes) -> bytes:
    """The pixels of a JPEG; of a large one an eighth of its width, which reads all of it too."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        if image.width * image.height > DECODED_WHOLE:
            image.draft(image.mode, (image.width // 8, image.height // 8))
        return image.tobytes()


def convert(path: str, kind: str) -> tuple[str, bytes]:
    """A picture as a JPEG: upright, in its colours, without what else the file says of anybody."""
    from PIL import Image, ImageOps, JpegImagePlugin, WebPImagePlugin  # noqa: F401

    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        pillow_heif.options.DECODE_THREADS = 1
    limit_resources()
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=[FORMATS[kind]]) as image:
        if image.width * image.height > MAX_PIXELS[kind]:
            return "too_many_pixels", b""
        image.load()
        picture: Pictures.Image = image
        if picture.width * picture.height > KEPT_PIXELS:
            picture = picture.reduce(2)
        picture = on_white(ImageOps.exif_transpose(picture))
        # a profile of other colours than these would turn them
        colours = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
        for quality in QUALITIES:
            target = io.BytesIO()
            picture.save(target, "JPEG", quality=quality, icc_profile=colours)
            if target.tell() <= MAX_CONVERTED:
                return "fine", target.getvalue()
    return "too_many_pixels", b""


def on_white(picture: Pictures.Image) -> Pictures.Image:
    """Without transparency, which a JPEG has not: what shows through is white, as on paper."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def limit_resources() -> None:
    """From here on: little time, little memory, no core file, not one byte into any file."""
    limits = {
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    if sys.platform != "darwin":  # which knows this limit but refuses to set it
        limits[resource.RLIMIT_AS] = ADDRESS_SPACE
    for name, value in limits.items():
        hard = resource.getrlimit(name)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
