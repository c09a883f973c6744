"""Where a request comes from."""

import pytest

from leqing.addresses import connection_of, vouched_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "connection"),
    [
        pytest.param("192.0.2.7", "", 0, "192.0.2.7", id="alone"),
        pytest.param("192.0.2.7", "198.51.100.1", 0, "192.0.2.7", id="no proxy is ours: forged"),
        pytest.param("127.0.0.1", "198.51.100.1", 1, "198.51.100.1", id="our proxy's entry"),
        pytest.param("127.0.0.1", "203.0.113.9, 198.51.100.1", 1, "198.51.100.1", id="forged"),
        pytest.param("127.0.0.1", "203.0.113.9, 198.51.100.1", 2, "203.0.113.9", id="two proxies"),
        pytest.param("127.0.0.1", "198.51.100.1", 2, "127.0.0.1", id="an entry too few"),
        pytest.param("127.0.0.1", "x", 1, "", id="no address"),
        pytest.param("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64", id="one connection"),
        pytest.param(
            "127.0.0.1", "2001:db8:1:2::9", 1, "2001:db8:1:2::/64", id="and through a proxy"
        ),
        pytest.param("::ffff:192.0.2.7", "", 0, "192.0.2.7", id="an old address in a new one"),
        pytest.param("", "", 0, "", id="a socket in the file system"),
    ],
)
def test_connection(settings, peer, forwarded, proxies, connection):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert connection_of(vouched_address(peer, forwarded)) == connection
