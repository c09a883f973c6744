"""Every form of the administration reads text, numbers and days as founders' fields do."""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import ReadOnlyPasswordHashField
from django.contrib.auth.models import Group, User
from django.forms.models import InlineForeignKeyField
from django.urls import reverse

from policies.admin.repeal import ChangeForm, DecisionForm
from policies.forms import typed
from policies.models import CalendarYear, SpecialDay

OURS = tuple(typed.PLAIN.values())
PICKED = (
    forms.BooleanField,
    forms.ChoiceField,
    forms.ModelChoiceField,
    InlineForeignKeyField,
    ReadOnlyPasswordHashField,
)
NO_NUMBERS = ("2_040", "\u0662\u0660\u0664\u0660", "1e3", "--5", "0x7f8", "NaN", "2040.5", "2 040")
NO_DAYS = (
    *("2026_01_02", "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0662", "2026-02-30"),
    *("01/02/2026", "2026-01", "NaN"),
)


def forms_of_rows(rf, user):
    """Each form by which a row is added or changed, with its name."""
    request = rf.get("/")
    request.user = user
    for model, page in admin.site._registry.items():
        if not (page.has_add_permission(request) or page.has_change_permission(request)):
            continue
        for row in (None, model()):
            where = f"{model.__name__} {'add' if row is None else 'change'}"
            yield where, page.get_form(request, row, change=row is not None)
            for rows, inline in page.get_formsets_with_inlines(request, row):
                yield f"{where} {inline.model.__name__}", rows.form


def fields_typed_into(rf, user):
    for where, form in forms_of_rows(rf, user):
        for name, field in form.base_fields.items():
            if not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput):
                yield f"{where} {name}", field


@pytest.mark.django_db
def test_no_field_of_a_row_is_read_otherwise(rf, admin_user):
    fields = dict(fields_typed_into(rf, admin_user))
    otherwise = [n for n, field in fields.items() if not isinstance(field, (*OURS, *PICKED))]
    assert otherwise == []
    for name in (
        *("CalendarYear add year", "CalendarYear add SpecialDay on", "User add username"),
        *("User change first_name", "Group add name", "CalendarYear change source_zh"),
    ):
        assert isinstance(fields[name], OURS), name


@pytest.mark.django_db
def test_no_text_of_a_row_keeps_a_sign_that_nobody_sees(rf, admin_user):
    texts = [
        (name, field)
        for name, field in fields_typed_into(rf, admin_user)
        if isinstance(field, forms.CharField) and not isinstance(field, ReadOnlyPasswordHashField)
    ]
    assert len(texts) >= 10
    for name, field in texts:
        link = isinstance(field, forms.URLField) or name.endswith(" url")
        text = "https://example.org/{}b" if link else "a{}b@example.org"
        for sign in "\u202e\u200b\x1b\u2066\u3164":
            assert field.clean(text.format(sign)) == text.format(""), name
        with pytest.raises(forms.ValidationError):
            field.clean(text.format("\ue000"))


@pytest.mark.parametrize("form", [ChangeForm, DecisionForm])
def test_nor_does_a_form_about_an_edition(form):
    texts = [field for field in form.base_fields.values() if isinstance(field, forms.CharField)]
    assert texts
    assert all(field.clean("a\u202eb\u200bc") == "abc" for field in texts)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_whole_number_has_plain_digits(text):
    with pytest.raises(forms.ValidationError):
        typed.WholeNumberField().clean(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("2040", 2040), (" 2040 ", 2040), ("２０４０", 2040), ("2,040", 2040), ("20\u202e40", 2040)],
)
def test_a_whole_number_is_read_as_founders_numbers_are(text, number):
    assert typed.WholeNumberField().clean(text) == number


@pytest.mark.parametrize("text", NO_DAYS)
def test_a_day_has_plain_digits(text):
    with pytest.raises(forms.ValidationError):
        typed.DayField().clean(text)


@pytest.mark.parametrize("text", ["2026-01-02", "2026/1/2", "2026年1月2日", "２０２６-01-02"])
def test_a_day_is_read_as_founders_days_are(text):
    assert typed.DayField().clean(text).isoformat() == "2026-01-02"


def test_what_is_left_empty_is_empty():
    assert typed.WholeNumberField(required=False).clean(" ") is None
    assert typed.DayField(required=False).clean("") is None


# -- through the pages -----------------------------------------------------------------------------


def year(number, **columns):
    rows = {"days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0"}
    day = {"days-0-on": "2040-01-02", "days-0-name_zh": "节\u202e", "days-0-name_en": "Fe\u200bast"}
    given = {"source_zh": "通\u202e知", "source_en": "No\u200btice", "url": ""}
    return {"year": number, **given, **rows, **day, **columns}


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_no_year_of_other_digits_is_kept(admin_client, number):
    answer = admin_client.post(reverse("admin:policies_calendaryear_add"), year(number))
    assert answer.status_code == 200
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize("day", NO_DAYS)
def test_no_special_day_of_other_digits_is_kept(admin_client, day):
    sent = year("2040", **{"days-0-on": day})
    assert admin_client.post(reverse("admin:policies_calendaryear_add"), sent).status_code == 200
    assert not CalendarYear.objects.exists()


def test_a_year_and_its_days_are_kept_without_unseen_signs(admin_client):
    admin_client.post(reverse("admin:policies_calendaryear_add"), year("２０４０"))
    kept, day = CalendarYear.objects.get(), SpecialDay.objects.get()
    assert (kept.year, kept.source_zh, kept.source_en) == (2040, "通知", "Notice")
    assert (day.name_zh, day.name_en) == ("节", "Feast")


def test_names_of_people_and_groups_have_no_unseen_signs(admin_client, admin_user):
    admin_client.post(reverse("admin:auth_group_add"), {"name": "Re\u202eview"})
    assert Group.objects.filter(name="Review").exists()
    address = reverse("admin:auth_user_change", args=[admin_user.pk])
    names = {"first_name": "Xiao\u202e", "last_name": "陈\ue863"}
    sent = {"username": admin_user.username, "email": admin_user.email, "is_superuser": "on"}
    admin_client.post(address, {**sent, "is_active": "on", "is_staff": "on", **names})
    kept = User.objects.get(pk=admin_user.pk)
    assert (kept.first_name, kept.last_name) == ("Xiao", "陈䶮")
