"""`adjust`: recusal, an absence, an appointment, a closed entity (protocol, "Adjust")."""

from ledger.commands.bureau import Bureau, draw_named, existing
from ledger.commands.secret_draw import SecretDraw
from ledger.commands.wording import adjusted, entry_words
from ledger.core import layout
from ledger.core.bodies import ADJUST_REASONS, Adjust
from ledger.core.encoding import Digest, InspectorId, parse_inspector_id, sha256
from ledger.core.entry import Entry
from ledger.core.errors import FormError, RefusedError
from ledger.core.life import DrawLife
from ledger.core.opening import format_opening
from ledger.core.team import Row, appointment_hash

_SEAT_HINT = "recusal、unavailable、appointed 用 --seat 写明第几席（从 0 数起，见 mingchou assignment）；closed、void 不写"
_HINTS = {
    "recusal": "席位从 0 数起；这一席已无人可换的，用 appointed 指定",
    "unavailable": "席位从 0 数起；这一席已无人可换的，用 appointed 指定",
    "appointed": "还有人可抽的席位不指定，用 recusal 或 unavailable 由规则抽下一名；指定的人不能已在组内",
    "closed": "没有候补的，用 void 作废",
    "void": "还有候补的，用 closed 递补",
}


def adjust(
    bureau: Bureau,
    draw: str,
    rank: int,
    kind: str,
    reason: str,
    *,
    seat: int | None = None,
    inspector: str | None = None,
    again: bool = False,
) -> list[Entry]:
    """Adjust one rank. Nothing is said of who sits or was drawn; `closed` and `void` publish the row given up.

    What was adjusted before is adjusted only `again`: the same command run twice puts out whoever came in the first time.
    """
    _refuse_misuse(kind, reason, seat, inspector)
    with bureau.repository.writing(bureau.world.say) as writing:
        view, genesis = writing.life, existing(writing.life)
        life = draw_named(view, draw)
        secret = SecretDraw(bureau, view, life, map(InspectorId, bureau.records.inspectors))
        row = secret.row(rank)
        if not again and life.ranks[rank].status == "open":
            _refuse_again(life, rank, seat)
        files: dict[str, bytes] = {}
        appointment: Digest | None = None
        opening: Digest | None = None
        if kind == "appointed" and seat is not None and inspector is not None:
            if inspector not in bureau.records.inspectors:
                raise RefusedError(f"名录里没有检查人员 {inspector}", hint="请先写进 inspectors/ 的名录")
            appointment = appointment_hash(life.body.draw, parse_inspector_id(inspector), row.nonce, rank, seat)
        elif kind in ("closed", "void"):
            data = format_opening(secret.opening(rank))
            opening = sha256(data)
            files[layout.opening(draw, rank, len(writing.entries))] = data
        body = Adjust(life.body.draw, kind, rank, reason, seat, appointment, opening)
        _try(secret, body, inspector)
        keys = bureau.keys(genesis, ["adjust"])
        entries = writing.append([body], time=bureau.world.now(), keys=keys, files=files)
    bureau.world.say(f"已记下 {draw} 的调整：{adjusted(body)}。")
    return entries


def _refuse_again(life: DrawLife, rank: int, seat: int | None) -> None:
    """Raises `RefusedError` where this seat of the row in force, or (without a seat) this rank, was adjusted before."""
    there = life.ranks[rank]
    changes = there.given_up if seat is None else there.seat_changes(None)
    found = [entry for entry in changes if isinstance(entry.body, Adjust) and entry.body.seat == seat]
    if found and isinstance(found[-1].body, Adjust):
        who = "再调整一次，换下的是上次顶上来的那一家" if seat is None else "再调整一次，换下的是上次换上来的人"
        raise RefusedError(
            f"已经调整过：{entry_words(found[-1])}，{adjusted(found[-1].body)}",
            hint=f"如果只是把同一条命令又运行了一遍，不必再做；{who}，确实要换的请加 --again",
        )


def _refuse_misuse(kind: str, reason: str, seat: int | None, inspector: str | None) -> None:
    if kind not in ADJUST_REASONS:
        raise RefusedError(f"没有 {kind} 这种调整", hint=f"有 {'、'.join(ADJUST_REASONS)}")
    if reason not in ADJUST_REASONS[kind]:
        raise RefusedError(f"{kind} 的原因不能是 {reason}", hint=f"只能是 {'、'.join(ADJUST_REASONS[kind])}")
    if (kind in ("closed", "void")) != (seat is None):
        raise RefusedError(f"{kind} {'要写明席位' if seat is None else '不写席位'}", hint=_SEAT_HINT)
    if (kind == "appointed") != (inspector is not None):
        hint = "指定检查人员用 appointed，并用 --inspector 写明执法证号；其余不写"
        raise RefusedError(f"{kind} {'要写明指定谁' if inspector is None else '不写检查人员'}", hint=hint)


def _try(secret: SecretDraw, body: Adjust, inspector: str | None) -> None:
    """Apply it to the rows at hand, so that what the protocol refuses is refused before anything is written."""

    def named(_: Row) -> InspectorId:
        return parse_inspector_id(inspector or "")

    try:
        secret.rows.apply(body, named)
    except FormError as error:
        raise RefusedError(error.problem, hint=_HINTS[body.kind]) from None
