"""`disclose`, `withhold`, `amend`: what was found, published, kept back or corrected (protocol, "Disclose"; clause 五(三))."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ledger.commands.bureau import Bureau, draw_named, existing, public_reason
from ledger.commands.secret_draw import SecretDraw
from ledger.core import layout
from ledger.core.bodies import Amend, Body, Disclose, Withhold
from ledger.core.encoding import Digest, InspectorId, Json, day_of, parse_jcs
from ledger.core.entry import Entry
from ledger.core.errors import RefusedError
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.opening import format_opening
from ledger.core.result import format_result, record_digest
from ledger.records.load import load_result
from ledger.records.problems import RecordProblem
from ledger.records.results import ResultFile
from ledger.sources.git import committed, is_inside
from ledger.storage.withheld import Withheld

SALT = 32
"""Random bytes of a record's salt, never derived."""


def disclose(bureau: Bureau, draw: str, ranks: Sequence[int] = ()) -> list[Entry]:
    """Publish the results of a draw that have been merged: of these ranks, or of all that are open."""
    committed(bureau.folder, ["results"])
    world = bureau.world
    with bureau.repository.writing(world.say) as writing:
        view, genesis = writing.life, existing(writing.life)
        life = draw_named(view, draw)
        found = _to_disclose(bureau, life, ranks)
        if not found:
            world.say(f"{draw} 没有新的结果可以公示。")
            return []
        secret = SecretDraw(bureau, view, life, _known(bureau, found))
        bodies: list[Body] = []
        files: dict[str, bytes] = {}
        for result in found:
            record = _bound(secret, life, result, bureau)
            salt = world.random(SALT)
            bodies.append(Disclose(life.body.draw, result.rank, record_digest(record, salt)))
            files[layout.result(draw, result.rank)] = format_result(record, salt)
            files[layout.opening(draw, result.rank)] = format_opening(secret.opening(result.rank))
        entries = writing.append(bodies, keys=bureau.keys(genesis, ["disclose"]), time=world.now(), files=files)
    left = len(writing.life.draws[draw].open_ranks)
    which = "、".join(str(result.rank) for result in found)
    world.say(f"已公示 {draw} 的 {len(entries)} 个结果，名次 {which}；还有 {left} 个名次没有公开。")
    return entries


def _known(bureau: Bureau, results: Sequence[ResultFile]) -> list[InspectorId]:
    """Who may have been appointed: those of the registry, and those whom the results themselves name."""
    return [*map(InspectorId, bureau.records.inspectors), *(id for result in results for id in result.inspectors)]


def _to_disclose(bureau: Bureau, life: DrawLife, ranks: Sequence[int]) -> list[ResultFile]:
    merged = {rank: result for (draw, rank), result in bureau.records.results.items() if draw == life.id}
    if not ranks:
        open_ranks = {rank.rank for rank in life.open_ranks}
        return [merged[rank] for rank in sorted(merged) if rank in open_ranks]
    for rank in ranks:
        _refuse_ended(life, rank)
        if rank not in merged:
            raise RefusedError(f"没有结果文件 results/{life.id}/{rank}.yaml", hint="请先经合并请求提交")
    return [merged[rank] for rank in sorted(set(ranks))]


def _refuse_ended(life: DrawLife, rank: int) -> None:
    """ "Exactly one per rank, ever": said before anything is kept or drawn up."""
    found = life.ranks.get(rank)
    if found is not None and found.status != "open":
        raise RefusedError(f"{life.id}/{rank} 已经办结", hint="要更正结果请用 mingchou amend")


def _bound(secret: SecretDraw, life: DrawLife, result: ResultFile, bureau: Bureau) -> dict[str, Json]:
    """The record, held against the row in force. The error does not say who was drawn."""
    row = secret.row(result.rank)

    def refuse(field: str, problem: str, hint: str) -> NoReturn:
        raise RecordProblem(result.source.path, result.source.spot(field), field, problem, hint)

    if result.entity != row.entity:
        refuse("检查对象", "不是本名次抽中的", "请核对名次和统一社会信用代码")
    if result.inspectors != row.inspectors:
        refuse("检查人员", "与本名次抽中并调整后的不符，或席位次序不对", "换人须先用 mingchou adjust 记录")
    assert life.drawn is not None  # noqa: S101  SecretDraw has refused otherwise
    first, last = day_of(life.drawn.time), day_of(bureau.world.now())
    if not first <= result.inspected <= last:
        refuse("检查日期", f"须在抽取之日 {first} 与今天 {last} 之间", "请核对日期")
    return result.document()


def _outside(file: Path) -> Path:
    """A file that must not lie in a repository: what it says is not published."""
    if is_inside(file):
        raise RefusedError("不予公开的结果不能放在 Git 仓库里", hint="请移到仓库之外，并确认没有提交过", place=str(file))
    return file


def withhold(bureau: Bureau, draw: str, rank: int, ground: str, file: Path) -> list[Entry]:
    """Account for a rank whose result is not published. The opening is public: that it was drawn is no secret."""
    world = bureau.world
    result = load_result(_outside(file), draw, rank)
    with bureau.repository.writing(world.say) as writing:
        view, genesis = writing.life, existing(writing.life)
        life = draw_named(view, draw)
        _refuse_ended(life, rank)
        secret = SecretDraw(bureau, view, life, _known(bureau, [result]))
        record = _bound(secret, life, result, bureau)
        files = {layout.opening(draw, rank): format_opening(secret.opening(rank))}
        keys = bureau.keys(genesis, ["withhold"])
        body = Withhold(life.body.draw, ground, rank, _keep(bureau, draw, rank, record))
        entries = writing.append([body], time=world.now(), keys=keys, files=files)
    world.say(f"已登记 {draw} 第 {rank} 号名次的结果不予公开，依据：{ground}。抽中了哪一家照常公开。")
    return entries


def _keep(bureau: Bureau, draw: str, rank: int, record: dict[str, Json]) -> Digest:
    """Keep a record that is not published, outside the repository; what the ledger holds of it."""
    _outside(bureau.world.home)
    salt = bureau.world.random(SALT)
    digest = record_digest(record, salt)
    place = Withheld(bureau.world.home, bureau.world.disk).keep(draw, rank, digest, format_result(record, salt))
    bureau.world.say(f"不予公开的结果存在 {place}，请备份。")
    return digest


def amend(bureau: Bureau, draw: str, rank: int, reason: str, *, file: Path | None = None) -> list[Entry]:
    """Correct a result: the published one from `records/results/`, a withheld one from a file outside the repository."""
    committed(bureau.folder, ["results"])
    world, reason = bureau.world, public_reason(reason)
    with bureau.repository.writing(world.say) as writing:
        view, genesis = writing.life, existing(writing.life)
        life = draw_named(view, draw)
        done = _accounted(life, rank)
        if done.expired is not None:
            raise RefusedError(f"{draw}/{rank} 的公示期已届满，内容已经撤下", hint="没有可更正的了；台账只留承诺")
        if done.status == "withheld" and file is None:
            raise RefusedError("不予公开的结果要用 --file 指定仓库之外的文件", hint="不予公开的内容不能放进仓库")
        result = load_result(_outside(file), draw, rank) if file is not None else _merged(bureau, draw, rank)
        secret = SecretDraw(bureau, view, life, _known(bureau, [result]))
        record = _bound(secret, life, result, bureau)
        assert done.ended is not None  # noqa: S101  _accounted has refused otherwise
        _refuse_unchanged(bureau, view, done, draw, rank, record)
        keys = bureau.keys(genesis, ["amend"])  # before anything is kept: a wrong passphrase leaves nothing behind
        files: dict[str, bytes] = {}
        if done.status == "withheld":
            digest = _keep(bureau, draw, rank, record)
        else:
            before = view.documents.bytes_at(layout.result(draw, rank))
            salt = world.random(SALT)
            digest = record_digest(record, salt)
            files[layout.result(draw, rank, done.commitments[-1].index)] = before
            files[layout.result(draw, rank)] = format_result(record, salt)
        body = Amend(done.ended.index, "correct", reason, digest)
        entries = writing.append([body], keys=keys, time=world.now(), files=files)
    kept = "不予公开，只记承诺" if done.status == "withheld" else "原来的留在旁边"
    world.say(f"已更正 {draw} 第 {rank} 号名次的结果（{kept}），理由：{reason}。")
    return entries


def _refuse_unchanged(bureau: Bureau, view: Life, done: RankLife, draw: str, rank: int, record: dict[str, Json]) -> None:
    """Raises `RefusedError` for the record that is in force already: an entry that corrects nothing stands for ever too. Of a
    withheld one it is known where this machine keeps the record."""
    if done.status == "withheld":
        last = done.commitments[-1].body
        assert isinstance(last, Withhold | Amend) and last.record is not None  # noqa: S101  it committed to a record
        before = Withheld(bureau.world.home, bureau.world.disk).find(draw, rank, last.record)
    else:
        before = view.documents.bytes_or_none(layout.result(draw, rank))
    if before is not None and _recorded(before) == record:
        now = "存着" if done.status == "withheld" else "公示"
        raise RefusedError(f"{draw}/{rank} 的结果与现在{now}的一样，没有可更正的", hint="先改好结果文件，再运行本命令")


def _recorded(data: bytes) -> object:
    """The record of a result's file, whose form was checked when it was written."""
    found = parse_jcs(data, "结果")
    return found.get("record") if isinstance(found, dict) else None


def expire(bureau: Bureau, draw: str, rank: int, reason: str) -> list[Entry]:
    """End a publicity term: the result's files go, the commitments stay."""
    world, reason = bureau.world, public_reason(reason)
    with bureau.repository.writing(world.say) as writing:
        view, genesis = writing.life, existing(writing.life)
        done = _accounted(draw_named(view, draw), rank)
        assert done.ended is not None  # noqa: S101
        versions = [None, *(entry.index for entry in done.commitments[:-1])]
        paths = [layout.result(draw, rank, entry) for entry in versions]
        there = [path for path in paths if bureau.repository.read(path) is not None]
        body = Amend(done.ended.index, "expire", reason)
        entries = writing.append([body], keys=bureau.keys(genesis, ["amend"]), time=world.now(), remove=there)
    world.say(f"{draw}/{rank} 的公示期届满，内容已撤下。请同时从仓库删去 results/{draw}/{rank}.yaml。")
    return entries


def _accounted(life: DrawLife, rank: int) -> RankLife:
    found = life.ranks.get(rank)
    if found is None or found.ended is None or found.status == "void":
        raise RefusedError(f"{life.id}/{rank} 没有公示过结果", hint="先公示（disclose）或登记不予公开（withhold）")
    return found


def _merged(bureau: Bureau, draw: str, rank: int) -> ResultFile:
    for (id, number), result in bureau.records.results.items():
        if (id, number) == (draw, rank):
            return result
    raise RefusedError(
        f"没有结果文件 results/{draw}/{rank}.yaml", hint="请在一个分支上改好并提交，运行本命令，再把两者放在同一个合并请求里"
    )
