"""What answers under gunicorn: threads whose work is dealt out by turns, one lane for each address.

gunicorn's own threads take requests in the order of their arrival, and wait for those that arrive
slowly. Here a thread begins when the head of a request is whole, and no address has all threads.

* ``lanes`` – whose turn it is;
* ``connections`` – reading heads without a thread, and bodies at no less than a walking pace;
* ``worker`` – the two within gunicorn; ``gunicorn.conf.py`` names it.
"""
