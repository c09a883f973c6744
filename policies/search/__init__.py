"""Find programmes by what people type: Chinese, English, pinyin, initials, with slips.

Pure Python over an index in memory; knows no framework, no database and no rule.

* :mod:`~policies.search.folding`: texts and queries made comparable, with the way back.
* :mod:`~policies.search.pinyin`: how characters are read, and reading along a text.
* :mod:`~policies.search.slips`: edit distance for words and within texts.
* :mod:`~policies.search.figures`: sums and shares, however they are written.
* :mod:`~policies.search.lexicon`: words, where a query is cut, and words of one meaning.
* :mod:`~policies.search.likeness`: how well a word fits an entry.
* :mod:`~policies.search.index`: what is searched, and the ranking.
* :mod:`~policies.search.marking`: which parts of a text to highlight.
"""
