"""Papers to hand in: real small files that say what they are, a sample."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

# An image is inspected in less than half the time of a PDF, so it is chosen where it may be.
_FORMS = {
    "png": ("PNG", "image/png"),
    "jpg": ("JPEG", "image/jpeg"),
    "pdf": ("PDF", "application/pdf"),
}
_LONGEST_NAME = 40  # of a paper, in the name of its file


def sample_paper(paper: str, formats: Sequence[str], *, number: int) -> SimpleUploadedFile:
    """A file for a paper, as a browser sends it.

    Args:
        paper: the Chinese name of the paper; the file is named after it.
        formats: what it may be, ``png``, ``jpg`` or ``pdf`` among them.
        number: stands in it, so that no two are the same.
    """
    kind = next(each for each in _FORMS if each in formats)
    form, content_type = _FORMS[kind]
    target = BytesIO()
    _drawn(["SAMPLE", "not a real document", f"No. {number:03}"]).save(target, form)
    name = f"示例-{paper[:_LONGEST_NAME]}.{kind}"
    return SimpleUploadedFile(name, target.getvalue(), content_type=content_type)


def _drawn(lines: Sequence[str]) -> Image.Image:
    """In letters of ASCII: the font that Pillow brings has no others."""
    image = Image.new("RGB", (480, 300), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((8, 8, 471, 291), outline="black", width=2)
    for place, line in enumerate(lines):
        pen.text((40, 60 + 60 * place), line, fill="black", font_size=36)
    return image
