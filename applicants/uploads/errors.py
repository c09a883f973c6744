"""Why an upload was refused, in words for the founder."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CHANGED = "The file has changed since it was inspected; inspect it again."
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class UploadRefused(Exception):  # noqa: N818 (an answer to the founder, not a fault of ours)
    """An upload was not taken.

    Attributes:
        code: the reason for programs, such as ``too_large``.
        message: what is wrong, what was expected and what to do next, translated when shown.
    """

    def __init__(self, code: str, message: StrOrPromise) -> None:
        self.code = code
        self.message = message
        super().__init__(code, message)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class StorageFull(UploadRefused):
    """There is no room left; nothing of the file was kept."""

    def __init__(self) -> None:
        super().__init__(
            "storage_full",
            _(
                "The file was not saved: our storage is full. Nothing is wrong with your file. "
                "Please try again later."
            ),
        )


class DraftsFull(UploadRefused):
    """One account keeps as much in drafts as it may; nothing more was kept."""

    def __init__(self) -> None:
        super().__init__(
            "drafts_full",
            _(
                "Your drafts hold 200 MB together, and that is full. Hand one in, or discard one "
                "that you no longer need."
            ),
        )


class AccountFull(UploadRefused):
    """One account keeps as much in all its applications as it may; nothing more was kept."""

    def __init__(self) -> None:
        super().__init__(
            "account_full",
            _(
                "Your applications hold 1,000 MB together, and that is full. Send smaller files, "
                "or ask the department how to hand this one in."
            ),
        )


@contextmanager
def refuse_when_full() -> Iterator[None]:
    """Tell a full disk, a used-up quota or a file size limit apart from other faults.

    Raises:
        StorageFull: the block met one of the three.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise
