"""Who somebody is: django-allauth, narrowed to two doors.

Founders sign in by a code from an e-mail and have no password. Staff sign in with a password and a
code of an authenticator app, and see nothing of the administration before both.

* :mod:`~leqing.accounts.addresses`: one spelling for an e-mail address.
* :mod:`~leqing.accounts.limits`: how often somebody may try; ``devices`` with tries of their own.
* :mod:`~leqing.accounts.codes`: which code is good for an address, and which are no more.
* :mod:`~leqing.accounts.founders`: the account behind an address, made when it is first used.
* :mod:`~leqing.accounts.backends`: checks the password of staff.
* :mod:`~leqing.accounts.entrance`: whether a session may see the pages of staff, and the way there.
* :mod:`~leqing.accounts.adapter`, ``forms``, ``views``, ``urls``: what we change of allauth.
* :mod:`~leqing.accounts.middleware`: sessions of staff end early.
"""
