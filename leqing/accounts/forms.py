"""The forms of both doors; allauth's, with our fields and words."""

import unicodedata
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leqing.accounts import codes
from leqing.accounts.addresses import AddressField, is_mobile_number
from leqing.accounts.founders import founder_at
from leqing.accounts.limits import LimitError, ask_for_code, wait_for_second_factor
from leqing.accounts.waiting import code_refused, tries_refused

NO_MOBILE = _(
    "This is a mobile number. Codes come by e-mail only so far: type an e-mail address, such as "
    "name@example.com. You need no account for the questions and your results."
)
TRIED_TOO_OFTEN = ("rate_limited", "too_many_login_attempts")  # codes of allauth's errors
USED_CODE = _("This code was used already. Wait until your app shows the next one.")
LONGEST_CODE = 40  # room for spaces and dashes


class CodeField(forms.CharField):
    """Digits as people type them: full-width ones, and whatever stands between them, are fine."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("max_length", LONGEST_CODE)
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().to_python(value) or "")
        return "".join(character for character in text if character.isalnum())


class PasswordField(forms.CharField):
    """A password that is there already."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "current-password"}
        kwargs.setdefault("label", _("Password"))
        super().__init__(widget=forms.PasswordInput(attrs=attributes), strip=False, **kwargs)


# -- Founders -------------------------------------------------------------------------------------


class FounderAddressField(AddressField):
    """An address; most people would rather type the number of their mobile."""

    def run_validators(self, value: Any) -> None:
        if is_mobile_number(value or ""):
            raise ValidationError(NO_MOBILE, code="mobile")
        super().run_validators(value)


class RequestCodeForm(forms.Form):
    """Asks for a code; the answer is the same whoever has the address, or nobody."""

    email = FounderAddressField()
    asked: codes.AskedCode

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        try:
            ask_for_code(context.request, address)
            self.asked = codes.ask(context.request, address)
        except LimitError as error:
            raise ValidationError(code_refused(error), code=error.code) from None
        found = founder_at(address)
        self._user = found.user if found else None  # read by allauth's view
        return found.email if found else address


class ConfirmCodeForm(account.ConfirmLoginCodeForm):
    """The code from the mail."""

    code = CodeField()

    def clean_code(self) -> str:
        """One that a newer mail replaced is told apart from one that was mistyped."""
        try:
            code: str = super().clean_code()
        except ValidationError:
            if codes.is_older_code(context.request.session, self.cleaned_data["code"]):
                raise get_adapter().validation_error("older_code") from None
            raise
        if not codes.use_code(context.request.session, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


# -- Staff ----------------------------------------------------------------------------------------


class StaffLoginForm(account.LoginForm):
    """Address and password; :class:`~leqing.accounts.backends.StaffBackend` looks at both."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        self.fields["password"] = PasswordField()
        self.order_fields(["login", "password"])


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more."""

    password = PasswordField()


class OneUse:
    """A code of an app is good once, for as long as it could be typed again.

    allauth remembers a used code for one period, but with a tolerance it is accepted for three.
    """

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        except ValidationError as error:
            if error.code in TRIED_TOO_OFTEN:
                wait = wait_for_second_factor(context.request, self.user)
                raise ValidationError(tries_refused(wait), code=error.code) from None
            raise
        period = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"used-code:{self.user.pk}:{code}", True, timeout=period):
            raise ValidationError(USED_CODE, code="used_code")
        return code


class SecondFactorForm(OneUse, second_factor.AuthenticateForm):
    """A code of the app, or one of the recovery codes."""

    code = CodeField()


class SecondFactorAgainForm(OneUse, second_factor.ReauthenticateForm):
    """The same before something that must not happen behind one's back."""

    code = CodeField()


class ActivateAppForm(OneUse, totp.ActivateTOTPForm):
    """The first code of a new app."""

    code = CodeField()


class StaffPasswordForm(PasswordChangeForm):
    """A new password of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _(
            "At least 15 characters. A sentence is long and easy to remember."
        )
        self.fields["new_password2"].help_text = ""
