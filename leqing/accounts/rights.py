"""Rights in words: Django stores their names once, in English, when the tables are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.db.models import ManyToManyField
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DEEDS = {
    "add": _("may add"),
    "change": _("may change"),
    "delete": _("may delete"),
    "view": _("may view"),
}


def right_words(right: Permission) -> str:
    """What somebody with a right may do, in the language of the reader."""
    deed, _under, model = right.codename.partition("_")
    kind = right.content_type
    usual = model == kind.model and deed in DEEDS
    words = str(DEEDS[deed]) if usual else gettext(right.name)  # ours have a message for a name
    return f"{kind.app_labeled_name} | {words}"


if TYPE_CHECKING:
    BaseField = ModelMultipleChoiceField[Permission]
else:
    BaseField = ModelMultipleChoiceField


class RightsField(BaseField):
    """A choice of rights."""

    def label_from_instance(self, obj: Permission) -> str:
        return right_words(obj)


class RightsInWords:
    """Mixed into a page on which rights are chosen."""

    def formfield_for_manytomany(
        self,
        db_field: ManyToManyField[Any, Any],
        request: HttpRequest | None = None,
        **options: Any,
    ) -> Any:
        if db_field.remote_field.model is Permission:
            options["form_class"] = RightsField
        return super().formfield_for_manytomany(db_field, request, **options)  # type: ignore[misc]  # a mixin
