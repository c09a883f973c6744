"""People, staff and applications that nobody is, to look at the software with.

Everything is made through the services that pages call, so history, snapshots and mails are real;
only the days are set back. Whoever it is about bears a name that says so, and an address that ends
in ``.invalid``, which no mail server delivers to.

* :mod:`~applicants.demo.making`: all of it, at once or not at all.
* :mod:`~applicants.demo.staff`: who works in the departments, and an administrator.
* :mod:`~applicants.demo.people`: founders, enterprises and experts with an account each.
* :mod:`~applicants.demo.answers`: what they answered.
* :mod:`~applicants.demo.dice`: choices that fall the same way in each database.
* :mod:`~applicants.demo.applications`: what they applied for, and what became of it.
* :mod:`~applicants.demo.papers`: the papers they handed in.

Needs a database with the catalogue and the calendar, and allauth's table of addresses.
"""

from applicants.demo.making import DemoError, DemoReport, make_demo

__all__ = ["DemoError", "DemoReport", "make_demo"]
