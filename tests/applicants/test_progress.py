"""The bar of long commands."""

import io

from applicants.progress import ProgressBar


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        """It is."""
        return True


def test_a_terminal_gets_a_bar_that_ends_full():
    stream = Terminal()
    bar = ProgressBar(stream, 200, what="profiles")
    for done in (50, 100, 200):
        bar(done)
    last = stream.getvalue().split("\r")[-1]
    assert last.startswith("profiles ██████████████████████████████")
    assert last.endswith("\n")


def test_elsewhere_it_says_a_few_lines():
    stream = io.StringIO()
    bar = ProgressBar(stream, 100, what="profiles")
    for done in range(1, 101):
        bar(done)
    assert stream.getvalue().splitlines() == [
        f"profiles: {done} of 100" for done in (25, 50, 75, 100)
    ]


def test_nothing_to_do_is_no_division_by_zero():
    stream = Terminal()
    ProgressBar(stream, 0, what="profiles")(0)
    assert "0" in stream.getvalue()
