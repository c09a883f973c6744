"""Nothing typed is lost: forms that come too late or are not sent come back to their person.

* :mod:`~leqing.unsent_forms.person`: whose page a form stood on, also after the session ended.
* :mod:`~leqing.unsent_forms.markup`: what was typed, written into the forms of a page again.
* :mod:`~leqing.unsent_forms.middleware`: keeps, ends, and fills in.

What is kept is :mod:`applicants.services.unsent_forms`' business.
"""
