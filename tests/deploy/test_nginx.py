"""The configuration of nginx that is shipped: read by nginx, and doing what README says of it."""

import http.client
import json
import re
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from leqing.embedded.process import free_port
from tests.leqing.web.server import serving
from tests.proxy import MISSING, NGINX, SHIPPED, configure, proxy


@pytest.fixture(scope="module", autouse=True)
def nginx():
    if not NGINX:
        pytest.fail(MISSING)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("proxy")


@pytest.fixture(scope="module")
def port(home, nginx):
    with serving(home, threads=4) as behind, proxy(home, behind) as port:
        yield port


def ask(port, path, visitor=1, **headers):
    """Status, headers and body, for a visitor of an address of this machine."""
    source = (f"127.0.0.{visitor}", 0)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=source)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def told(port, path="/", **headers):
    """What the application was told of a request."""
    status, _headers, body = ask(port, path, **headers)
    assert status == 200
    return json.loads(body)["told"]


def certificate(home):
    """A key and a certificate that nobody trusts, in two files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "leqing.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = (
        builder.not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (home / "fullchain.pem").write_bytes(signed.public_bytes(pem))
    (home / "key.pem").write_bytes(key.private_bytes(pem, kind, serialization.NoEncryption()))


def test_nginx_reads_the_whole_of_it(tmp_path):
    certificate(tmp_path)
    shipped = (SHIPPED / "leqing.conf").read_text()
    for place, here in (
        ("/etc/nginx/leqing", SHIPPED),
        ("/etc/ssl/leqing", tmp_path),
        ("/var/log/nginx", tmp_path),
    ):
        assert f"{place}/" in shipped
        shipped = shipped.replace(place, str(here))
    shipped = re.sub(r"listen \[::\]:.*;", "", shipped)  # a machine may have no IPv6
    for usual in (80, 443):
        shipped = shipped.replace(f"listen {usual}", f"listen 127.0.0.1:{free_port()}")
    path = configure(tmp_path, shipped)
    command = [NGINX, "-t", "-c", path, "-e", tmp_path / "error.log", "-p", tmp_path]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_what_a_visitor_says_of_itself_goes_no_further(port):
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    seen = told(port, **forged)
    assert seen["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "http"
    assert not {"HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED"} & seen.keys()


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/programmes/?q=330382190001010348", "/programmes/"),
        ("/calendar/s3cret.ics", "/calendar/-"),
        ("/shared/s3cret/", "/shared/-"),
        ("/unsubscribe/s3cret/", "/unsubscribe/-"),
    ],
)
def test_the_log_has_no_search_and_no_key(port, home, path, logged):
    ask(port, path, Referer=f"https://leqing.example{path}")
    log = home / "access.log"
    until = time.monotonic() + 5
    while f'"GET {logged}"' not in log.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "s3cret" not in log.read_text()
    assert "330382190001010348" not in log.read_text()


@pytest.mark.parametrize(("path", "visitor"), [("/", 11), ("/api/v1/facts", 12)])
def test_a_flood_is_refused_and_others_are_not(port, path, visitor):
    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(lambda _n: ask(port, path, visitor), range(400)))
    refused = [(headers, body) for status, headers, body in answers if status == 429]
    assert {status for status, _headers, _body in answers} == {200, 429}
    assert all(headers["Retry-After"] == "10" for headers, _body in refused)
    if path.startswith("/api/"):
        assert json.loads(refused[0][1])["problems"]
    else:
        assert "请稍等" in refused[0][1].decode()
    assert ask(port, path, visitor + 10)[0] == 200


def test_a_room_behind_one_address_is_not_refused(port):
    """Sixty people press a button at once, and each page asks for four files."""
    with ThreadPoolExecutor(60) as crowd:
        pages = list(crowd.map(lambda _n: ask(port, "/", 31)[0], range(60)))
        files = list(crowd.map(lambda _n: ask(port, "/static/x", 31)[0], range(240)))
    assert {*pages, *files} == {200}


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\nHost: x\r\n", b"x"])
def test_whoever_is_slow_waits_in_the_proxy(port, said):
    """Twenty half heads, or half bodies, before four threads."""
    body = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
    with ExitStack() as stack:
        for _each in range(20):
            address = ("127.0.0.1", port)
            sock = stack.enter_context(
                socket.create_connection(address, source_address=("127.0.0.41", 0))
            )
            sock.sendall(said if said.startswith(b"GET") else body + said)
        start = time.monotonic()
        assert ask(port, "/", 41)[0] == 200  # of the same address
        assert time.monotonic() - start < 1


def test_too_long_a_body_is_refused_before_it_is_sent(port):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sock:
        sock.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 120000000\r\n\r\n")
        assert b" 413 " in sock.recv(1024)


def test_a_server_that_is_away_is_said_to_come_back(tmp_path):
    with proxy(tmp_path, free_port()) as port:
        status, headers, body = ask(port, "/")
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "系统正忙" in body.decode()
