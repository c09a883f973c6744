"""One line for one event, whatever a visitor typed."""

import logging
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from applicants.tracing import current_trace

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST_REFUSAL = 200  # characters, of what a visitor may have written
SHANGHAI = ZoneInfo("Asia/Shanghai")


def escaped(text: str) -> str:
    """Text without control characters: each becomes its backslash form."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def is_not_readiness(record: logging.LogRecord) -> bool:
    """Leaves out that /readyz said no: whoever asked has the answer, and may ask each second."""
    return getattr(getattr(record, "request", None), "path", "") != "/readyz"


def refusal_in_one_line(record: logging.LogRecord) -> bool:
    """Takes the trace off a request that was refused as unsafe, which is no fault of ours.

    Every subclass of SuspiciousOperation has a logger of its own below this one, so that this is
    for a handler; else anybody could fill the log, and hide in it.
    """
    if record.name.startswith("django.security."):
        record.exc_info, record.exc_text = None, None
        record.msg, record.args = record.getMessage()[:LONGEST_REFUSAL], ()
    return True


def without_keys(record: logging.LogRecord) -> str:
    """The message, with the pattern of the address where Django wrote the address with its key."""
    message = record.getMessage()
    found = getattr(getattr(record, "request", None), "resolver_match", None)
    for name, value in found.kwargs.items() if found else ():
        if name == "token":
            message = message.replace(str(value), "…")
    return message


class LineFormatter(logging.Formatter):
    """Time in Shanghai with its offset, level, logger, number of the request, message.

    A trace follows, indented.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds")
        number = current_trace().number
        source = f"{record.name} [{number}]" if number else record.name
        line = f"{moment} {record.levelname} {source}: {escaped(without_keys(record))}"
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            line += "".join(f"\n    {escaped(part)}" for part in trace.split("\n"))
        return line
