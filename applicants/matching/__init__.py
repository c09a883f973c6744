"""Matching the whole population: which programmes fit whom, kept and brought up to date.

* :mod:`~applicants.matching.reading`: texts of facts become a typed frame, exactly.
* :mod:`~applicants.matching.copying`: the facts of many profiles out of PostgreSQL, in parts.
* :mod:`~applicants.matching.keeping`: the snapshot as files that no crash can damage.
* :mod:`~applicants.matching.snapshot`: the facts of everybody, refreshed from what changed.
* :mod:`~applicants.matching.dividing`: everybody by town, size class and cluster.
* :mod:`~applicants.matching.preview`: what a document would change for everybody.

Depends on the screen of :mod:`policies.rules.screening`; PostgreSQL holds the truth, and every
file here may be deleted at any time.
"""
