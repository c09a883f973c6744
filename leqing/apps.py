from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeqingConfig(AppConfig):
    name = "leqing"
    verbose_name = _("Leqing")

    def ready(self) -> None:
        from leqing import checks  # noqa: F401 – registers itself
