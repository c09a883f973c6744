"""Writing a rule document by small steps, and judging it while it is being written.

* :mod:`~policies.rules.authoring.paths`: places in a document, spelled as in error messages.
* :mod:`~policies.rules.authoring.edits`: one change of a plain document, the old one untouched.
* :mod:`~policies.rules.authoring.writing`: from plain data to the text of a document.
* :mod:`~policies.rules.authoring.findings`: everything that can be said of a text, put together
  from :mod:`~policies.rules.authoring.settled` (criteria that decide nothing),
  :mod:`~policies.rules.authoring.steps` (bands and tiers),
  :mod:`~policies.rules.authoring.completeness` and :mod:`~policies.rules.authoring.coverage`
  (what the examples show); of an unfinished text they see the part that can be read
  (:mod:`~policies.rules.authoring.salvage`).
* :mod:`~policies.rules.authoring.proposals`: examples for what they do not show, and
  :mod:`~policies.rules.authoring.marks`: facts whose points come to a pass mark.

Plain data is what :func:`policies.rules.reading.read_document_text` gives: texts, exact numbers,
true, false, nothing, lists and mappings.
"""
