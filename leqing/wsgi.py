"""What a web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from leqing.memory import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leqing.settings")

application = get_wsgi_application()
collect_rarely()
