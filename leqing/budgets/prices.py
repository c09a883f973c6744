"""What each route costs at least. A route that does not stand here costs as much as a small page.

What a request takes of its own thread besides is charged afterwards; so a price matters where much
is asked at once, where others do the work (a child, the threads of Polars), and for refusals.
"""

from __future__ import annotations

from dataclasses import dataclass

KILOBYTE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one request.

    Attributes:
        base: units, each about a hundredth of a second of a processor.
        per_kilobyte: units for each kilobyte of the body.
        by_account: whether whoever signed in pays from the budget of the account.
    """

    base: float
    per_kilobyte: float = 0
    by_account: bool = True

    def units(self, octets: int) -> float:
        """Of a request with so long a body."""
        return self.base + self.per_kilobyte * octets / KILOBYTE


USUAL = Price(base=2, per_kilobyte=0.02)
API = Price(base=2, by_account=False)  # it asks for no cookie
# Files are written, and read by children of which there are few. The largest form, 100 MB, can be
# sent twice at once by one account: a budget that ends in its middle would lose the papers.
UPLOAD = Price(base=5, per_kilobyte=0.007)
# A draft is judged as a whole, and shown in forms: some hundred clauses take a second.
DRAFT = Price(base=15, per_kilobyte=0.1)
EVERYBODY = Price(base=100)  # one document held against the whole population

PRICES: dict[str, Price] = {
    # the engine: one document, or all of them
    "api-1:evaluate": Price(base=5, per_kilobyte=0.4, by_account=False),
    "api-1:programmes": API,
    "api-1:facts": API,
    "api-1:schema": API,
    "api-1:openapi-json": API,
    "api-1:api-root": API,
    "policies:results": Price(base=4),
    "policies:changes": Price(base=4),
    "policies:share": Price(base=4),
    "policies:bundle": Price(base=6),
    "policies:plan": Price(base=10),
    "policies:plan-file": Price(base=10),
    "policies:plan-entry": Price(base=10),
    "policies:question": Price(base=3),
    "policies:questions": Price(base=3),
    "policies:programmes": Price(base=3),
    "policies:category": Price(base=3),
    "policies:score": Price(base=3),
    "policies:land-score": Price(base=3),
    "applicants:feed": Price(base=10, by_account=False),
    # papers
    "applicants:apply": UPLOAD,
    "applicants:supplement": UPLOAD,
    # staff
    "admin:policies_draft_start": DRAFT,
    "admin:policies_draft_build": DRAFT,
    "admin:policies_draft_edit": DRAFT,
    "admin:policies_draft_step": DRAFT,
    "admin:policies_draft_text": DRAFT,
    "admin:policies_rules_help": DRAFT,
    "admin:policies_edition_compare": DRAFT,
    "admin:applicants_preview_edition": EVERYBODY,
    "admin:applicants_preview_edition_people": EVERYBODY,
    "admin:applicants_preview_draft": EVERYBODY,
    "admin:applicants_preview_draft_people": EVERYBODY,
}


def price_of(route: str) -> Price:
    """The price of a route by its name, such as ``policies:results``."""
    return PRICES.get(route, USUAL)
