"""The draw orders still to be announced, held against plan, registry and the year so far: what would `announce` say of each?

Each is asked about as if the plan, the item lists and the registry of the records were published first, and at the present
moment or, when its round is near, at the last one at which it could be announced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from ledger.commands.acceptance import Asked, NotAccepted, accepted_pool, announcement, notes, past_for, rehearse
from ledger.commands.announce import documents_of, refuse_late
from ledger.commands.reading import ledger_in, registry_of
from ledger.commands.snapshots import snapshot_if_new
from ledger.core import layout
from ledger.core.beacon import round_time
from ledger.core.bodies import Body, Genesis, Publish
from ledger.core.encoding import Digest, Json, day_of, jcs, sha256
from ledger.core.errors import MingchouError, RefusedError
from ledger.core.held import nonce_tree
from ledger.core.life import Life
from ledger.core.published import calendars, newest
from ledger.core.recusals import refuse_telling
from ledger.core.rules.working_days import Calendar
from ledger.core.snapshot import RegistrySnapshot
from ledger.records.collection import Records
from ledger.records.planning import DrawOrder
from ledger.records.problems import RecordProblem

NO_MASTER = bytes(32)
"""Stands for the master secret of an announcement that is only tried."""
NOWHERE = "0" * 40
"""Stands for the commit of a snapshot that is only tried."""


@dataclass(frozen=True)
class Findings:
    """Problems, which stand against an announcement, and notes, which do not."""

    problems: tuple[MingchouError, ...]
    notes: tuple[str, ...]


def order_findings(folder: Path, records: Records, now: datetime) -> Findings:
    """Of every draw order that the ledger does not know yet, and of recusals that would tell who was drawn (四(四)); of
    nothing, where there is no ledger."""
    try:
        view = ledger_in(folder)
    except MingchouError as error:
        return Findings((error,), ())
    if view is None or view.genesis is None:
        return Findings((), ())
    trial = _Trial(view, view.genesis, records, now)
    problems: list[MingchouError] = []
    told: list[str] = []
    try:
        refuse_telling(view, RegistrySnapshot(Digest(""), {}, records.inspector_documents()))
    except RefusedError as error:
        problems.append(error)
    for id, order in records.draws.items():
        if id not in view.draws:
            told += trial.late(order)
            try:
                told += trial.announce(order)
            except NotAccepted as error:
                spot = order.source.spot(error.field) if error.field else order.source.spot()
                problems.append(RecordProblem(order.source.path, spot, error.field, error.problem, error.hint))
    return Findings(tuple(problems), tuple(told))


class _Trial:
    """Announces without writing."""

    def __init__(self, view: Life, genesis: Genesis, records: Records, now: datetime) -> None:
        self._view, self._genesis, self._records, self._now = view, genesis, records, now
        self._registries: dict[date, tuple[bytes, RegistrySnapshot, dict[str, RegistrySnapshot]]] = {}

    def late(self, order: DrawOrder) -> Iterator[str]:
        """A round that is too near by now."""
        try:
            refuse_late(self._genesis, order.rule, self._now)
        except RefusedError as error:
            yield f"{order.source.path}：现在公告会被拒绝：{error.problem}；{error.hint}"

    def _time(self, order: DrawOrder) -> datetime:
        """Now, or the last moment before the lead of its first round."""
        chains = self._view.chains
        rounds = [round_time(chains[one.chain], one.round) for one in order.rule.sources if one.chain in chains]
        return min(self._now, min(rounds, default=self._now) - timedelta(seconds=self._genesis.lead))

    def _registry(self, day: date) -> tuple[bytes, RegistrySnapshot, dict[str, RegistrySnapshot]]:
        """The whole registry of a day, and each area's entities with all inspectors."""
        if day not in self._registries:
            data, registry = registry_of(self._records, day)
            areas: dict[str, dict[str, dict[str, Json]]] = {}
            for id, record in registry.entities.items():
                areas.setdefault(str(record["area"]), {})[id] = record
            parts = {area: RegistrySnapshot(registry.root, found, registry.inspectors) for area, found in areas.items()}
            self._registries[day] = data, registry, parts
        return self._registries[day]

    def announce(self, order: DrawOrder) -> list[str]:
        """What is to be said of it. Raises `NotAccepted`."""
        plan = self._records.plan_of(order)
        yearly, time = self._records.yearly_of(plan), self._time(order)
        data, registry, parts = self._registry(day_of(time))
        here = parts.get(order.area, RegistrySnapshot(registry.root, {}, registry.inspectors))
        asked = Asked(order.rule, plan.rule, yearly.rule, here)
        pool = accepted_pool(self._view, asked, self._calendars())
        bodies, files, plan_index = self._publish(order)
        first = len(self._view.entries) + len(bodies)
        snapshots, snapshot = snapshot_if_new(self._view, registry, NOWHERE, time)
        body, more = announcement(
            asked, pool, NO_MASTER, nonce_tree(pool, NO_MASTER).root, plan_index, first if snapshots else snapshot
        )
        files |= more | {layout.snapshot(registry.root): data}
        rehearse(self._view, [*bodies, *snapshots, body], files, time)
        return [f"{order.source.path}：{note}" for note in notes(asked, past_for(self._view, asked), pool)]

    def _calendars(self) -> dict[int, Calendar]:
        found = calendars(self._view)
        return found | {year: calendar.rule for year, calendar in self._records.calendars.items()}

    def _publish(self, order: DrawOrder) -> tuple[list[Body], dict[str, bytes], int]:
        """What would have to be published first, and the index of the plan's entry then."""
        plan = self._records.plan_of(order)
        documents = [("calendar", str(year), one.document()) for year, one in self._records.calendars.items()]
        documents += [(kind, id, doc) for _, kind, id, doc in documents_of(self._records, plan, self._records.yearly_of(plan))]
        bodies: list[Body] = []
        files: dict[str, bytes] = {}
        index = -1
        for kind, id, document in documents:
            content = jcs(document)
            there = newest(self._view, kind, id)
            if there is not None and there[1].sha256 == sha256(content):
                index = there[0]
            else:
                index = len(self._view.entries) + len(bodies)
                bodies.append(Publish(kind, id, sha256(content)))
                files[layout.file(sha256(content))] = content
        return bodies, files, index
