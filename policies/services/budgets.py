"""How long an answer may be searched for while somebody waits."""

import time

from policies.rules.budgets import SEARCH_SECONDS, SEARCH_STEPS, Budget


def waiting_budget(steps: int = SEARCH_STEPS, seconds: float = SEARCH_SECONDS) -> Budget:
    """What a search may look at while a page is being made.

    The clock is that of the thread's own work: a busy machine makes a page slower, but the same
    answers get the same page.
    """
    return Budget(steps, clock=time.thread_time, seconds=seconds)
