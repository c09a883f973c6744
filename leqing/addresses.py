"""Where a request comes from, by what cannot be made up."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

OF_PROXIES = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def client_address(request: HttpRequest) -> str:
    """Who asks, as far as proxies of ours vouch for it; empty where that is no address."""
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    vouched = count and len(entries) >= count and entries[-count].strip()
    try:
        return str(ip_address(vouched or request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""


def comes_from_here(request: HttpRequest) -> bool:
    """Whether somebody at this machine asks, and no proxy for somebody elsewhere."""
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and not any(name in request.headers for name in OF_PROXIES)
