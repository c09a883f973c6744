"""The stages of a procedure that a document may name, and the clock that some of them count for.

A document may name others, as texts published before do; their working days are shown and count
for no clock.
"""

from __future__ import annotations

# until the review, and from there until the decision
REVIEW_STAGES, DECISION_STAGES = ("completeness", "first_review"), ("second_review", "decision")
STAGES = (
    *("apply", *REVIEW_STAGES, "visit", "experts", *DECISION_STAGES, "publicity", "objection"),
    *("listing", "agreement", "payment", "yearly_review", "match"),
)
