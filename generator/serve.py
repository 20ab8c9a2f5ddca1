"""A small static server for looking at the site on one's own machine: the loopback address and nothing else.

It sends the headers that `build` wrote for real hosts, so that what works here works there.
"""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from generator.headers import sent_headers
from generator.opendata.package import FORMATS
from ledger.core.errors import MingchouError

HOST = "127.0.0.1"


class Handler(SimpleHTTPRequestHandler):
    """Static files with right types, the site's own error page, no folder listings, no log."""

    protocol_version = "HTTP/1.1"
    # Head and body go out in two writes; the second must not wait for the first one's acknowledgement.
    disable_nagle_algorithm = True
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        "": "text/plain; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".jsonl": "text/plain; charset=utf-8",
        ".xml": "application/xml; charset=utf-8",
        ".atom": "application/atom+xml; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".xlsx": FORMATS["xlsx"],
        ".sqlite": FORMATS["sqlite"],
    }

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of what is read."""

    def end_headers(self) -> None:
        """Those of the site as it is now, and: always ask again, for it changes whenever it is built."""
        for name, value in sent_headers(Path(self.directory)):
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """Folders without a page are not there."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """For what is not there, the site's own page."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server bound to the loopback address. Raises `MingchouError` when there is no site, its headers cannot be read, or the
    port is taken."""
    if not (folder / "index.html").is_file():
        raise MingchouError(f"{folder} 里没有网站", hint="请先运行 mingchou build")
    sent_headers(folder)
    try:
        return ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(folder)))
    except OSError as error:
        raise MingchouError(f"端口 {port} 不能用：{error.strerror}", hint="请用 --port 换一个端口") from error


def address(running: ThreadingHTTPServer) -> str:
    """Where it answers."""
    return f"http://{HOST}:{running.server_address[1]}/"
