"""A mail server that writes each accepted mail down before it says so: ``sink.py PORT FILE``."""

import asyncio
import os
import sys
import time
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Appends ``seconds since 1970, Message-ID, recipient`` for each mail, on the disk for sure."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 – aiosmtpd's name
        headers = BytesHeaderParser().parsebytes(envelope.original_content or b"")
        for recipient in envelope.rcpt_tos:
            self._file.write(f"{time.time():.3f}\t{headers['Message-ID']}\t{recipient}\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        return "250 kept"


async def serve(port: int, path: Path) -> None:
    """Answer until the process is ended."""
    sink, loop = Sink(path), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink"), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
