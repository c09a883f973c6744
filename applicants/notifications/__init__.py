"""What is told to whom: rows first, mails later.

* :mod:`~applicants.notifications.outbox`: put a mail into the outbox, once for each thing to tell.
* :mod:`~applicants.notifications.messages`: the words of each kind, in the reader's language.
* :mod:`~applicants.notifications.kinds`: one function for each thing that is told.
* :mod:`~applicants.notifications.sending`: from the outbox to the mail server.
* :mod:`~applicants.notifications.planning`: reminders whose day has come.
* :mod:`~applicants.notifications.doorbell`: tells a worker that there is something to send.
* :mod:`~applicants.notifications.unsubscribing`: signed addresses to turn a kind off.
"""
