"""A drand chain and its HTTP relay on the loopback address, for tests and the demonstration: real rounds in real time.

The chain has a BLS key and a period of its own. A round is signed when it is asked for, and only once it is out; curve
arithmetic is the library's. The relay can be told to misbehave in every way that the client must survive.
"""

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from ledger.core.beacon import DST, SCHEME, Chain, chain_hash
from ledger.core.encoding import sha256

Fault = Literal[
    "not-found",  # 404, as a relay answers that does not know the round
    "too-early",  # 425, as newer relays answer before the round
    "server-error",  # 500
    "redirect",  # 302 to somewhere else
    "refuse",  # the connection is closed without a word
    "slow",  # nothing for `delay` seconds, then the right answer
    "drip",  # a byte at a time, each after `delay` seconds
    "cut",  # half of the right answer, then the connection is closed
    "huge",  # a body that does not end
    "zipped",  # an answer that says it is compressed
    "garbage",  # not JSON
    "duplicate",  # JSON in which a name stands twice
    "wrong-round",  # the next round, rightly signed
    "renamed-round",  # the next round's signature under this round's number
    "wrong-signature",  # a point of the group that signs nothing
    "infinity",  # the point at infinity, which some libraries accept
    "wrong-randomness",  # the right signature, something else beside it
    "wrong-chain",  # this round of another chain, whose info it gives too
]
_ESCAPE = "\x1b[31m"


class LocalChain:
    """A chain with its secret key: every one of its rounds can be signed."""

    def __init__(self, period: int = 3, genesis_time: int = 0, beacon_id: str = "local", secret: bytes | None = None):
        self._key = Scalar.from_be_bytes_mod_order(secrets.token_bytes(48) if secret is None else secret)
        public_key = bytes((G2Point() * self._key).to_compressed_bytes()).hex()
        group_hash = sha256(b"group of " + beacon_id.encode() + bytes.fromhex(public_key))
        self.public = Chain(
            beacon_id=beacon_id,
            genesis_time=genesis_time,
            group_hash=group_hash,
            hash=chain_hash(
                period=period,
                genesis_time=genesis_time,
                public_key=public_key,
                group_hash=group_hash,
                beacon_id=beacon_id,
            ),
            period=period,
            public_key=public_key,
        )

    def signature(self, number: int) -> str:
        """The round's signature: on G1, over SHA-256 of its number."""
        message = hashlib.sha256(number.to_bytes(8, "big")).digest()
        return bytes((G1Point.hash_to_curve(message, DST) * self._key).to_compressed_bytes()).hex()

    def answer(self, number: int) -> dict[str, Any]:
        """The round as a relay gives it."""
        signature = self.signature(number)
        randomness = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
        return {"round": number, "randomness": randomness, "signature": signature}

    def info(self) -> dict[str, Any]:
        """The chain as a relay describes it."""
        chain = self.public
        return {
            "public_key": chain.public_key,
            "period": chain.period,
            "genesis_time": chain.genesis_time,
            "hash": chain.hash,
            "groupHash": chain.group_hash,
            "schemeID": SCHEME,
            "metadata": {"beaconID": chain.beacon_id},
        }


class Relay:
    """Serves a chain's rounds that are out at `now` (seconds since 1970). Use as a context manager.

    `fault` is what it does wrong, None for nothing; `early` is its status for a round that is not out yet;
    `paths` is what it was asked for, oldest first.
    """

    def __init__(self, chain: LocalChain, *, now: Callable[[], float] = time.time, port: int = 0):
        self.chain, self.now = chain, now
        self.other = LocalChain(chain.public.period, chain.public.genesis_time, f"{_ESCAPE}other")
        self.fault: Fault | None = None
        self.delay = 0.0
        self.early: Literal[404, 425] = 404
        self.paths: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Its address, ending in a slash."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def current_round(self) -> int:
        """The newest round that is out; 0 before the first."""
        chain = self.chain.public
        since = self.now() - chain.genesis_time
        return 0 if since < 0 else int(since // chain.period) + 1

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, relay: Relay, *args: Any):
        self.relay = relay
        super().__init__(*args)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of what is asked."""

    def do_GET(self) -> None:
        relay, chain = self.relay, self.relay.chain
        relay.paths.append(self.path)
        match self.path.strip("/").split("/"):
            case ["chains"]:
                self._json([chain.public.hash])
            case [hash, "info"] if hash == chain.public.hash:
                self._json((relay.other if relay.fault == "wrong-chain" else chain).info())
            case [hash, "public", number] if hash == chain.public.hash and number.isascii() and number.isdigit():
                # As drand has it, 0 is the newest round: a client that asks for it is caught by the tests.
                self._round(int(number) or relay.current_round())
            case [hash, "public", "latest"] if hash == chain.public.hash:
                self._round(relay.current_round())
            case _:
                self._send(404, b'{"error":"not found"}')

    def _round(self, number: int) -> None:
        relay = self.relay
        if relay.fault in _STATUS:
            status, location = _STATUS[relay.fault]
            self._send(status, b"", {"Location": location} if location else {})
        elif relay.fault == "refuse":
            self.close_connection = True
        elif number > relay.current_round() or number < 1:
            self._send(relay.early, b'{"error":"round not available"}')
        elif relay.fault in ("drip", "cut", "huge"):
            self._body_fault(json.dumps(relay.chain.answer(number)).encode())
        else:
            if relay.fault == "slow":
                time.sleep(relay.delay)
            headers = {"Content-Encoding": "gzip"} if relay.fault == "zipped" else {}
            self._send(200, _body(relay, number), headers)

    def _body_fault(self, body: bytes) -> None:
        relay = self.relay
        self.close_connection = True
        self.send_response(200)
        if relay.fault != "huge":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            if relay.fault == "cut":
                self.wfile.write(body[: len(body) // 2])
            while relay.fault == "huge":
                self.wfile.write(b" " * 65536)
            for byte in body if relay.fault == "drip" else b"":
                self.wfile.write(bytes([byte]))
                time.sleep(relay.delay)
        except OSError:
            pass  # the client had enough, as it should

    def _json(self, value: object) -> None:
        self._send(200, json.dumps(value).encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


_STATUS: dict[Fault | None, tuple[int, str]] = {
    "not-found": (404, ""),
    "too-early": (425, ""),
    "server-error": (500, ""),
    "redirect": (302, "https://elsewhere.example/public/latest"),
}


def _body(relay: Relay, number: int) -> bytes:
    """The answer's bytes, as right as the relay's fault lets them be."""
    chain, right = relay.chain, relay.chain.answer(number)
    match relay.fault:
        case "garbage":
            return b"\xff\x00<html>"
        case "duplicate":
            return b'{"round":%d,' % number + json.dumps(right).encode()[1:]
        case "wrong-round":
            right = chain.answer(number + 1)
        case "renamed-round":
            right = chain.answer(number + 1) | {"round": number}
        case "wrong-signature":
            right["signature"] = bytes(G1Point.hash_to_curve(b"nothing", DST).to_compressed_bytes()).hex()
        case "infinity":
            right["signature"] = bytes(G1Point.identity().to_compressed_bytes()).hex()
        case "wrong-randomness":
            right["randomness"] = "0" * 64
        case "wrong-chain":
            right = relay.other.answer(number)
    return json.dumps(right).encode()
