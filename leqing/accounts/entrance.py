"""Whether a session may see the pages of staff, and where it is sent if not."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

View = Callable[..., HttpResponseBase]
RECENTLY = 15 * 60  # seconds in which nobody is asked for the same once more


def passed_second_factor(request: HttpRequest) -> bool:
    """Whether this session gave a password and a code, and the account still has its app."""
    methods = {one["method"] for one in get_authentication_records(request, request.user)}
    return {"password", "mfa"} <= methods and has_app(request.user)


def has_app(user: Any) -> bool:
    """Whether an authenticator app is set up for this account."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def authenticated_recently(request: HttpRequest) -> bool:
    """Whether this session gave a password or a code of an app within :data:`RECENTLY`."""
    records = get_authentication_records(request, request.user)
    moments = [one["at"] for one in records if one["method"] in ("password", "mfa")]
    return bool(moments) and time.time() - max(moments) < RECENTLY


def turned_away(request: HttpRequest, *, enrolling: bool = False) -> HttpResponse | None:
    """Where a request must go first that asks for a page of staff; None if it may pass.

    Args:
        enrolling: the page is part of setting up the app, so that a password is enough until
            there is one.

    Raises:
        Http404: to founders there is no such page.
    """
    user = request.user
    if not user.is_authenticated:
        return to_staff_sign_in(request)
    if not user.is_staff:
        raise Http404
    if passed_second_factor(request):
        return None
    methods = {one["method"] for one in get_authentication_records(request, user)}
    if "password" in methods and not has_app(user):
        return None if enrolling else _with_next(request, "mfa_activate_totp")
    logout(request)  # signed in another way, or before there was an app: once more, with both
    return to_staff_sign_in(request)


def to_staff_sign_in(request: HttpRequest, onwards: str = "") -> HttpResponseRedirect:
    """To the sign-in of staff, and ``onwards`` afterwards; back to this page if none is given."""
    return _with_next(request, "account_login", onwards)


def ask_again(request: HttpRequest) -> HttpResponseRedirect | None:
    """To the password once more, and back to this page; None for whoever gave it just now."""
    return (
        None if authenticated_recently(request) else _with_next(request, "account_reauthenticate")
    )


def for_staff(*, enrolling: bool = False) -> Callable[[View], View]:
    """Closes a view to everybody whom :func:`turned_away` sends elsewhere."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return turned_away(request, enrolling=enrolling) or view(request, *args, **kwargs)

        return guarded

    return decorate


def is_path_of_ours(url: str) -> bool:
    """Whether a redirect may go there: a path of this site, written without a host."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def _page_of(request: HttpRequest) -> str:
    """Where to go on: the page that asked for a part of itself, not the part."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    page = htmx.current_url_abs_path if htmx else None
    return page or request.get_full_path()


def _with_next(request: HttpRequest, name: str, onwards: str = "") -> HttpResponseRedirect:
    query = urlencode({REDIRECT_FIELD_NAME: onwards or _page_of(request)})
    return HttpResponseRedirect(f"{reverse(name)}?{query}")
