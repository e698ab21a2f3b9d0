"""A mirror at an address, read by the operator who named it: any host, private ones too, but no other than that.

Unlike `embassy.lib.outside`, which asks addresses that somebody else has written.
"""

import hashlib
import http.client
import ssl
from collections.abc import Callable
from urllib.parse import quote, urlsplit

SECONDS = 30
CHUNK = 1 << 16
MAX_BYTES = 1 << 30
"""Of one file."""
MAX_READ_BYTES = 1 << 26
"""Of a file that is read whole: the sums."""


class Remote:
    """One connection for all files, made again where the server has closed it. Redirects are not followed."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        self.root = self.parts.path.rstrip("/")
        self.connection = self.connect()

    def connect(self) -> http.client.HTTPConnection:
        host, port = self.parts.hostname or "", self.parts.port
        if self.parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=SECONDS)

    def read(self, file: str) -> bytes | None:
        parts: list[bytes] = []
        return b"".join(parts) if self.take(file, parts.append, MAX_READ_BYTES) else None

    def digest(self, file: str) -> str | None:
        digest = hashlib.sha256()
        return digest.hexdigest() if self.take(file, digest.update, MAX_BYTES) else None

    def files(self) -> None:
        """A web server does not say what else it has."""

    def close(self) -> None:
        self.connection.close()

    def take(self, file: str, use: Callable[[bytes], object], max_bytes: int) -> bool:
        """Whether the file is there. Raises OSError where the server does not answer, or with an error of its own."""
        try:
            answer = self.asked(file)
            if answer.status >= 500 or answer.status == 429:
                raise OSError(f"{file}: the server answers with error {answer.status}")
            taken = 0
            while chunk := answer.read(CHUNK):
                taken += len(chunk)
                if taken > max_bytes:
                    self.connection.close()
                    raise OSError(f"{file}: the file has no end")
                if answer.status == 200:
                    use(chunk)
        except http.client.HTTPException as error:
            raise OSError(f"{file}: the server does not speak HTTP ({error!r})") from error
        return answer.status == 200

    def asked(self, file: str) -> http.client.HTTPResponse:
        try:
            return self.request(file)
        except (http.client.RemoteDisconnected, ConnectionError):
            self.connection.close()
            return self.request(file)

    def request(self, file: str) -> http.client.HTTPResponse:
        headers = {"User-Agent": "embassy-mirror-verify", "Accept-Encoding": "identity"}
        self.connection.request("GET", f"{self.root}/{quote(file)}", headers=headers)
        return self.connection.getresponse()
