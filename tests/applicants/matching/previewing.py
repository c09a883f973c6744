"""Documents and a handful of people for tests of the preview."""

from datetime import date

import numpy as np

from applicants.matching.snapshot import Snapshot
from policies.rules.documents import read_document
from policies.rules.library import Library
from policies.rules.screening import compact, frame_of
from tests.policies import small

DAY = date(2026, 3, 2)
SIZES = """\
enterprise.size_class:
  type: choice
  choices: {micro: {zh-hans: 微型, en: Micro}, large: {zh-hans: 大型, en: Large}}
  label: {zh-hans: 企业规模, en: Size class}
  derived: if(enterprise.staff >= 10, "large", "micro")
"""
DOCUMENT = """\
programme: hire-help
edition: "%s"
title: {zh-hans: 吸纳就业补贴, en: Help with hiring}
department: human-resources
audience: enterprise
category: subsidy
in_force: {from: 2026-01-01}
%seligibility:
  all:
%s
"""
CLAUSE = "source: S1, basis: official"


def library():
    """The small one with size classes."""
    return Library.read(small.texts(shared={"facts.yaml": small.FACTS + SIZES}).shared)


def text(*criteria, edition="draft", facts=""):
    """The text of a document with criteria, each without its clause."""
    lines = "\n".join(f"    - {{{each}, {CLAUSE}}}" for each in criteria)
    return DOCUMENT % (edition, facts, lines)


def document(*criteria, **more):
    """The same, read."""
    return read_document(text(*criteria, **more), library=library())


def snapshot(*people):
    """People as the snapshot has them, with ids from 11."""
    ids = np.arange(11, 11 + len(people), dtype=np.int64)
    facts = library().facts
    frame = compact(frame_of(people, facts), facts).drop("", strict=False)
    return Snapshot(ids=ids, frame=frame, vocabulary=facts, settled=1)
