"""How much one visitor may ask for: nobody is refused who reads, nobody stops the site for others.

Every request has a price in units; a unit is a hundredth of a second of a processor. Whoever
signed in pays from the budget of the account, everybody else from that of the address, so that an
office behind one address is not one visitor. A budget is a bucket: it holds so many units at most,
and fills again at a steady rate. It is counted in PostgreSQL, where every process sees it.

* ``prices`` – what each route costs: the one table;
* ``buckets`` – the counting;
* ``middleware`` – takes the price, or answers 429 with ``Retry-After``.

How many requests of one address are in work at the same time is bounded by :mod:`leqing.web`.
"""
