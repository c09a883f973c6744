"""Where a request comes from, by what cannot be made up."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOUSEHOLD = 64  # bits of an address that belong to one connection
OF_PROXIES = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def vouched_address(peer: str, forwarded: str) -> str:
    """Who asks, as far as proxies of ours vouch for it; empty where that is no address.

    Args:
        peer: who opened the connection; empty for a socket in the file system.
        forwarded: ``X-Forwarded-For``. What stands before the entries of our proxies may be forged.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    entries = forwarded.split(",")
    vouched = count and len(entries) >= count and entries[-count].strip()
    try:
        return str(ip_address(vouched or peer))
    except ValueError:
        return ""


def client_address(request: HttpRequest) -> str:
    """Who asks, as far as proxies of ours vouch for it; empty where that is no address."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return vouched_address(request.META.get("REMOTE_ADDR", ""), forwarded)


def connection_of(address: str) -> str:
    """An address, of IPv6 the network that a provider gives to one connection; empty for none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), HOUSEHOLD), strict=False))


def comes_from_here(request: HttpRequest) -> bool:
    """Whether somebody at this machine asks, and no proxy for somebody elsewhere."""
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and not any(name in request.headers for name in OF_PROXIES)
