"""A visitor without a browser: cookies, hidden fields, files; redirects are shown, not followed."""

import http.client
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from mimetypes import guess_type
from uuid import uuid4

PATIENCE = 60  # seconds for one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back.

    Attributes:
        status: 0 where the connection broke.
        place: of a redirect.
        again: seconds after which one may come again, where it says so.
        began, ended: on a clock that no one sets.
    """

    status: int
    place: str
    text: str
    again: str
    began: float
    ended: float

    @property
    def milliseconds(self) -> float:
        """From the first byte sent to the last received."""
        return 1_000 * (self.ended - self.began)

    @property
    def hidden(self) -> dict[str, str]:
        """Hidden fields of its forms; where a name comes twice, the last."""
        reader = _HiddenFields()
        reader.feed(self.text)
        return reader.found


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found[given["name"] or ""] = given.get("value") or ""


class Browser:
    """One window of one visitor; not for several threads at once.

    Args:
        source: the address of this machine that it asks from, such as ``127.0.0.2``.
        patience: seconds for one answer.
        headers: sent with each request.
    """

    def __init__(
        self,
        port: int,
        cookies: Mapping[str, str],
        *,
        source: str = "127.0.0.1",
        patience: float = PATIENCE,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.headers = dict(headers or {})
        self.port, self.cookies, self.source, self.patience = port, dict(cookies), source, patience

    def window(self) -> "Browser":
        """Another window of the same visitor."""
        return Browser(
            self.port,
            self.cookies,
            source=self.source,
            patience=self.patience,
            headers=self.headers,
        )

    def get(self, path: str, **headers: str) -> Answer:
        """Load a page."""
        return self._ask("GET", path, **headers)

    def post_json(self, path: str, text: str) -> Answer:
        """Ask the interface."""
        return self._ask("POST", path, text.encode(), "application/json")

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Answer:
        """Send a form as browsers send forms with files: a name and a content for each."""
        border = uuid4().hex
        body = _multipart(border, fields, files or {})
        return self._ask("POST", path, body, f"multipart/form-data; boundary={border}")

    def _ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", **more: str
    ) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Language": "en",
            **self.headers,
            **more,
        }
        if kind:
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.patience, source_address=(self.source, 0)
        )
        status, place, text, again, began = 0, "", "", "", time.monotonic()
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            status, place = response.status, response.headers.get("Location", "")
            again = response.headers.get("Retry-After", "")
            self._keep(response.headers.get_all("Set-Cookie") or [])
        except (OSError, http.client.HTTPException) as error:
            text = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        ended = time.monotonic()
        return Answer(status=status, place=place, text=text, again=again, began=began, ended=ended)

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            self.cookies |= {name: each.value for name, each in SimpleCookie(line).items()}


def warm_up(port: int) -> None:
    """Let each process read the catalogue for its first page, and what is searched for its list."""
    paths = ("/", "/programmes/", "/results/") * 16
    with ThreadPoolExecutor(8) as crowd:  # one after the other, one process might take them all
        list(crowd.map(lambda path: Browser(port, {}).get(path), paths))


def _multipart(
    border: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]
) -> bytes:
    parts = []
    for name, value in fields.items():
        head = f'Content-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value.encode())
    for name, (file, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        head += f"Content-Type: {guess_type(file)[0]}\r\n\r\n"
        parts.append(head.encode() + content)
    start = f"--{border}\r\n".encode()
    return b"".join(start + part + b"\r\n" for part in parts) + f"--{border}--\r\n".encode()
