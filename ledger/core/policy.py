"""A verifier's own policy: which ledger, and which beacon chains it accepts (protocol, "Verifying").

Witnesses and their quorum join with the version that checks them.
"""

from dataclasses import dataclass

from ledger.core.beacon import PUBLIC_CHAINS, Chain, parse_chain
from ledger.core.encoding import Digest, Json, jcs, parse_jcs
from ledger.core.fields import Fields


@dataclass(frozen=True, slots=True)
class Policy:
    """`genesis` is the leaf hash of the genesis line, or None where only the chains are one's own."""

    genesis: Digest | None = None
    chains: tuple[Chain, ...] = PUBLIC_CHAINS

    @property
    def accepted(self) -> frozenset[Digest]:
        """The hashes of the chains; of a verifier without a policy of its own, ask `Policy()`."""
        return frozenset(chain.hash for chain in self.chains)


def format_policy(policy: Policy) -> bytes:
    """The file to keep."""
    value: dict[str, Json] = {"chains": [chain.json() for chain in policy.chains]}
    return jcs(value if policy.genesis is None else value | {"genesis": policy.genesis})


def parse_policy(data: bytes) -> Policy:
    """A policy file; a line feed at its end is let be, since people keep it."""
    f = Fields(parse_jcs(data.removesuffix(b"\n"), "核验策略"), "核验策略", ("chains",), ("genesis",))
    return Policy(f.digest("genesis") if f.has("genesis") else None, f.items("chains", parse_chain))
