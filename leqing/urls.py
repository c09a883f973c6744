"""Every address: the two apps, the admin, the language switch, and robots."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from leqing import mails
from leqing.languages import set_language
from leqing.robots import robots
from policies.api import api

handler400 = "leqing.errors.bad_request"
handler403 = "leqing.errors.permission_denied"
handler404 = "leqing.errors.page_not_found"
handler429 = "leqing.errors.too_many_requests"  # allauth's, not Django's
handler500 = "leqing.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", robots, name="robots"),
    path("admin/", admin.site.urls),
    path("account/", include("leqing.accounts.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    path("", include("policies.urls")),
    path("", include("applicants.urls")),
]
if settings.LOCAL:
    urlpatterns += mails.urlpatterns
