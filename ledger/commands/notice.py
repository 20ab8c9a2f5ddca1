"""`notice`: the paper that inspectors hand over on site.

五(二): 现场检查时，检查人员应表明身份，说明检查依据、检查意图和检查流程，要求予以配合; 检查情况经被检查对象现场负责人确认.

It carries what the enterprise needs to see for itself that the draw named it and nobody else did: its place among the published
tickets, and the secret from which its ticket is computed. Until the inspection it is as secret as the list of who was drawn.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ledger.commands.assignment import settled_view
from ledger.commands.bureau import Bureau, draw_named
from ledger.commands.secret_draw import SecretDraw
from ledger.commands.wording import entry_words
from ledger.core.bodies import Adjust, Draw
from ledger.core.draw import Tickets
from ledger.core.encoding import Digest, InspectorId, Json
from ledger.core.entry import Entry
from ledger.core.errors import RefusedError
from ledger.core.life import DrawLife, Life, RankLife
from ledger.core.pool import Pool, rank_strata
from ledger.core.published import item_list_of, quarter_plan_of, snapshot_at
from ledger.core.rules.item_list import Item
from ledger.core.rules.working_days import PUBLISH_WITHIN
from ledger.core.team import Row
from ledger.core.words import CHANGE_REASONS, CLASSES

REGULATION = "《益阳市生态环境“双随机、一公开”监管工作实施方案》（益环办〔2021〕24号）"
_STYLE = (
    "@page{size:A4;margin:20mm}body{font:11pt/1.7 'Noto Serif CJK SC','SimSun',serif;max-width:42em;margin:2em auto}"
    "h1{font-size:18pt;text-align:center}h2{font-size:12pt;margin:1em 0 .2em}p,ul{margin:.2em 0}"
    "code{font-size:9pt;overflow-wrap:anywhere}td{padding:.8em 1em;border:1px solid}table{border-collapse:collapse;width:100%}"
)
_LEFT = {"recusal": "应当回避", "unavailable": "不能到场", "appointed": "不能检查"}
"""Why somebody sits there no more, by the kind of the adjustment."""


@dataclass(frozen=True)
class Place:
    """Where a ticket stands among the published ones of its class: its number in their order, from 1; how many of them were
    drawn; whether it is of those that come after all others; and the `closed` entries that brought it to its rank."""

    stratum: str
    number: int
    drawn: int
    last: bool = False
    instead: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Notice:
    """What one notice says. `seed` and `secret` as hex; `weight`: how many lots the enterprise had; `replaced`: who of the
    people came for somebody else, and by which entries."""

    bureau: str
    site: str
    draw: str
    plan: str
    rank: int
    entity: str
    name: str
    address: str
    people: tuple[tuple[str, str, str], ...]
    items: tuple[Item, ...]
    ticket: str
    secret: str
    seed: str
    weight: int
    place: Place
    replaced: tuple[str, ...] = ()


def notice(bureau: Bureau, draw: str, rank: int) -> str:
    """The page to print, for a rank that is still open."""
    view = settled_view(bureau)
    life = draw_named(view, draw)
    secret = SecretDraw(bureau, view, life, map(InspectorId, bureau.records.inspectors))
    if rank not in {one.rank for one in life.open_ranks}:
        raise RefusedError(f"{draw} 没有还未公开的第 {rank} 号名次", hint=f"名次从 0 数起，见 mingchou assignment {draw}")
    return format_notice(_gathered(bureau, view, life, secret, rank))


def _gathered(bureau: Bureau, view: Life, life: DrawLife, secret: SecretDraw, rank: int) -> Notice:
    row, registry = secret.row(rank), snapshot_at(view, life.body.snapshot)
    plan, order = quarter_plan_of(view, life), view.documents.order(life.body.order)
    asked = plan.row(order.area, row.stratum, order.filter, order.departments)
    items = item_list_of(view, plan.joint_list if order.departments else plan.item_list, life.announced.index)
    entity = registry.entities[row.entity]
    assert life.drawn is not None and isinstance(life.drawn.body, Draw)  # noqa: S101  SecretDraw has refused otherwise
    tickets = view.documents.tickets(life.drawn.body.tickets)
    people = tuple(_person(id, registry.inspectors.get(id, {})) for id in row.inspectors)
    return Notice(
        bureau=bureau.agency.name,
        site=bureau.agency.url,
        draw=life.id,
        plan=plan.name,
        rank=rank,
        entity=row.entity,
        name=str(entity["name"]),
        address=str(entity["address"]),
        people=people,
        items=tuple(items.item(id) for id in asked.items),
        ticket=row.ticket.hex(),
        secret=row.nonce.hex(),
        seed=tickets.seed,
        weight=next(one.weight for one in secret.pool.entities if one.id == row.entity),
        place=_place(secret.pool, tickets, row, life.ranks[rank]),
        replaced=tuple(_replaced(people, life.ranks[rank])),
    )


def _place(pool: Pool, tickets: Tickets, row: Row, rank: RankLife) -> Place:
    """As anyone may count it in the tickets file: a substitute stands behind those that were drawn first."""
    listed = next(stratum for stratum in tickets.strata if stratum.name == row.stratum)
    ticket = row.ticket.hex()
    number = listed.sequence.index(Digest(ticket)) + 1
    return Place(row.stratum, number, rank_strata(pool).count(row.stratum), ticket in listed.later, tuple(rank.given_up))


def _replaced(people: Sequence[tuple[str, str, str]], rank: RankLife) -> Iterator[str]:
    """Of each seat that changed since the row in force came in: who sits there now, and why others do not."""
    for seat, (name, _, _) in enumerate(people):
        changes = [(e, e.body) for e in rank.seat_changes(None) if isinstance(e.body, Adjust) and e.body.seat == seat]
        if changes:
            told = (f"{_LEFT[body.kind]}（{CHANGE_REASONS[body.reason]}），见{entry_words(entry)}" for entry, body in changes)
            why = "；".join(told)
            how = "由本单位指定" if changes[-1][1].kind == "appointed" else "按规则由排在下一位的顶上，不由谁挑选"
            yield f"{name}是换上的：原先的检查人员{why}；{how}。"


def _person(id: str, record: Mapping[str, Json]) -> tuple[str, str, str]:
    return str(record.get("name", id)), id, str(record.get("unit", ""))


def format_notice(found: Notice) -> str:
    """HTML of its own, nothing fetched from anywhere: it is opened in a browser and printed."""
    title = "双随机抽查现场检查告知书"
    body = "\n".join(_body(found, title))
    head = f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
    return f"{head}\n<body>\n{body}\n</body></html>"


def _body(found: Notice, title: str) -> Iterator[str]:
    yield f"<h1>{title}</h1>"
    yield f"<p>{escape(found.name)}（统一社会信用代码 {escape(found.entity)}，{escape(found.address)}）：</p>"
    yield f"<p>{escape(found.bureau)}依法对你单位进行检查，请予以配合。检查不妨碍正常的生产经营（六（二）1）。</p>"
    yield "<h2>一、检查人员</h2>"
    yield _list(f"{name}（执法证号 {id}，{unit}）" for name, id, unit in found.people)
    yield from (f"<p>{escape(line)}</p>" for line in found.replaced)
    yield "<p>请核对证件。与检查人员有利害关系的，可以要求回避（四（四））。</p>"
    yield "<h2>二、检查依据</h2>"
    yield _list([REGULATION, f"{found.plan}，抽查批次 {found.draw}", *dict.fromkeys(item.basis for item in found.items)])
    yield "<h2>三、检查什么</h2>"
    yield _list(f"{item.name}：{item.content}" for item in found.items)
    yield "<h2>四、怎样检查</h2>"
    yield "<p>查阅材料，查看现场，实施检测，询问当事人和知情人；检查情况由你单位现场负责人确认（五（二））。</p>"
    yield f"<p>检查完成后 {PUBLISH_WITHIN} 个工作日内，检查时间、内容和结果在{_address(found.site)}公开（五（三））。</p>"
    yield "<h2>五、自己核对：是抽到的，不是谁点名的</h2>"
    yield from _proof(found)
    yield "<h2>六、现场确认</h2>"
    yield "<table><tr><td>检查人员（签名）</td><td></td></tr><tr><td>现场负责人（签名）</td><td></td></tr>"
    yield "<tr><td>日期</td><td></td></tr></table>"


def _proof(found: Notice) -> Iterator[str]:
    page = f"{found.site.rstrip('/')}/d/{found.draw}/" if found.site else f"本批次 {found.draw} 的页面"
    yield f"<p>核验码（你单位的签号）：<code>{found.ticket}</code></p>"
    yield from (f"<p>{escape(line)}</p>" for line in _standing(found, page))
    yield "<p>名单和规则在随机数产生之前已经公告，公告之后谁也改不了。</p>"
    yield "<p>签号由你单位的代码和下面的秘密数算出，可以自己算一遍，结果应当就是核验码：</p>"
    yield f"<p>秘密数：<code>{found.secret}</code></p>"
    line = f"printf 'entity\\n{found.entity}\\n{found.secret}\\n0' | openssl dgst -sha256 -mac HMAC -macopt hexkey:{found.seed}"
    yield f"<p><code>{escape(line)}</code></p>"
    if found.weight > 1:
        yield f"<p>你单位的权数是 {found.weight}：末尾的 0 依次换成 0 至 {found.weight - 1}，取最小的一个。</p>"


def _standing(found: Notice, page: str) -> Iterator[str]:
    """What the published tickets show of this one, and no more: whoever counts them must come to the same."""
    place = found.place
    name = CLASSES.get(place.stratum, place.stratum)
    order = "从小到大、在不重复抽取的批次里抽中过的排在最后，" if place.last else "从小到大"
    yield f"在 {page} 公布的“{name}”的签号里能找到它：{order}数第 {place.number} 个。"
    if not place.instead:
        yield f"这一类抽前 {place.drawn} 个，你单位在其中，是第 {found.rank} 号名次（从 0 数起）。"
        return
    yield f"这一类抽前 {place.drawn} 个，你单位不在其中，是递补的，补第 {found.rank} 号名次（从 0 数起）。"
    first, *others = (f"{_gave_way(entry)}（见{entry_words(entry)}）" for entry in place.instead)
    then = "".join(f"，顶上来的一家{one}" for one in others)
    yield f"这个名次原先抽中的一家{first}{then}，按规则让给还没有用过的下一个签号，就是你单位的。"


def _gave_way(entry: Entry) -> str:
    return f"已{CHANGE_REASONS[entry.body.reason]}" if isinstance(entry.body, Adjust) else ""


def _address(site: str) -> str:
    return f" {escape(site)} " if site else "本单位网站"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
