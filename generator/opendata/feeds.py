"""Atom feeds (RFC 4287): the newest results and what is overdue, of all, of an area, of an enterprise.

Ids are tag URIs (RFC 4151) under the ledger's own name and the day of its genesis, which never change; times are those of the
ledger's entries, or for what was not done, the moment when it became late. So the same ledger and day give the same bytes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from generator.model import DrawPage, Row, Site
from generator.opendata.package import LICENCE
from generator.wording import day
from ledger.core.checks.draw import HELD_WITHIN
from ledger.core.encoding import CHINA, day_of, format_time
from ledger.core.life import Life

NAME = "feed.atom"
NEWEST = 100
"""Entries of a feed over many enterprises."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DNS = re.compile(r"(?:[0-9a-z](?:[0-9a-z-]*[0-9a-z])?\.)+[0-9a-z](?:[0-9a-z-]*[0-9a-z])?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MISSED = {"draw.held": "抽取逾期", "draw.reveal": "揭示逾期"}


@dataclass(frozen=True)
class Note:
    """One entry of a feed. `link` is relative to the site's root; `entity` is empty where nobody is named."""

    id: str
    title: str
    summary: str
    link: str
    published: datetime
    updated: datetime
    term: str
    label: str
    draw: str
    entity: str = ""


def _midnight(after: date) -> datetime:
    """The moment when a last day has passed."""
    return datetime.combine(after + timedelta(days=1), time(), CHINA)


def _result(row: Row, draw: DrawPage, view: Life) -> Note | None:
    rank = view.draws[row.draw].ranks[row.rank]
    if row.result is None or row.entity is None or rank.ended is None:
        return None
    result, late = row.result, "（逾期公示）" if row.overdue else ""
    words = [f"{day(result.inspected)}{result.method}检查", f"{day(day_of(rank.ended.time))}公示{late}", f"批次：{draw.title}"]
    words += [f"{day(when)}{'更正' if row.corrected else '补充'}：{why}" for when, why in row.amended]
    return Note(
        f"results/{row.draw}/{row.rank}", f"{row.entity.name}：{result.outcome}{late}", f"{'；'.join(words)}。{result.content}",
        f"e/{row.entity.code}/#draw-{row.draw}", rank.ended.time, rank.commitments[-1].time, result.outcome_key, result.outcome,
        row.draw, row.entity.code,
    )  # fmt: skip


def _overdue(row: Row, draw: DrawPage) -> Note | None:
    """A rank that nobody accounted for in time. Whose it is, is told once the reveal has told it."""
    if row.state != "open" or not row.overdue:
        return None
    since = _midnight(draw.reveal_by)
    who, link = f"第 {row.rank} 号名次", f"d/{draw.id}/#results"
    if row.entity is not None:
        who, link = f"{row.entity.name}（第 {row.rank} 号名次）", f"e/{row.entity.code}/#draw-{draw.id}"
    text = f"{draw.title}：到{day(draw.reveal_by)}没有公示，视为没有完成检查任务（实施方案五（三））。"
    code = "" if row.entity is None else row.entity.code
    return Note(f"overdue/{row.draw}/{row.rank}", f"{who}逾期未公示", text, link, since, since, "overdue", "逾期", row.draw, code)


def _missed(draw: DrawPage) -> Iterator[Note]:
    since = {"draw.held": draw.sources[-1].time + HELD_WITHIN, "draw.reveal": _midnight(draw.reveal_by)}
    for check in draw.missed:
        if check in MISSED:
            time, title = since[check], f"{MISSED[check]}：{draw.title}"
            text = f"批次 {draw.id}，期限是 {format_time(time)}。"
            yield Note(f"{check}/{draw.id}", title, text, f"d/{draw.id}/", time, time, "overdue", "逾期", draw.id)


def notes(site: Site, view: Life) -> list[Note]:
    """Everything that a feed can tell, the newest first. What is withheld or past its term is not among it."""
    found: list[Note | None] = []
    for draw in site.draws:
        found += _missed(draw)
        for row in draw.rows:
            found += (_result(row, draw, view), _overdue(row, draw))
    told = [note for note in found if note is not None]
    return sorted(told, key=lambda note: (note.updated, note.id), reverse=True)


def _child(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NOT_XML.sub("�", text)


class Feeds:
    """Every feed of one site."""

    def __init__(self, site: Site, view: Life) -> None:
        self._site, self._url = site, site.agency.url
        self._begun = view.entries[0].time
        host = site.agency.origin.partition("/")[0].lower()
        authority = host if _DNS.fullmatch(host) else urlsplit(self._url).hostname or "localhost"
        self._tag = f"tag:{authority},{day_of(self._begun)}:"
        self._notes = notes(site, view)
        self._areas = {draw.id: view.documents.order(view.draws[draw.id].body.order).area for draw in site.draws}

    def _entry(self, note: Note) -> Element:
        entry = Element("entry")
        _child(entry, "id", self._tag + note.id)
        _child(entry, "title", note.title)
        _child(entry, "updated", format_time(note.updated))
        _child(entry, "published", format_time(note.published))
        SubElement(entry, "link", rel="alternate", type="text/html", href=self._url + note.link)
        SubElement(entry, "category", term=note.term, label=note.label)
        _child(entry, "summary", note.summary)
        entry.tail = "\n"
        return entry

    def _feed(self, path: str, title: str, found: Sequence[Note]) -> bytes:
        feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", _LANGUAGE: "zh-CN"})
        _child(feed, "id", f"{self._tag}feed/{path}")
        _child(feed, "title", title)
        _child(feed, "updated", format_time(max((note.updated for note in found), default=self._begun)))
        SubElement(feed, "link", rel="self", type="application/atom+xml", href=f"{self._url}{path}{NAME}")
        SubElement(feed, "link", rel="alternate", type="text/html", href=self._url + path)
        _child(SubElement(feed, "author"), "name", self._site.agency.name)
        _child(feed, "rights", LICENCE)
        feed.extend(self._entry(note) for note in found)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'.encode()

    def _grouped(self, names: Mapping[str, str]) -> dict[str, list[Note]]:
        """By area: of an enterprise its own, of a draw the draw's."""
        found: dict[str, list[Note]] = {}
        for note in self._notes:
            found.setdefault(names.get(note.entity) or self._areas[note.draw], []).append(note)
        return found

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of each."""
        agency, areas = self._site.agency.name, {entity.code: entity.area for entity in self._site.entities}
        yield NAME, self._feed("", f"{agency}：最新检查结果和逾期", self._notes[:NEWEST])
        by_area = self._grouped(areas)
        for area in self._site.areas:
            path = f"a/{area.code}/"
            yield path + NAME, self._feed(path, f"{area.name}：最新检查结果和逾期", by_area.get(area.code, [])[:NEWEST])
        own: dict[str, list[Note]] = {}
        for note in self._notes:
            own.setdefault(note.entity, []).append(note)
        for entity in self._site.entities:
            path = f"e/{entity.code}/"
            yield path + NAME, self._feed(path, f"{entity.name}：检查结果和逾期", own.get(entity.code, []))
