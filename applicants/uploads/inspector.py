"""Child program: parse one file under hard limits and say in one JSON line what it is.

    python -I inspector.py pdf|jpg|png PATH

Parsers of foreign files are where holes are found, and hostile files are made to eat time and
memory. So this runs apart: it may use little of either, write no file, and knows no secret. It
imports nothing of the project. Whatever it does not foresee ends it without an answer, and the
caller takes no answer as a refusal.
"""

from __future__ import annotations

import json
import resource
import sys

MAX_PIXELS = 40_000_000
MAX_PAGES = 2_000
CPU_SECONDS = 5
ADDRESS_SPACE = 1024**3  # bytes
FORMATS = {"jpg": "JPEG", "png": "PNG"}


def main(kind: str, path: str) -> None:
    """Write ``{"verdict": …}``: fine, or the code of a refusal."""
    verdict = check_pdf(path) if kind == "pdf" else check_image(path, FORMATS[kind])
    sys.stdout.write(json.dumps({"verdict": verdict}) + "\n")


def check_pdf(path: str) -> str:
    """Is it a PDF with a page tree that anybody may open?"""
    # What is encrypted is refused, so that what would decrypt it need not be loaded: a third of
    # the time that a small PDF takes.
    sys.modules["cryptography"] = None  # type: ignore[assignment]  # how an import is forbidden
    from pypdf import PdfReader  # before the limits: our own code may still be compiled and cached
    from pypdf.generic import DictionaryObject

    limit_resources()
    reader = PdfReader(path)
    if reader.is_encrypted:
        return "encrypted"
    tree = reader.root_object["/Pages"].get_object()
    # pypdf takes a tree without /Kids for a page.
    if not isinstance(tree, DictionaryObject) or "/Kids" not in tree or not reader.pages:
        return "no_pages"
    return "fine" if len(reader.pages) <= MAX_PAGES else "too_many_pages"


def check_image(path: str, form: str) -> str:
    """Can every pixel of it be decoded, and are they not too many?"""
    from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401 (before the limits)

    limit_resources()
    Image.MAX_IMAGE_PIXELS = None  # it would only warn; the line below refuses
    with Image.open(path, formats=[form]) as image:
        if image.width * image.height > MAX_PIXELS:
            return "too_many_pixels"
        image.verify()
    with Image.open(path, formats=[form]) as image:  # verify() uses an image up
        image.load()
    return "fine"


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
