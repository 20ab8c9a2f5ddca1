"""Readers of a published ledger: the same answers from a folder and from a site, and no way out of either."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import layout
from ledger.core.errors import SourceError
from ledger.sources import site
from ledger.sources.http import Http
from ledger.sources.site import folder_reader, reader, url_reader

DIGEST = "0" * 64
FILES = {
    layout.LEDGER: b'{"index":0}\n',
    layout.CHECKPOINT: b"origin\n",
    layout.CHECKPOINT_INDEX: b"1\n",
    layout.file(DIGEST): b"\x00\xff" * 70_000,
    layout.snapshot(DIGEST): b"",
    layout.opening("2024Q4-430902-key", 0): b"{}",
    layout.result("2024Q4-430902-key", 12, 34): b"[]",
}
ABSENT = [layout.file("1" * 64), layout.opening("x", 0), "checkpoint/0", "files"[:3]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    base = tmp_path / "site" / "ledger"
    for path, data in FILES.items():
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_bytes(data)
    (tmp_path / "site" / "secret").write_bytes(b"secret")
    return base


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    connections: set[object]

    def log_message(self, format, *args):
        pass

    def setup(self):
        super().setup()
        self.connections.add(self.client_address)


class Serving:
    """A server on the loopback address, running until the block ends."""

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> "Serving":
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[str, set[object]]]:
    connections: set[object] = set()
    handler = type("Handler", (_Quiet,), {"connections": connections})
    with Serving(partial(handler, directory=str(folder.parent))) as serving:
        yield f"{serving.url}/ledger", connections


def test_folder_and_site_give_the_same(folder, served):
    url, connections = served
    readers = folder_reader(folder), url_reader(url), url_reader(url + "/"), reader(str(folder)), reader(url)
    for read in readers:
        assert {path: read(path) for path in FILES} == FILES
    assert len(connections) == 3, "each reader of a site keeps one connection"
    for read in readers:
        assert [path for path in ABSENT if read(path) is not None] == []


CLIMBING = [
    "../secret",
    "files/../../secret",
    "/etc/passwd",
    "",
    "files//x",
    "files/",
    ".",
    "./checkpoint",
    "...",
    "..\\secret",
    "C:secret",
    "checkpoint\x00",
    "checkpoint\n",
    "%2e%2e/secret",
    "checkpoint?x",
    "checkpoint#x",
    "结果",
    "a" * 129,
]


@pytest.mark.parametrize("path", CLIMBING)
def test_a_path_that_layout_does_not_write(folder, served, path):
    url, connections = served
    for read in (folder_reader(folder), url_reader(url)):
        with pytest.raises(SourceError, match="不是台账里的路径") as caught:
            read(path)
        assert caught.value.place.isprintable()
    assert not connections


@given(path=st.text(st.sampled_from("./\\a@:%?*~\x00"), max_size=12))
def test_no_path_leaves_the_folder(tmp_path_factory, path):
    base = tmp_path_factory.getbasetemp() / "inner"
    base.mkdir(exist_ok=True)
    (base.parent / "a").write_bytes(b"outside")
    with contextlib.suppress(SourceError):
        assert folder_reader(base)(path) is None


def test_links_out_of_the_folder_are_refused(folder):
    read = folder_reader(folder)
    (folder / "out").symlink_to(folder.parent / "secret")
    (folder / "up").symlink_to(folder.parent, target_is_directory=True)
    (folder / "loop").symlink_to("loop")
    (folder / "in").symlink_to("checkpoint")
    (folder / "dangling").symlink_to("nothing")
    for path in ("out", "up/secret"):
        with pytest.raises(SourceError, match="链接指到了文件夹之外"):
            read(path)
    with pytest.raises(SourceError, match="读不到文件"):
        read("loop")
    assert read("in") == FILES[layout.CHECKPOINT]
    assert read("dangling") is None


def test_the_folder_itself_may_be_a_link(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert folder_reader(tmp_path / "link")(layout.CHECKPOINT) == FILES[layout.CHECKPOINT]


def test_what_is_no_plain_file(folder):
    os.mkfifo(folder / "pipe")
    read = folder_reader(folder)
    for path in ("pipe", "files"):
        with pytest.raises(SourceError, match="不是普通文件"):
            read(path)


def test_no_folder(tmp_path):
    with pytest.raises(SourceError, match="读不到文件夹"):
        folder_reader(tmp_path / "none")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SourceError, match="不是文件夹"):
        folder_reader(tmp_path / "file")


def test_a_file_beyond_the_limit(folder, served):
    for read in (folder_reader(folder, limit=11), url_reader(served[0], limit=11)):
        assert read(layout.CHECKPOINT) == FILES[layout.CHECKPOINT]
        with pytest.raises(SourceError, match="超过 11 字节"):
            read(layout.LEDGER)


class _Caseless:
    """What `os.listdir` and the file system say on a disk that does not tell ``Q4`` from ``q4``."""

    def __init__(self, folder: Path):
        # Both spellings are there to be opened, and one of them only is listed: so it looks on such a disk.
        for path in (layout.LEDGER.swapcase(), "openings/q4/0.json", "openings/Q4/0.json"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(b"of Q4")
        self.hidden = {layout.LEDGER.swapcase(), "q4"}

    def listdir(self, folder: Path) -> list[str]:
        return [entry.name for entry in os.scandir(folder) if entry.name not in self.hidden]


def test_a_disk_that_does_not_tell_case_does_not_mix_up_two_draws(folder, monkeypatch):
    disk = _Caseless(folder)
    assert folder_reader(folder)("openings/q4/0.json") == b"of Q4", "without the guard it would be found"
    monkeypatch.setattr(site.os, "listdir", disk.listdir)
    read = folder_reader(folder)
    assert read("openings/Q4/0.json") == b"of Q4"
    assert read("openings/q4/0.json") is None
    assert read(layout.LEDGER) == FILES[layout.LEDGER]
    assert read("openings/none/0.json") is None


def test_a_folder_without_a_ledger_is_read_by_exact_names(tmp_path):
    (tmp_path / "checkpoint").write_bytes(b"x")
    read = folder_reader(tmp_path)
    assert read("checkpoint") == b"x"
    assert read("Checkpoint") is None
    assert read("no/such/file") is None


def test_without_a_ledger_to_try_it_on_a_disk_is_taken_not_to_tell_case(folder, monkeypatch):
    disk = _Caseless(folder)
    for name in (layout.LEDGER, layout.LEDGER.swapcase()):
        (folder / name).unlink()
    monkeypatch.setattr(site.os, "listdir", disk.listdir)
    read = folder_reader(folder)
    assert read("openings/Q4/0.json") == b"of Q4"
    assert read("openings/q4/0.json") is None


def answering(status: int, headers: dict[str, str], body: bytes = b"") -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format, *args):
            pass

        def do_GET(self):
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


@pytest.mark.parametrize(
    ("status", "headers", "body", "problem"),
    [
        (500, {}, b"", "答复 HTTP 500"),
        (403, {}, b"page", "答复 HTTP 403"),
        (204, {}, b"", "答复 HTTP 204"),
        (206, {}, b"part", "答复 HTTP 206"),
        (301, {"Location": "https://b.example/\x1b[31m"}, b"", r"要转到 https://b.example/\?\[31m（不跟随转址）"),
        (200, {"Content-Length": "10"}, b"short", "连接中断或答复不成形"),
        (200, {"Content-Encoding": "br"}, b"x", "答复经过压缩"),
    ],
)
def test_whatever_is_neither_the_file_nor_its_absence(status, headers, body, problem):
    with Serving(answering(status, {"Connection": "close"} | headers, body)) as serving:
        read = url_reader(serving.url, http=Http(seconds=1))
        with pytest.raises(SourceError, match=problem) as caught:
            read(layout.LEDGER)
    assert caught.value.place == f"{serving.url}/{layout.LEDGER}"


def test_a_site_that_is_not_there():
    with Serving(answering(200, {})) as serving:
        url = serving.url
    with pytest.raises(SourceError, match="连不上"):
        url_reader(url)(layout.LEDGER)


def test_a_name_that_does_not_resolve():
    with pytest.raises(SourceError, match=r"查不到这个域名|连不上"):
        url_reader("http://ledger.invalid/")(layout.LEDGER)


def test_an_answer_in_chunks():
    body = b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"
    with Serving(answering(200, {"Transfer-Encoding": "chunked", "Content-Length": ""}, body)) as serving:
        assert url_reader(serving.url)(layout.LEDGER) == b"hello!"


@pytest.mark.parametrize("url", ["https://", "http://a.example/ledger/?x", "http://a.example/#x", "http://u:p@a.example/"])
def test_an_address_that_is_none(url):
    with pytest.raises(SourceError) as caught:
        reader(url)
    assert caught.value.place == url
