"""A built site on a free port of this machine. What its `ledger/` answers with can be changed while it is served."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from generator.serve import HOST, Handler, address
from ledger.core.life import Life

MINGCHOU = Path(sys.executable).with_name("mingchou")
Checks = list[dict[str, str]]


@dataclass
class Switch:
    """The published files that stand in for those on the disk, by their path under ``ledger/``; None: those on the disk."""

    files: Mapping[str, bytes] | None = None


class _Handler(Handler):
    """The handler of `mingchou serve`, with the switch before it."""

    def __init__(self, switch: Switch, *arguments: Any, **named: Any) -> None:
        self.switch = switch
        super().__init__(*arguments, **named)

    def do_GET(self) -> None:
        """A published file from the switch, anything else as ever. `ledger/` itself is a page."""
        folder, _, path = self.path.removeprefix("/").partition("/")
        if self.switch.files is None or folder != "ledger" or path == "":
            super().do_GET()
            return
        data = self.switch.files.get(path.partition("?")[0])
        if data is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@dataclass(frozen=True)
class Served:
    """One site: where it answers, where it lies, the day it was built for, and what its ledger says."""

    url: str
    out: Path
    as_of: date
    life: Life
    switch: Switch = field(default_factory=Switch)

    @contextmanager
    def publishing(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """Answer with these published files for a while."""
        self.switch.files = files
        try:
            yield
        finally:
            self.switch.files = None

    def command(self, as_of: date | None = None) -> Checks:
        """What `mingchou verify ADDRESS --as-of DAY --json` says of the site as it is served now."""
        line = [MINGCHOU, "verify", f"{self.url}ledger/", "--as-of", str(as_of or self.as_of), "--json"]
        done = subprocess.run(line, capture_output=True, check=False, timeout=60)
        assert done.returncode in (0, 1) and done.stdout, done.stderr.decode()
        checks: Checks = json.loads(done.stdout)["checks"]
        return checks


@contextmanager
def serve(out: Path, as_of: date, life: Life) -> Iterator[Served]:
    """Serve a built site until the end of the block."""
    switch = Switch()
    with ThreadingHTTPServer((HOST, 0), partial(_Handler, switch, directory=str(out))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield Served(address(running), out, as_of, life, switch)
        running.shutdown()


def known_to_page(checks: Checks) -> Checks:
    """The command's checks as the page makes them: all but `draw.plan`, which stays pending there (protocol, "Verifying")."""
    return [check for check in checks if check["name"] != "draw.plan"]
