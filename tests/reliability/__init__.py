"""What must hold while processes are killed, frozen and raced: real servers, a line for each test.

Run by ``make reliability`` or ``python tests/reliability/run.py R01 …``; pytest does not collect
them. Every test runs in a process of its own, with its own servers in a temporary folder, and first
shows a plain variant of the same thing that fails, or the test could not see the fault at all.

* ``harness`` – servers, web, worker, beat and mail server; what a test prints;
* ``sink`` – the mail server, which writes down what it accepts before it says so;
* ``browser``, ``people`` – who visits, and how;
* ``plain`` – the variants that must fail;
* ``r01`` … – one test each.
"""
