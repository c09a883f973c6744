"""What gunicorn reads wherever it is started, by the Procfile or by `manage.py up`."""

# Who, when, method, pattern of the address, status, bytes, milliseconds, number of the request:
# what leqing.tracing.TraceMiddleware leaves. Without queries, addresses as they were typed, and the
# pages people came from: what somebody searches for, or tries out of their own figures, and the
# keys of calendars, lists and mails, are nobody's to read afterwards.
access_log_format = (
    '%({leqing.address}e)s %(t)s "%(m)s %({leqing.route}e)s" %(s)s %(b)s '
    "%({leqing.ms}e)s ms [%({leqing.number}e)s]"
)

# Threads of ours: a lane for each address, and none for whoever is slow.
worker_class = "leqing.web.worker.LaneWorker"
