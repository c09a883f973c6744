"""What an edition says otherwise than the one before, in both languages and without markup.

Pure: it compares two documents that were read. A part is matched with the one it most likely was:
criteria by what they look at, items of a score by name, papers by theirs. What has no partner was
added or removed. Clauses, notes and examples are no part of what an edition says.
"""

from policies.rules.differences.comparing import differences
from policies.rules.differences.criteria import paired_criteria
from policies.rules.differences.difference import AREAS, Difference

__all__ = ["AREAS", "Difference", "differences", "paired_criteria"]
