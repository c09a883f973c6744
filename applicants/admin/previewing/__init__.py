"""The preview of a document on everybody: figures for policy officers, names for who may see them.

* :mod:`~applicants.admin.previewing.candidates`: which document, against which edition.
* :mod:`~applicants.admin.previewing.figures`: counts as tables with bars.
* :mod:`~applicants.admin.previewing.shielding`: small counts that would tell on somebody.
* :mod:`~applicants.admin.previewing.people`: those concerned, with reasons.
* :mod:`~applicants.admin.previewing.views`: the pages and their addresses.
"""
