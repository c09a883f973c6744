"""What we change of allauth: words, mails, redirects, and who comes in by which door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from applicants.sealing import seal, unseal
from leqing.accounts.addresses import normalised
from leqing.accounts.codes import forget_codes, note_code
from leqing.accounts.devices import remember_device
from leqing.accounts.entrance import authenticated_recently, is_path_of_ours
from leqing.accounts.limits import LimitError, Tries, try_password
from leqing.accounts.mails import holder_of, send
from leqing.accounts.waiting import WRONG_CODES, password_refused

WRONG_CODE = _("This code is not right. Look it up once more, and type all its digits.")
OLDER_CODE = _("There is a newer mail. Type the code of the newest one.")


class AccountAdapter(DefaultAccountAdapter):
    """Founders by code, staff by password; nobody signs up by a form."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "older_code": OLDER_CODE,
        "too_many_login_attempts": WRONG_CODES,  # the code of a mail; others say how long
        "email_password_mismatch": _(
            "Address and password do not belong together. Check both, then try again."
        ),
        "incorrect_password": _("This is not your password. Try again."),
    }

    _tries: Tries

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        return is_path_of_ours(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        staff = user.is_authenticated and user.is_staff
        return reverse("admin:index") if staff else resolve_url(settings.LOGIN_REDIRECT_URL)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse an account that was closed, or became staff, while the code was on its way."""
        methods = {one["method"] for one in get_authentication_records(request, user)}
        if user.is_staff and "code" in methods:
            clear_login(request)
            return HttpResponseRedirect(reverse("account_login"))
        forget_codes(request.session)
        return super().pre_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, _("This account is closed."))
        return HttpResponseRedirect(reverse("account_request_login_code"))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Keep what went wrong; "you have signed in" is to be seen without being told."""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after signing in: that was the password already."""
        if context.request is not None and authenticated_recently(context.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try in our own way instead of allauth's."""
        account = normalised(credentials.get("email") or credentials.get("username") or "")
        try:
            self._tries = try_password(request, account)
        except LimitError as error:
            raise ValidationError(password_refused(error), code=error.code) from None

    def _rollback_login_failed_rl_usage(self) -> None:
        """A right password uses up nothing."""
        self._tries.give_back()

    def post_login(
        self, request: HttpRequest, user: User, *, email: str | None = None, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, email=email, **kwargs)
        remember_device(request, response, normalised(email or user.email))
        return response

    def generate_login_code(self) -> str:
        """The one that the form has found for this request, see :mod:`~leqing.accounts.codes`."""
        return self.request.asked_code.code

    def new_login_code(self) -> str:
        return super().generate_login_code()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a mail into our outbox instead of handing it to the mail server in the request."""
        if "code" in context:
            note_code(context["request"].session, address=email, code=context["code"])
            if not self.request.asked_code.fresh:
                return
        send(
            template_prefix,
            recipient=email,
            user=holder_of(email),
            code=context.get("code", ""),
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps and recovery codes of staff."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Stands in the app; plain letters, because some apps garble others."""
        return "Leqing"

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element of the page: its pictures may come from files alone."""
        import qrcode
        from qrcode.image.svg import SvgPathImage

        image = qrcode.make(url, image_factory=SvgPathImage)
        # made of squares by the library; nothing of the address stands in it as text
        return mark_safe(image.to_string(encoding="unicode"))
