"""`draw`: the named round comes out, tickets and entry are written (protocol, "Draw"). It never says who was drawn."""

from pathlib import Path

from ledger.commands.bureau import Bureau, draw_named, existing
from ledger.commands.cores import cores
from ledger.core import layout
from ledger.core.beacon import verify_round
from ledger.core.bodies import Draw, DrawnSource
from ledger.core.draw import format_tickets, seed
from ledger.core.encoding import Hash, sha256
from ledger.core.entry import Entry
from ledger.core.errors import FormError, RefusedError
from ledger.core.life import DrawLife, Life
from ledger.core.recompute import hold_draw
from ledger.sources.drand import round_from_file


def draw(bureau: Bureau, id: str, *, wait: bool = False, round_file: Path | None = None) -> list[Entry]:
    """Hold an announced draw with the announced round, from relays or from a file."""
    waited = _wait(bureau, id) if wait and round_file is None else None
    with bureau.repository.writing(bureau.world.say) as writing:
        genesis, view = existing(writing.life), writing.life
        life = _pending(view, id)
        sources = waited or _sources(bureau, view, life, wait, round_file)
        with cores(len(life.pool.entities) if life.pool is not None else 0) as run:
            held = hold_draw(view, life, bureau.masters(view), _seed(view, life, sources), run)
        data = format_tickets(held.tickets)
        entries = writing.append(
            [Draw(life.body.draw, sources, sha256(data))],
            keys=bureau.keys(genesis, ["draw"]),
            time=bureau.world.now(),
            files={layout.file(sha256(data)): data},
        )
        drawn = len(writing.life.draws[id].ranks)
    count = sum(len(stratum.sequence) for stratum in held.tickets.strata)
    bureau.world.say(
        f"已抽取 {id}：签号 {count} 个，抽中 {drawn} 家，第 {entries[0].index} 号条目。"
        f"抽中了谁仍然保密，由保管人用 mingchou assignment {id} 查看。"
    )
    return entries


def _pending(view: Life, id: str) -> DrawLife:
    life = draw_named(view, id)
    if not life.pending:
        raise RefusedError(f"批次 {id} 已经抽过或已经取消", hint="同一批次只能抽一次；台账不覆盖")
    return life


def _wait(bureau: Bureau, id: str) -> tuple[DrawnSource, ...]:
    """The rounds, however long they take: nobody else is kept from writing until they are out."""
    with bureau.repository.writing(bureau.world.say) as writing:
        existing(writing.life)
        view, life = writing.life, _pending(writing.life, id)
    return _sources(bureau, view, life, True, None)


def _sources(bureau: Bureau, view: Life, life: DrawLife, wait: bool, file: Path | None) -> tuple[DrawnSource, ...]:
    found = []
    for source in life.body.sources:
        chain = view.chains[source.chain]
        if file is not None:
            signature = round_from_file(file, chain, source.round).signature
        else:
            signature = bureau.world.fetch(bureau.agency.relays, chain, source.round, wait)
        found.append(DrawnSource(source.round, signature))
    return tuple(found)


def _seed(view: Life, life: DrawLife, sources: tuple[DrawnSource, ...]) -> Hash:
    try:
        values = [
            verify_round(view.chains[announced.chain], drawn.round, drawn.signature)
            for announced, drawn in zip(life.body.sources, sources, strict=True)
        ]
    except FormError as error:
        raise FormError(error.problem, hint="中继给的不是这一轮，请换一个中继，或用 --round-file 指定文件") from error
    return seed(life.announced.leaf, values)
