"""What a verifier says: named checks with a subject, a status and evidence (protocol, "Verifying")."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ledger.core.errors import FormError

Status = Literal["pass", "fail", "pending", "unproven", "late"]

LEDGER = "ledger"
"""The subject of checks on the ledger as a whole."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name in the protocol, what it was made on, how it came out, and what shows it."""

    name: str
    subject: str
    status: Status
    evidence: str

    def json(self) -> dict[str, str]:
        """As `verify --json` prints it."""
        return {"name": self.name, "subject": self.subject, "status": self.status, "evidence": self.evidence}


def exit_code(checks: tuple[Check, ...], *, strict: bool) -> int:
    """0 nothing failed, 1 something failed, 3 `strict` and something unproven or late (protocol, "Exit codes")."""
    statuses = {check.status for check in checks}
    if "fail" in statuses:
        return 1
    return 3 if strict and statuses & {"unproven", "late"} else 0


def attempt(name: str, subject: str, check: Callable[[], tuple[Status, str]]) -> Check:
    """Run one check; an error in what was published is a failure of the check, with the error as its evidence."""
    try:
        status, evidence = check()
    except FormError as error:
        return Check(name, subject, "fail", str(error))
    return Check(name, subject, status, evidence)
