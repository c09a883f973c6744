"""What gunicorn reads wherever it is started, by the Procfile or by `manage.py up`."""

# Without queries and the pages people came from: what somebody searches for, or tries out of their
# own figures, is nobody's to read afterwards.
access_log_format = '%(h)s %(l)s %(u)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s "%(a)s"'
