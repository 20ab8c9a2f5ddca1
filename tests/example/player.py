"""Plays the example: a bureau's staff, its officer and its clock, with the real commands, from the first commit on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ledger.commands.setup import init_ledger, publish
from ledger.core.encoding import parse_time
from tests.example.batches import BatchPlayer
from tests.example.desk import Desk
from tests.example.exempt import ExemptPlayer
from tests.example.keys import STATIC
from tests.example.quarters import YearPlayer
from tests.example.story import BATCHES, OFFICE


class Player:
    """One run of the story in a folder of its own."""

    def __init__(self, scratch: Path, say: Callable[[str], None] = lambda _: None) -> None:
        self.desk = Desk(scratch, say)
        self.records = self.desk.records

    def play(self) -> None:
        """The whole story, in order of time."""
        events: list[tuple[datetime, int, Callable[[], None]]] = []

        def at(time: str, step: Callable[[], None]) -> None:
            events.append((parse_time(time), len(events), step))

        for time, kind, detail in OFFICE:
            at(time, lambda kind=kind, detail=detail: self._office(kind, detail))  # type: ignore[misc]
        for batch in BATCHES:
            BatchPlayer(self.desk, batch).schedule(at)
        YearPlayer(self.desk).schedule(at)
        ExemptPlayer(self.desk).schedule(at)
        for time, _, step in sorted(events, key=lambda event: event[:2]):
            assert self.desk.now < time, f"the step of {time} comes before the last one has ended"
            self.desk.now = time
            step()

    def _office(self, kind: str, detail: str) -> None:
        desk = self.desk
        if kind == "begin":
            for path in ("README.md", "agency.yaml", "areas.yaml"):
                desk.history.write_from(STATIC, path)
            desk.write_registry()
            desk.commit("建立名录：检查对象、检查人员")
            desk.run("建立台账", init_ledger)
        elif kind == "publish":
            for path in detail.split():
                desk.history.write_from(STATIC, path)
            desk.commit(f"新增 {detail}")
            desk.run("公布依据", publish)
        else:
            getattr(desk.registry, detail)()
            desk.write_registry()
            desk.commit("名录季度调整")
