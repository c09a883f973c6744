"""Where a request comes from, as far as it can be believed."""

from ipaddress import IPv6Address, ip_address, ip_network

HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives to one connection


def network_of(peer: str, forwarded: str, *, proxies: int) -> str:
    """The address of a visitor, of an IPv6 address the network that belongs to one connection.

    Args:
        peer: who opened the connection; empty for a socket in the file system.
        forwarded: ``X-Forwarded-For``. What stands before the entries of our proxies may be forged.
        proxies: how many proxies of ours add to it.
    """
    entries = [entry.strip() for entry in forwarded.split(",")] if forwarded else []
    seen = entries[-proxies] if 0 < proxies <= len(entries) else peer
    try:
        address = ip_address(seen.strip("[]"))
    except ValueError:
        return peer
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), HOUSEHOLD), strict=False))
