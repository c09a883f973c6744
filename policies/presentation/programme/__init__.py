"""One programme for one set of answers, in the order of its page."""

from policies.presentation.programme.page import ProgrammePage, programme_page
from policies.presentation.programme.procedure import Schedule, default_day, schedule
from policies.presentation.programme.verdict import change_lines

__all__ = ["ProgrammePage", "Schedule", "change_lines", "default_day", "programme_page", "schedule"]
