"""The addresses of signing in and out: allauth's names, and only those that we offer."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path

from leqing.accounts import again, views
from leqing.accounts.entrance import for_staff

passed, enrolling = for_staff(), for_staff(enrolling=True)

urlpatterns: list[URLPattern] = [
    path("sign-in/", views.RequestCodeView.as_view(), name="account_request_login_code"),
    path("sign-in/code/", views.ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path("code-again/", again.code_again, name="account_code_again"),
    path("sign-out/", account.logout, name="account_logout"),
    path("session/", views.session, name="account_session"),
    path("staff/", views.StaffLoginView.as_view(), name="account_login"),
    path(
        "password/",
        passed(views.StaffPasswordView.as_view()),
        name="account_change_password",
    ),
    path("reauthenticate/", enrolling(account.reauthenticate), name="account_reauthenticate"),
    path("two-factor/", passed(second_factor.index), name="mfa_index"),
    path("two-factor/code/", second_factor.authenticate, name="mfa_authenticate"),
    path(
        "two-factor/reauthenticate/",
        passed(second_factor.reauthenticate),
        name="mfa_reauthenticate",
    ),
    path(
        "two-factor/activate/",
        enrolling(views.ActivateAppView.as_view()),
        name="mfa_activate_totp",
    ),
    path("two-factor/deactivate/", passed(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "two-factor/recovery-codes/",
        passed(views.RecoveryCodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "two-factor/recovery-codes/generate/",
        passed(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
