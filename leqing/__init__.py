"""The project: settings, addresses, Celery, and the servers of a machine that has none.

Nothing of the domain lives here, and nothing imports it; it imports the two apps.
"""

from leqing.celery import app as celery_app

__all__ = ["celery_app"]
