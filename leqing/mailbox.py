"""A mail server that keeps what it gets as files, for a machine without one."""

import time
from collections.abc import Callable
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from leqing.embedded.process import free_port, private_folder, write_private


class Mailbox:
    """Listens on loopback; each mail becomes ``folder/<time>.eml``."""

    def __init__(self, folder: Path, *, said: Callable[[str], None]) -> None:
        self.folder, self.said = private_folder(folder), said
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 – aiosmtpd's name
        path = self.folder / f"{time.time_ns()}.eml"
        write_private(path, (envelope.original_content or b"").decode("utf-8", "surrogateescape"))
        self.said(f"a mail was kept as {path}")
        return "250 kept"
