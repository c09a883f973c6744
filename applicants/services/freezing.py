"""Facts, rules and verdict by value, and judging them again years later.

A snapshot holds everything a verdict rests on: canonical JSON of the facts, the text of the
edition, and the shared texts (facts, tables, sources) that it was read with, each kept once under
its digest. :func:`judged_again` needs nothing else, so a later catalogue cannot change an earlier
verdict.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from applicants.facts import read_facts
from applicants.models import FrozenText, Profile, Seal, Snapshot
from applicants.services.sealing import closed, opened
from policies.rules import ENGINE_VERSION
from policies.rules.documents import Document, Force, read_document
from policies.rules.facts import Facts, as_json
from policies.rules.library import Library
from policies.rules.reading import FILE_LIMITS, read_json_text
from policies.rules.rulebook import Result, Rulebook
from policies.services.current import Catalogue


def freeze(
    profile: Profile,
    facts: Facts,
    document: Document,
    catalogue: Catalogue,
    *,
    seal: Seal,
    on: date,
) -> Snapshot:
    """Judge facts by an edition on a day, and keep all of it.

    Args:
        seal: under which stands what the verdict can be worked out again without.
    """
    result = judge(document, facts, on=on)
    needed = _needed(facts, document, result, on=on)
    others = {name for name in facts if name not in needed}
    private = {"name": profile.name, "credit_code": profile.credit_code}
    sealed = canonical({**private, **_stated(profile, facts, others)})
    applicant = {"kind": profile.kind, "sealed": closed(seal, sealed)}
    text = canonical({"applicant": applicant, **_stated(profile, facts, needed)})
    return Snapshot.objects.create(
        facts=text,
        facts_sha256=digest(text),
        document=_kept(document.text),
        library=_kept(canonical(dict(catalogue.shared))),
        edition=document.edition,
        verdict=verdict_text(result),
        outcome=result.verdict,
        engine=ENGINE_VERSION,
        judged_on=on,
    )


def freeze_again(snapshot: Snapshot) -> Snapshot:
    """Judge the same facts by the same texts with the engine of today, as a record of its own."""
    result = _result_of(snapshot)
    return Snapshot.objects.create(
        facts=snapshot.facts,
        facts_sha256=snapshot.facts_sha256,
        document_id=snapshot.document_id,
        library_id=snapshot.library_id,
        edition=snapshot.edition,
        verdict=verdict_text(result),
        outcome=result.verdict,
        engine=ENGINE_VERSION,
        judged_on=snapshot.judged_on,
    )


def judged_again(snapshot: Snapshot) -> str:
    """The verdict of a snapshot worked out anew from what it holds, as its text."""
    return verdict_text(_result_of(snapshot))


def thawed(snapshot: Snapshot) -> tuple[Result, Document, dict[str, Any]]:
    """Verdict, edition and facts of a snapshot, to show them with their reasons."""
    document = document_of(snapshot)
    facts = read_facts(held(snapshot)["facts"], document.vocabulary)
    return judge(document, facts, on=snapshot.judged_on), document, facts


def held(snapshot: Snapshot) -> dict[str, Any]:
    """What the snapshot says of the applicant: ``applicant``, ``facts`` and ``provenance``.

    ``applicant`` is ``{kind, name, credit_code, erased}``. Where its seal was thrown away the name
    and the code are empty, and only the facts that the verdict rests on are left.
    """
    plain: dict[str, Any] = read_json_text(snapshot.facts, limits=FILE_LIMITS)
    private = opened(plain["applicant"]["sealed"])
    known = private or {"name": "", "credit_code": "", "facts": {}, "provenance": {}}
    return {
        "applicant": {
            "kind": plain["applicant"]["kind"],
            "name": known["name"],
            "credit_code": known["credit_code"],
            "erased": private is None,
        },
        "facts": {**plain["facts"], **known["facts"]},
        "provenance": {**plain["provenance"], **known["provenance"]},
    }


def document_of(snapshot: Snapshot) -> Document:
    """The edition as it was.

    Raises:
        RuleError: this engine no longer reads the text.
    """
    return _document(snapshot.document_id, snapshot.library_id)


def judge(document: Document, facts: Facts, *, on: date) -> Result:
    """One verdict by one edition, whatever the days on which it is in force."""
    held_open = replace(document, in_force=Force(on, None))
    return Rulebook([held_open]).explain_one(document.programme, facts, on=on)


def verdict_text(result: Result) -> str:
    """A result as canonical JSON."""
    return canonical(result.as_json())


def canonical(plain: Any) -> str:
    """JSON with sorted keys and no spaces: the same data has the same text."""
    return json.dumps(
        plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def _document(document_id: str, library_id: str) -> Document:
    """A document under the digests of its texts, which never change: read once a process."""
    text = FrozenText.objects.get(pk=document_id).content
    return read_document(text, library=_library(library_id), kept=True)


@lru_cache(maxsize=4)
def _library(library_id: str) -> Library:
    shared: Mapping[str, str] = json.loads(FrozenText.objects.get(pk=library_id).content)
    return Library.read(shared, kept=True)


def _result_of(snapshot: Snapshot) -> Result:
    return thawed(snapshot)[0]


def _needed(facts: Facts, document: Document, result: Result, *, on: date) -> set[str]:
    """The names of those facts without which the verdict would not be the same to the byte."""
    needed = {name: value for name, value in facts.items() if name in document.verdict_facts}
    alike = verdict_text(judge(document, needed, on=on)) == verdict_text(result)
    return set(needed) if alike else set(facts)


def _stated(profile: Profile, facts: Facts, names: set[str]) -> dict[str, Any]:
    return {
        "facts": {name: as_json(value) for name, value in facts.items() if name in names},
        "provenance": {name: profile.provenance.get(name) for name in facts if name in names},
    }


def _kept(text: str) -> FrozenText:
    """The row of a text; most texts have one already."""
    key = digest(text)
    if not FrozenText.objects.filter(pk=key).exists():
        row = FrozenText(sha256=key, content=text)
        FrozenText.objects.bulk_create([row], ignore_conflicts=True)
    return FrozenText(sha256=key)
