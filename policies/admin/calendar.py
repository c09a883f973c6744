"""The calendar of working days: plain data, edited by whoever may."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.reading import BaseAdmin
from policies.models import CalendarYear, SpecialDay
from policies.services.calendar import days_in_year

if TYPE_CHECKING:
    BaseForm = forms.ModelForm[SpecialDay]
    BaseInline = admin.TabularInline[SpecialDay, CalendarYear]
    BaseFormSet = forms.BaseInlineFormSet[SpecialDay, CalendarYear, BaseForm]
else:
    BaseForm = forms.ModelForm
    BaseInline = admin.TabularInline
    BaseFormSet = forms.BaseInlineFormSet


class SpecialDayForm(BaseForm):
    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        # Django leaves the constraint out: in an inline form the year is still to be saved.
        if self.instance.year_id not in (None, on.year):
            raise forms.ValidationError(_("This day lies in another year."))
        return on


class SpecialDays(BaseFormSet):
    """The lines of a year; Django would name a day that stands twice by its column."""

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        return gettext("One day stands in two lines: keep one of them.")


class BoundedInline(BaseInline):
    """Rows within a form, never more than they may be: Django draws 1,000 beyond that if asked."""

    def get_formset(
        self, request: HttpRequest, obj: CalendarYear | None = None, **kwargs: Any
    ) -> Any:
        bounds = {"absolute_max": self.max_num, "validate_max": True}
        return super().get_formset(request, obj, **{**bounds, **kwargs})


class SpecialDayInline(BoundedInline):
    model = SpecialDay
    form = SpecialDayForm
    formset = SpecialDays
    fields = ("on", "working", "name_zh", "name_en")
    extra = 0
    max_num = 366  # the days of a year


@admin.register(CalendarYear)
class CalendarYearAdmin(BaseAdmin):
    list_display = ("year", "announced", "working_days", "source")
    list_filter = ("announced",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("year", "announced", "source_zh", "source_en", "url")
    inlines = (SpecialDayInline,)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "announced__exact"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarYear]:
        years: QuerySet[CalendarYear] = super().get_queryset(request)
        return years.prefetch_related("days")

    def get_readonly_fields(
        self, request: HttpRequest, obj: CalendarYear | None = None
    ) -> tuple[str, ...]:
        return () if obj is None else ("year",)  # its key: another number would be another row

    @admin.display(description=_("working days"))
    def working_days(self, year: CalendarYear) -> int:
        return days_in_year(year)

    @admin.display(description=_("source"))
    def source(self, year: CalendarYear) -> str:
        return year.source
