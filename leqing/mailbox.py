"""A mail server that keeps what it gets as files, for a machine without one."""

import time
from collections.abc import Callable
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from leqing.embedded.process import free_port, private_folder, write_private


class Mailbox:
    """Listens on loopback; each mail becomes ``folder/<time>.eml``.

    Args:
        address: of our pages, where the mails can be read (:mod:`leqing.mails`).
        said: told of each mail to somebody who could exist; the demonstration's ``.invalid``
            people get thousands.
    """

    def __init__(self, folder: Path, *, address: str, said: Callable[[str], None]) -> None:
        self.folder, self.address, self.said = private_folder(folder), address, said
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 – aiosmtpd's name
        path = self.folder / f"{time.time_ns()}.eml"
        write_private(path, (envelope.original_content or b"").decode("utf-8", "surrogateescape"))
        real = [one for one in envelope.rcpt_tos if not one.endswith(".invalid")]
        if real:
            self.said(f"a mail to {', '.join(real)} can be read at {self.address}mailbox/")
        return "250 kept"
