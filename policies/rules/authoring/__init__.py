"""Writing a rule document by small steps, and judging it while it is being written.

* :mod:`~policies.rules.authoring.paths`: places in a document, spelled as in error messages.
* :mod:`~policies.rules.authoring.edits`: one change of a plain document, the old one untouched.
* :mod:`~policies.rules.authoring.writing`: from plain data to the text of a document.

Plain data is what :func:`policies.rules.reading.read_document_text` gives: texts, exact numbers,
true, false, nothing, lists and mappings.
"""
