"""One line for one event."""

import logging
import sys

from leqing.logs import LineFormatter


def record(message, *arguments, **more):
    return logging.LogRecord("a.b", logging.WARNING, __file__, 1, message, arguments, None, **more)


def test_what_a_visitor_typed_cannot_make_a_second_line():
    line = LineFormatter().format(record("name %s", "a\nb\r\x1b[31m\u2028c\u202e"))
    assert line.endswith(r"WARNING a.b: name a\nb\r\x1b[31m\u2028c\u202e")


def test_chinese_stays_readable():
    assert LineFormatter().format(record("乐清")).endswith("乐清")


def test_the_time_is_that_of_shanghai():
    event = record("x")
    event.created = 0
    assert LineFormatter().format(event).startswith("1970-01-01T08:00:00.000+08:00 ")


def test_a_trace_is_indented_below_its_line():
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        event = record("failed")
        event.exc_info = sys.exc_info()
    head, *trace = LineFormatter().format(event).split("\n")
    assert head.endswith("failed")
    assert trace
    assert all(line.startswith("    ") for line in trace)
