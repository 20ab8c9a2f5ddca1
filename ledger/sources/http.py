"""One careful HTTP GET: pooled connections, time-outs, a size limit, and no redirects followed.

Plain http is let through as well as https. What comes back is never believed for where it came from: a beacon's round
carries a BLS signature under a key pinned in the ledger, and a published ledger is verified from its genesis line on.
Someone on the line can refuse the answer, as he can refuse the connection, and nothing else.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import parse_url

from ledger.core.errors import SourceError

_CHUNK = 1 << 16
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: the status, where a redirect points (else empty), and the body (empty unless it is 200)."""

    status: int
    location: str
    body: bytes


def base_address(text: str) -> str:
    """An http or https address of a folder, ending in a slash; no user name, query, fragment. Raises `SourceError`."""
    try:
        url = parse_url(text)
    except LocationParseError:
        raise SourceError("不是一个网址", place=text) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise SourceError("网址须以 https:// 或 http:// 开头", place=text)
    if url.auth is not None or url.query is not None or url.fragment is not None:
        raise SourceError("网址里不能有用户名、问号或井号", place=text)
    return url.url if url.url.endswith("/") else url.url + "/"


class Http:
    """GET requests with limits. `seconds` bounds each connect and read, `deadline` the whole body."""

    def __init__(
        self,
        *,
        seconds: float = 10,
        deadline: float = 60,
        retries: int = 0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deadline, self._monotonic = deadline, monotonic
        self._pool = urllib3.PoolManager(
            num_pools=8,
            maxsize=4,
            timeout=urllib3.Timeout(connect=seconds, read=seconds),
            retries=urllib3.Retry(total=retries, status=0, raise_on_status=False),
            # What is asked for is small or already dense; and bytes that never unpack cannot unpack into a flood.
            headers={"Accept-Encoding": "identity", "User-Agent": "mingchou"},
        )

    def get(self, url: str, limit: int) -> Answer:
        """The answer, its body at most `limit` bytes. Raises `SourceError` where there is none, or a larger one."""
        end = self._monotonic() + self._deadline
        try:
            response = self._pool.request("GET", url, redirect=False, preload_content=False, decode_content=False)
            try:
                return self._read(response, url, limit, end)
            except BaseException:
                response.close()  # a body left half-way must not go back into the pool
                raise
            finally:
                response.release_conn()
        except MaxRetryError as error:
            raise SourceError(_words(error.reason or error), place=url) from error
        except HTTPError as error:
            raise SourceError(_words(error), place=url) from error

    def _read(self, response: urllib3.BaseHTTPResponse, url: str, limit: int, end: float) -> Answer:
        if response.status != 200:
            response.close()  # an error's page is nobody's data, and may be of any length
            return Answer(response.status, response.headers.get("Location", ""), b"")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise SourceError("答复经过压缩，而请求的是原样", place=url)
        body = bytearray()
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise SourceError(f"答复超过 {limit} 字节", place=url)
            if self._monotonic() > end:
                raise SourceError(f"{self._deadline:g} 秒内没有收完答复", place=url)
        return Answer(200, "", bytes(body))


def shown(text: object) -> str:
    """What somebody else's server said, fit for a terminal: one line, not long, nothing that is not printed."""
    plain = "".join(c if c.isprintable() else "?" for c in str(text))
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"


def unexpected(answer: Answer) -> str:
    """An answer that is not the one asked for, in words."""
    if answer.location:
        return f"HTTP {answer.status}，要转到 {shown(answer.location)}（不跟随转址）"
    return f"HTTP {answer.status}"


def _words(error: Exception) -> str:
    match error:
        # From the narrow to the wide: urllib3 has a refused connection as a kind of time-out.
        case NameResolutionError():
            return "查不到这个域名"
        case NewConnectionError():
            return "连不上"
        case ReadTimeoutError() | ConnectTimeoutError():
            return "超时没有答复"
        case SSLError():
            return f"证书或加密连接不成立（{shown(error)}）"
        case _:
            return f"连接中断或答复不成形（{shown(error)}）"
