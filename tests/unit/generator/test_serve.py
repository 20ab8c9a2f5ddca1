"""The small server for looking at the site on one's own machine."""

import http.client
import threading
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from generator.csp import with_policy
from generator.headers import OTHERS, header_files, static_headers
from generator.serve import address, server
from ledger.core.errors import MingchouError


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A running server over a site of a few files."""
    for path, text in {
        "index.html": "首页",
        "404.html": "没有",
        "assets/a.js": "1",
        "ledger/ledger.jsonl": "{}",
        "ledger/checkpoint": "c",
        "feed.atom": "<feed/>",
        "data/results.csv": "甲",
        "data/results.xlsx": "x",
        "data/mingchou.sqlite": "x",
    }.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_text(text, encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    running = server(tmp_path / "site", 0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield int(running.server_address[1])
    running.shutdown()
    running.server_close()
    thread.join()


def get(port: int, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    """One answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/assets/a.js", "text/javascript; charset=utf-8"),
        ("/ledger/ledger.jsonl", "text/plain; charset=utf-8"),
        ("/ledger/checkpoint", "text/plain; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/data/results.csv", "text/csv; charset=utf-8"),
        ("/data/results.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("/data/mingchou.sqlite", "application/vnd.sqlite3"),
    ],
)
def test_files_with_right_types(port: int, path: str, kind: str) -> None:
    """A browser refuses a module of another type; Chinese text needs its character set."""
    answer, _ = get(port, path)
    assert (answer.status, answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (200, kind, "nosniff")


@pytest.mark.parametrize("path", ["/nothing", "/assets/", "/../secret", "/%2e%2e/secret", "/ledger/%2e%2e/%2e%2e/secret"])
def test_what_is_not_there(port: int, path: str) -> None:
    """The site's own page; no folder listings, nothing outside the folder."""
    answer, body = get(port, path)
    assert (answer.status, body.decode()) == (404, "没有")


@pytest.mark.parametrize("path", ["/", "/assets/a.js", "/data/results.csv", "/nothing", "/ledger/checkpoint"])
def test_the_headers_that_hosts_send(port: int, path: str, tmp_path: Path) -> None:
    """With every answer exactly what `build` wrote for static hosts; before it has, and after it has written anew, as well."""
    before, _ = get(port, path)
    assert {name: before.headers.get_all(name) for name, _ in static_headers()} == {n: [v] for n, v in static_headers()}
    assert "sha256-" not in before.headers["Content-Security-Policy"]
    page = with_policy('<html><head><meta charset="utf-8"><script>a()</script></head></html>')
    for name in ("index.html", "404.html"):
        (tmp_path / "site" / name).write_text(page, encoding="utf-8")
    written = header_files(tmp_path / "site", "https://a.example/ssj/", [""], [])["_headers"]
    (tmp_path / "site" / "_headers").write_text(written, encoding="utf-8")
    after, _ = get(port, path)
    sent = [f"  {name}: {value}" for name, value in after.headers.items() if f"  {name}: {value}" in written]
    assert ["/ssj/*", *sent, ""] == written.split("\n")
    assert "'sha256-" in after.headers["Content-Security-Policy"] and len(sent) == len(OTHERS) + 1


@pytest.mark.parametrize("text", ["", "/*\n  A: b", "*\nA: b\n", "/*\n  A: b\n/x\n  A: c\n", "/*\n  A\n"])
def test_headers_that_build_did_not_write(text: str, tmp_path: Path) -> None:
    """Refused at the start, not left out in silence."""
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    (tmp_path / "_headers").write_text(text, encoding="utf-8")
    with pytest.raises(MingchouError, match=r"_headers.*mingchou build"):
        server(tmp_path, 0)


def test_head_has_no_body(port: int) -> None:
    """Also where nothing is there."""
    assert [get(port, path, "HEAD")[1] for path in ("/", "/nothing")] == [b"", b""]


def test_loopback_only(tmp_path: Path) -> None:
    """It is for one's own machine."""
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    with server(tmp_path, 0) as running:
        assert running.server_address[0] == "127.0.0.1"
        assert address(running) == f"http://127.0.0.1:{running.server_address[1]}/"
        with pytest.raises(MingchouError, match="不能用"):
            server(tmp_path, int(running.server_address[1]))


def test_no_site_to_serve(tmp_path: Path) -> None:
    """It says which command makes one."""
    with pytest.raises(MingchouError, match=r"没有网站.*mingchou build"):
        server(tmp_path, 0)
