"""Small programmes made for one test: plain data, read as the shipped files are."""

import json

from policies.services.files import CatalogueTexts
from tests.policies import small

CLAUSE = {"source": "S1", "basis": "official"}
LEVEL = {
    "firm.level": {
        "type": "choice",
        "choices": {
            "none": {"zh-hans": "没有", "en": "None"},
            "low": {"zh-hans": "市级", "en": "Municipal"},
        },
        "label": {"zh-hans": "级别", "en": "Level"},
        "changeable": True,
    }
}
STAFF = {"fact": "enterprise.staff", "at_least": 3, **CLAUSE}


def programme(slug, *, eligibility=STAFF, **parts):
    """A programme for enterprises with three staff, or with what is said."""
    return {
        "programme": slug,
        "edition": "2026",
        "title": {"zh-hans": f"项目{slug}", "en": f"Programme {slug}"},
        "department": "human-resources",
        "audience": "enterprise",
        "category": "subsidy",
        "in_force": {"from": "2020-01-01", "to": None},
        "facts": LEVEL,
        "eligibility": eligibility,
        **parts,
    }


def texts(*programmes):
    """A catalogue of them."""
    return CatalogueTexts(
        shared=small.SHARED,
        programmes={each["programme"]: json.dumps(each) for each in programmes},
    )
