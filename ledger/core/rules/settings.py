"""What the regulation leaves to the bureau: named settings, set in `agency.yaml`, carried whole by every yearly plan, so that a
verifier needs nothing else. Each module of rules says what its setting means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ledger.core.encoding import Json
from ledger.core.errors import FormError
from ledger.core.fields import Fields
from ledger.core.rules.quotas import GENERAL_RATIO
from ledger.core.rules.weights import GRADES, check_weights

GivesWay = Literal["cap", "quota"]
LEAST_DIRECTED = 3
"""No bureau may set R7's number lower: a filter that leaves one or two names them."""


@dataclass(frozen=True, slots=True)
class Cap:
    """国办发〔2024〕54号 and what follows it: how often a year one enterprise may be inspected at most.

    Where the cap meets R8–R10, `gives_way` says which of the two gives way: it is announced with the plan. `source` is the
    document that sets the cap.
    """

    times: int
    source: str
    gives_way: GivesWay


@dataclass(frozen=True)
class Settings:
    """R8 `general_ratio`; R7 `least_directed`; R16 `weights` (empty: off); caps; R11 `superior_clean`."""

    general_ratio: int = GENERAL_RATIO
    least_directed: int = 10
    weights: Mapping[str, int] = field(default_factory=dict)
    cap: Cap | None = None
    superior_clean: bool = True

    def json(self) -> dict[str, Json]:
        """As a yearly plan carries it."""
        cap: dict[str, Json] = {}
        if self.cap is not None:
            cap = {"gives_way": self.cap.gives_way, "source": self.cap.source, "times": self.cap.times}
        return {
            "cap": cap,
            "general_ratio": self.general_ratio,
            "least_directed": self.least_directed,
            "superior_clean": self.superior_clean,
            "weights": dict(self.weights),
        }


def parse_settings(value: Json) -> Settings:
    """Settings as a plan carries them, within their bounds."""
    f = Fields(value, "计划.settings", ("cap", "general_ratio", "least_directed", "superior_clean", "weights"))
    clean = f.value["superior_clean"]
    if not isinstance(clean, bool):
        raise FormError("须为真或假", place="计划.settings.superior_clean")
    return Settings(
        general_ratio=f.integer("general_ratio", 1, 1000),
        least_directed=f.integer("least_directed", LEAST_DIRECTED, 1000),
        weights=_weights(f.value["weights"]),
        cap=_cap(f.value["cap"]),
        superior_clean=clean,
    )


def _weights(value: Json) -> dict[str, int]:
    if value == {}:
        return {}
    f = Fields(value, "计划.settings.weights", GRADES)
    weights = {grade: f.integer(grade, 1, 100) for grade in GRADES}
    check_weights(weights)
    return weights


def _cap(value: Json) -> Cap | None:
    if value == {}:
        return None
    f = Fields(value, "计划.settings.cap", ("gives_way", "source", "times"))
    gives_way: GivesWay = "cap" if f.word("gives_way", ("cap", "quota")) == "cap" else "quota"
    return Cap(f.integer("times", 1, 365), f.text("source"), gives_way)
