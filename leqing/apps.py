from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class LeqingConfig(AppConfig):
    default = True
    name = "leqing"
    verbose_name = _("Leqing")

    def ready(self) -> None:
        from leqing import checks  # noqa: F401 – registers itself
        from leqing.accounts import records  # noqa: F401 – likewise


class LeqingAdminConfig(admin_apps.AdminConfig):
    """Django's administration with our own doors."""

    default = False
    default_site = "leqing.admin.LeqingAdminSite"

    def ready(self) -> None:
        super().ready()
        from leqing.accounts import admin

        admin.register()
