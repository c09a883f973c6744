"""All settings. What differs between machines is an environment variable; README lists them.

Two modes. Without ``DJANGO_DEBUG=0`` everything has a default that is safe on one's own machine:
a key made on the spot, embedded servers, loopback only. With ``DJANGO_DEBUG=0`` nothing is
guessed: what is missing or unsafe ends the start with one line for each variable.
"""

from typing import Any

import django_stubs_ext
from celery.schedules import crontab, schedule
from django.utils.translation import gettext_lazy as _

from leqing.environment import BASE_DIR, Environment, database_from_url, local_key, var_dir
from leqing.logs import is_not_readiness, refusal_in_one_line

django_stubs_ext.monkeypatch()  # before any app: ModelAdmin[…] then works outside mypy too

env = Environment()
DEBUG = env("DJANGO_DEBUG", "") == "1"  # pages with traces, reloading server; never the default
LOCAL = env.local
VAR_DIR = var_dir()
# Nothing answers at the local defaults; manage.py puts the embedded servers' addresses here.
DATABASE_URL = env.server("DATABASE_URL", local="postgresql://leqing@127.0.0.1:1/leqing")
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", "")  # for `manage.py prepare` and `migrate` alone
REDIS_URL = env.server("REDIS_URL", local="redis://127.0.0.1:1/0")
SECRET_KEY = env.secret("DJANGO_SECRET_KEY", local=lambda: local_key(VAR_DIR, "secret_key"))
SECRET_KEY_FALLBACKS = env.older_secrets("DJANGO_SECRET_KEY_FALLBACKS")
# Seals what nobody may read in the database alone; see applicants.sealing.
DATA_KEY = env.secret("DATA_KEY", local=lambda: local_key(VAR_DIR, "data_key"))
env.refuse_same("DATA_KEY", "DJANGO_SECRET_KEY")
DATA_KEY_FALLBACKS = env.older_secrets("DATA_KEY_FALLBACKS")
SITE_URL = env.site("SITE_URL", local="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.hosts("DJANGO_ALLOWED_HOSTS", local="127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("DJANGO_CSRF_TRUSTED_ORIGINS", "")
# Proxies of ours that add to X-Forwarded-For; what stands before their entries may be forged.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PROXY_COUNT", 0 if LOCAL else 1)
BUDGETS = env.integer("BUDGETS", 100)  # hundredths of those in leqing.budgets; 0: none
STATEMENT_TIMEOUT = env("DATABASE_STATEMENT_TIMEOUT", "10s")
LOCK_TIMEOUT = env("DATABASE_LOCK_TIMEOUT", "3s")
MATCHING_PART = env.integer("MATCHING_PART", 125_000)  # profiles that one worker decides at once
UPLOADS_AT_ONCE = env.integer("UPLOADS_AT_ONCE", 2)  # looked at, over all processes
UPLOADS_LEAST_FREE = env.integer("UPLOADS_LEAST_FREE", 500)  # MB; with less, not ready
UPLOADS_BUCKET = env("UPLOADS_BUCKET", "")  # none: papers lie on this machine
LOG_LEVEL = env("LOG_LEVEL", "INFO").upper()
EMAIL_HOST = env.server("EMAIL_HOST", local="127.0.0.1")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
MAILS_ARE_KEPT = env.flag("MAILS_ARE_KEPT", default=False)  # said by `manage.py up`
STATIC_IS_COLLECTED = env.flag("STATIC_IS_COLLECTED", default=not LOCAL)  # said by it as well
DEFAULT_FROM_EMAIL = env.required("DEFAULT_FROM_EMAIL", local="乐清 · 政策找人 <noreply@localhost>")
# Who answers for what is kept, and how they are reached: stands on the page on privacy.
OPERATOR_NAME = env.required("OPERATOR_NAME", local="Leqing (demo)")
OPERATOR_CONTACT = env.required("OPERATOR_CONTACT", local="privacy@leqing.invalid")
env.finish()

# -- Applications ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "leqing",
    "applicants",
    "policies",
    "leqing.apps.LeqingAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "leqing.tracing.TraceMiddleware",  # first: whatever is answered has a number
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "leqing.middleware.SecurityHeadersMiddleware",
    "leqing.middleware.HealthMiddleware",  # before hosts, sessions and languages
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leqing.middleware.CompressTextMiddleware",
    "leqing.middleware.RefuseNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "leqing.budgets.middleware.BudgetMiddleware",  # before any body is read
    "leqing.middleware.RefuseNulFormMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leqing.unsent_forms.middleware.UnsentFormMiddleware",
    "leqing.accounts.middleware.StaffSessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "applicants.answers.ProfileMiddleware",
]
ROOT_URLCONF = "leqing.urls"
WSGI_APPLICATION = "leqing.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms/field.html

# -- Data -----------------------------------------------------------------------------------------
DATABASES = {
    "default": database_from_url(
        DATABASE_URL,
        statement_timeout=STATEMENT_TIMEOUT,
        lock_timeout=LOCK_TIMEOUT,
        idle_in_transaction_session_timeout="15s",
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "leqing.sessions"  # in the database: Redis may be flushed, nobody is logged out
CACHES = {
    # The counters of wrong tries: seen by every process, and still there when Redis is not.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",  # made by a migration of leqing
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so that no flood of addresses drops the others
    },
}

# -- Languages, time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "leqing" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not LOCAL
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# -- Static files ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Collected: compressed, and under names that change with the content, so that browsers keep them
# for good. Not collected (tests, development): served where they lie.
WHITENOISE_USE_FINDERS = not STATIC_IS_COLLECTED
STATIC_ROOT = None
if STATIC_IS_COLLECTED:
    STATIC_ROOT = VAR_DIR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
MEDIA_ROOT = VAR_DIR / "media"
# One store for papers: the disk above, or a bucket, so that several web hosts share them.
if UPLOADS_BUCKET:
    STORAGES["uploads"] = {
        "BACKEND": "storages.backends.s3.S3Storage",  # of the extra s3
        "OPTIONS": {
            "bucket_name": UPLOADS_BUCKET,
            "endpoint_url": env("UPLOADS_ENDPOINT", "") or None,
            "access_key": env("UPLOADS_KEY", "") or None,
            "secret_key": env("UPLOADS_SECRET", "") or None,
            "region_name": env("UPLOADS_REGION", "us-east-1"),
            "addressing_style": "path",
            "default_acl": None,  # as the bucket has it, which is private
            "file_overwrite": True,  # names are random: nobody asks first whether one is there
            "querystring_auth": True,
        },
    }
MATCHING_ROOT = VAR_DIR / "matching"  # the facts of all, typed; may be deleted at any time

# -- Security -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SESSION_COOKIE_NAME = "session" if LOCAL else "__Host-session"
PERSON_COOKIE_NAME = "person" if LOCAL else "__Host-person"  # whose forms come back
CSRF_COOKIE_NAME = "csrftoken" if LOCAL else "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_FAILURE_VIEW = "leqing.errors.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},  # only staff have passwords
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "leqing.accounts.passwords.GuessablePasswordValidator"},
]

# -- Accounts -------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["leqing.accounts.backends.StaffBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "applicants:mine"
ACCOUNT_ADAPTER = "leqing.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "leqing.accounts.forms.RequestCodeForm",
    "confirm_login_code": "leqing.accounts.forms.ConfirmCodeForm",
    "login": "leqing.accounts.forms.StaffLoginForm",
    "reauthenticate": "leqing.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # there is no form; says that passwords exist
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code that was entered has verified the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # addresses without a code get no other mail instead
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_SESSION_REMEMBER = False  # of staff: ends with the browser, and see the middleware
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # an office in the morning; wrong ones: see leqing.accounts.limits
    "login_failed": "5/5m/key",  # codes of an app, after the right password
}
MFA_ADAPTER = "leqing.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "leqing.accounts.forms.SecondFactorForm",
    "reauthenticate": "leqing.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "leqing.accounts.forms.ActivateAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # periods of 30 s before and after: clocks of phones differ

# -- Requests -------------------------------------------------------------------------------------
# A form is small; whatever is larger is an upload, and uploads go to a file at once.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The longest form is a list with as many entries as are offered, each part of one a field.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# -- Mail, tasks ----------------------------------------------------------------------------------
EMAIL_TIMEOUT = 20
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5  # publishing is a nudge: it may fail, it may not wait
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 2,
    "socket_connect_timeout": 0.5,
    "max_retries": 0,  # of who publishes; a worker tries again by itself
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = (
    True  # no result backend: its client does not survive a broker's restart
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Not worker_soft_shutdown_timeout, which sleeps to its end even when the task ended at once:
# `up` sends SIGTERM (end your tasks), and 25 s later SIGQUIT (give them back).
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# What it holds is unpickled: it lies where nobody else can write.
CELERY_BEAT_SCHEDULER = "leqing.schedule:PrivateScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat.db")
CELERY_BEAT_SCHEDULE = {
    # every 10 seconds: what waits in the outbox is sent, whoever forgot to ring
    "send notifications": {
        "task": "applicants.tasks.send_notifications",
        "schedule": schedule(10),
        "options": {"expires": 10},
    },
    # every hour: overdue supplements lapse, reminders whose day has come are written
    "plan notifications": {
        "task": "applicants.tasks.plan_notifications",
        "schedule": schedule(3600),
        "options": {"expires": 3600},
    },
    # every minute: what a changed calendar of working days moves is counted anew
    "count deadlines": {
        "task": "applicants.tasks.count_deadlines",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    # every hour: what was typed and not sent goes when its time is over
    "clean unsent forms": {
        "task": "applicants.tasks.clean_unsent_forms",
        "schedule": schedule(3600),
        "options": {"expires": 3600},
    },
    # every hour: files without a row go
    "clean uploads": {
        "task": "applicants.tasks.clean_uploads",
        "schedule": schedule(3600),
        "options": {"expires": 3600},
    },
    # every night at half past three: what was kept for as long as the table says is ended
    "retention": {
        "task": "applicants.tasks.keep_retention",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 12 * 3600},
    },
    # every minute: copies of one's own data that a worker was not told of are made
    "make exports": {
        "task": "applicants.tasks.make_exports",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    # every 10 seconds: whom each edition fits is brought up to date after midnight and after each
    # publication, and what a worker or a message left undone is gone on with
    "match everybody": {
        "task": "applicants.tasks.match_everybody",
        "schedule": schedule(10),
        "options": {"expires": 10},
    },
    # every 15 seconds: proof for /readyz that a worker takes what beat sends
    "heartbeat": {
        "task": "leqing.tasks.beat",
        "schedule": schedule(15),
        "options": {"expires": 15},
    },
    # every hour: entries of the audit log whose time is over go
    "prune audit": {
        "task": "applicants.tasks.prune_audit",
        "schedule": schedule(3600),
        "options": {"expires": 3600},
    },
    # every hour: addresses whose code was not entered within a day are forgotten
    "clear unfinished accounts": {
        "task": "leqing.tasks.clear_unfinished_accounts",
        "schedule": schedule(3600),
        "options": {"expires": 3600},
    },
    # every hour: budgets that are full again are forgotten
    "clear budgets": {
        "task": "leqing.tasks.clear_budgets",
        "schedule": schedule(3600),
        "options": {"expires": 3600},
    },
    # every hour: answers are kept for seven days, as the pages say, and then deleted
    "clear sessions": {
        "task": "leqing.tasks.clear_sessions",
        "schedule": schedule(3600),
        "options": {"expires": 3600},
    },
}

# -- Logs -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "not readiness": {
            "()": "django.utils.log.CallbackFilter",
            "callback": is_not_readiness,
        },
        "refusals in one line": {
            "()": "django.utils.log.CallbackFilter",
            "callback": refusal_in_one_line,
        },
    },
    "formatters": {
        "line": {"()": "leqing.logs.LineFormatter"},
        "json": {"format": "%(message)s"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["refusals in one line"],
        },
        # One entry of the audit log, as JSON alone: to be shipped to a second place.
        "audit": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
        },
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "audit": {"handlers": ["audit"], "level": "INFO", "propagate": False},
        # Django's own handlers (mail to admins, colours) are not wanted beside ours.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # robots; they get their 400
        # a 404 stands in the access log already
        "django.request": {"level": "ERROR", "filters": ["not readiness"]},
        "mail.log": {"level": "WARNING"},  # aiosmtpd's, a line for each word of SMTP
        "django.server": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
    },
}
