"""Every change of state, each in one transaction; web, admin, commands and tasks call the same.

* :mod:`~applicants.services.profiles`: facts and consent.
* :mod:`~applicants.services.applying`: drafts, handing in, papers, supplements, withdrawing.
* :mod:`~applicants.services.reviewing`: supplements asked for, opinions, determinations, lapses.
* :mod:`~applicants.services.steps`: taking an application from one status to the next.
* :mod:`~applicants.services.freezing`: facts, rules and verdict by value, and judging them again.
* :mod:`~applicants.services.clocks`: working days that a department or an applicant has.
* :mod:`~applicants.services.feeds`: the address at which a calendar reads the days of a profile.
* :mod:`~applicants.services.audit`: who did what and who looked, in a chain that can be verified.
* :mod:`~applicants.services.deadlines`: days counted anew when the calendar is another.
* :mod:`~applicants.services.unsent_forms`: what was typed and not sent, kept until it is.
* :mod:`~applicants.services.mailing`: which kinds of mail somebody wants.
"""
