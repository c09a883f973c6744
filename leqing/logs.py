"""One line for one event, whatever a visitor typed."""

import logging
import re
from datetime import datetime
from zoneinfo import ZoneInfo

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def escaped(text: str) -> str:
    """Text without control characters: each becomes its backslash form."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def is_not_readiness(record: logging.LogRecord) -> bool:
    """Leaves out that /readyz said no: whoever asked has the answer, and may ask each second."""
    return getattr(getattr(record, "request", None), "path", "") != "/readyz"


class LineFormatter(logging.Formatter):
    """Time in Shanghai with its offset, level, logger, message; a trace follows, indented."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds")
        line = f"{moment} {record.levelname} {record.name}: {escaped(record.getMessage())}"
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            line += "".join(f"\n    {escaped(part)}" for part in trace.split("\n"))
        return line
