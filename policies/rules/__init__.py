"""The rule engine: programmes as documents, decided under three-valued logic with their reasons.

No framework, no clock, no database, no I/O, and but for one part pure Python. The day arrives as
``on``. So a programme is tested in microseconds, and a determination of last year can be computed
again.

**One document, five uses.** *explain* (:mod:`.rulebook`), *ask* (:mod:`.questions`), *change*
(:mod:`.changes`, :mod:`.days`), *bundle* (:mod:`.reach`, :mod:`.bundles`) and *screen*
(:mod:`.screening`, the only part that needs Polars) work on the same parsed tree and the same table
of operators (:mod:`.operators`).

**Truth.** Kleene's strong three values, as ``True`` met, ``False`` unmet, ``None`` unknown.
Learning a fact never turns met or unmet back into unknown, nor one into the other. Three parts of
the language look past the unknown on purpose, and this law does not hold for rules that use them:
``is_known``, ``coalesce``, and ``missing: zero | benchmark`` of a score.

**Numbers.** One semantics for every evaluator:

1. A numeral of a fact or a document is a decimal of at most 15 significant digits, below 10^15 and
   with at most 12 places; anything else is refused where it comes in. So it has exactly one nearest
   double, which reads back as the same decimal, and order is kept.
2. Arithmetic is exact. ``+ - * /`` work on rationals (``int | Fraction``); nothing is rounded but
   by ``round``, halves away from zero (四舍五入). 0.03 × 1,000,000 is 30,000, and 1 ÷ 3 × 3 is 1.
3. Two numbers compare by cross-multiplication (a/b ≥ c/d as a·d ≥ c·b with b, d > 0), never as
   quotients.
4. Division by zero is unknown.
5. Printing rounds; judging never does.

A screen over a whole population keeps numerals as doubles. Comparing a fact with a constant is then
exact by 1. A formula it works out in doubles with a bound on their error; a row that lies nearer to
the threshold than that bound is judged by this engine instead. Exactness makes this sound: there
is only one right answer, and neither side may give another.

**Ranges.** Records with unknown fields, and scores with unknown items, leave a number between two
known ones (:class:`~.quantities.Interval`); comparing it is met, unmet, or unknown.

**Days.** Civil calendar; spans are completed units; see :mod:`.spans`.
"""

# Changes with the meaning of documents; a determination stores it beside the document.
ENGINE_VERSION = "2"
