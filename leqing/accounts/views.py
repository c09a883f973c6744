"""allauth's views where they do not fit as they are."""

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStage
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leqing.accounts.codes import begin_at
from leqing.accounts.forms import StaffPasswordForm
from leqing.accounts.mails import rehearse
from leqing.accounts.middleware import stay, time_left
from leqing.accounts.records import note_new_password, note_wrong_mailed_code


class StayMixin:
    """Shows its page also to somebody who is half-way through signing in.

    allauth would send them on to the second step: then nobody could correct a mistyped address,
    and a member of staff who began at the founders' door would never reach the other.
    """

    def _redirect_to_pending_stage(
        self, request: HttpRequest, stage: LoginStage
    ) -> HttpResponseRedirect | None:
        return None


class RequestCodeView(StayMixin, account.RequestLoginCodeView):
    """Founders: asks for the address."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.asked_code = form.asked  # read by the adapter
        response = super().form_valid(form)
        begin_at(self.request.session, form.asked.at)
        if form._user is None and form.asked.fresh:  # the clock is not to say that nobody gets it
            rehearse("account/email/login_code", recipient=form.cleaned_data["email"])
        return response


class ConfirmCodeView(account.ConfirmLoginCodeView):
    """Founders: asks for the code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = settings.LOCAL and settings.MAILS_ARE_KEPT
        return {**super().get_context_data(**kwargs), "mails_are_kept": kept}

    def form_invalid(self, form: Any) -> HttpResponse:
        if "code" in form.errors:
            note_wrong_mailed_code(self._process.user)
        return super().form_invalid(form)


class StaffLoginView(StayMixin, account.LoginView):
    """Staff: asks for address and password."""


class ActivateAppView(totp.ActivateTOTPView):
    """Staff: sets up the app. Its first code is the second factor of this session too."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response

    def get_success_url(self) -> str:
        return passthrough_next_redirect_url(
            self.request, super().get_success_url(), REDIRECT_FIELD_NAME
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return {**found, "secret": " ".join(groups)}


class RecoveryCodesView(recovery_codes.ViewRecoveryCodesView):
    """Staff: the codes for the day on which the phone is lost."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        onwards = get_next_redirect_url(self.request) or reverse("admin:index")
        return {**found, "onwards": onwards}


class StaffPasswordView(PasswordChangeView):
    """Staff: a new password; every other session of the account ends with the old one."""

    form_class = StaffPasswordForm
    template_name = "account/password_change.html"
    success_url = reverse_lazy("admin:index")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        note_new_password(form.user)
        return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """How long somebody stays signed in; a post is a sign that a member of staff is there."""
    if request.method == "POST":
        stay(request)
    left = time_left(request)
    return JsonResponse({"left": left.seconds, "can_stay": left.can_stay})
