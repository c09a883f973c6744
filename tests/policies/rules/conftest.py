"""The Hypothesis profile of the engine's laws: the same cases in every run, more of them on demand.

``LEQING_EXAMPLES=20`` multiplies the number of examples, and looks for new ones in every run.
"""

import os

from hypothesis import HealthCheck, settings

MULTIPLIER = int(os.environ.get("LEQING_EXAMPLES", "1"))

settings.register_profile(
    "laws",
    derandomize=MULTIPLIER == 1,
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    max_examples=100 * MULTIPLIER,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("laws")


def pytest_terminal_summary(terminalreporter):
    """Say which hostile document took longest."""
    took = [
        (dict(report.user_properties).get("milliseconds", 0), report.nodeid)
        for report in terminalreporter.stats.get("passed", [])
    ]
    if took and max(took)[0]:
        milliseconds, name = max(took)
        terminalreporter.write_line(f"slowest refusal: {milliseconds} ms, {name}")
