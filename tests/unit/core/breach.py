"""Writing one more entry to a lawful ledger, and seeing what the signer's rules and the verifier's make of it."""

from dataclasses import replace
from typing import Any

from ledger.core.bodies import Body, type_of
from ledger.core.encoding import Digest, DrawId, parse_time
from ledger.core.entry import draft, parse_entry
from ledger.core.errors import OrderError
from ledger.core.rules.order import DrawOrder
from ledger.core.verify import verify
from tests.support.bureau import Bureau
from tests.support.forge import one
from tests.support.ledgers import AS_OF, THIRD, Options, build_ledger, order

CHAIN = ("chain.form", "chain.links", "chain.signatures", "chain.times")
DIGEST = Digest("5" * 64)
"""Of no file."""
A, B, C, D, E, F = (DrawId(id) for id in ("A-general", "B-key", "C-key", "D-special", "E-general", "F-special"))


def story(*draws: str, until: str = "9999", **options: Any) -> Bureau:
    """The bureau of the small ledger, at some time of its story."""
    return build_ledger(replace(Options(draws=draws, until=until), **options)).bureau


def new_order(draw: str = "G-new", area: str = "430903", kind: str = "special", *without: str) -> DrawOrder:
    """An order for a draw that the story does not have, on the third round (2024-10-15)."""
    return order(draw, "2024Q4", area, (kind,), THIRD, "2025-01-24", *without)


def problem_of(bureau: Bureau, time: str, body: Body) -> str:
    """What the signer says of one more entry; "" if it is lawful. The verifier, given the entry all the same, must say it
    too, and find nothing else wrong with the chain."""
    unsigned = draft(len(bureau.lines), parse_entry(bureau.lines[-1]).leaf.hex(), parse_time(time), body)
    line, said = bureau.sign(unsigned, bureau.signers(type_of(body))), ""
    try:
        bureau.life.apply(parse_entry(line))
    except OrderError as error:
        said = error.statement
    bureau.lines.append(line)
    report = verify(bureau.published().get, bureau.policy(), AS_OF)
    assert [one(report, name).status for name in CHAIN] == ["pass"] * len(CHAIN)
    check = one(report, "chain.order")
    assert (check.status, check.evidence if said else "") == (("fail", said) if said else ("pass", ""))
    return said
