"""Find programmes by what people type: Chinese, English, pinyin, initials, with slips.

Pure Python over an index in memory; knows no framework, no database and no rule.

* :mod:`~policies.search.folding`: texts and queries made comparable, with the way back.
* :mod:`~policies.search.pinyin`: how characters are read, and reading along a text.
* :mod:`~policies.search.slips`: edit distance for words and within texts.
* :mod:`~policies.search.index`: what is searched, and the ranking.
* :mod:`~policies.search.marking`: which parts of a text to highlight.
"""
