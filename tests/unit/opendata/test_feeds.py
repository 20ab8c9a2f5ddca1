"""Atom feeds: valid by RFC 4287, steady ids and times, the newest results and what is overdue, and nothing else."""

from collections.abc import Mapping
from datetime import date, datetime
from xml.etree import ElementTree

import pytest

from generator.model import OUTCOMES
from generator.opendata import feeds as feeds_module
from generator.opendata.feeds import Feeds
from ledger.core.encoding import format_time
from tests.support.ledgers import AS_OF, Ledger, Options, build_ledger
from tests.unit.generator.places import gathered, report
from tests.unit.opendata.hostile import TEXTS, hostile, plain

ATOM = "{http://www.w3.org/2005/Atom}"
TAG = "tag:test.example,2023-08-21:"


def feeds(ledger: Ledger, as_of: date = AS_OF) -> Mapping[str, str]:
    """Every feed by path."""
    return {path: data.decode() for path, data in Feeds(gathered(ledger, as_of), report(ledger, as_of).view).all()}


def entries(text: str) -> list[dict[str, str]]:
    """The entries of a feed: their texts by name, the link, the word of their category."""
    found = []
    for entry in ElementTree.fromstring(text).findall(f"{ATOM}entry"):
        texts = {child.tag.removeprefix(ATOM): child.text or "" for child in entry}
        link, category = entry.find(f"{ATOM}link"), entry.find(f"{ATOM}category")
        found.append(texts | {"link": link.get("href"), "category": category.get("term")})
    return found


@pytest.fixture(scope="module")
def all_feeds() -> Mapping[str, str]:
    """Those of the ledger with hostile names."""
    return feeds(hostile()[0])


def test_one_for_all_for_each_area_for_each_enterprise(all_feeds: Mapping[str, str]) -> None:
    """ "Atom feeds (all, an area, an enterprise)"."""
    site = hostile()[2]
    assert set(all_feeds) == {
        "feed.atom",
        *(f"a/{area.code}/feed.atom" for area in site.areas),
        *(f"e/{entity.code}/feed.atom" for entity in site.entities),
    }


def test_feeds_are_valid_by_rfc_4287(all_feeds: Mapping[str, str]) -> None:
    """4.1.1 and 4.1.2: one id, title and updated each; an author; a link to itself and one to the page; ids unique; times of
    RFC 3339; the feed's `updated` not older than any entry's."""
    ids = set()
    for path, text in all_feeds.items():
        feed = ElementTree.fromstring(text)
        assert feed.tag == f"{ATOM}feed" and text.startswith('<?xml version="1.0" encoding="utf-8"?>\n')
        for name in ("id", "title", "updated", "author"):
            assert len(feed.findall(f"{ATOM}{name}")) == 1, (path, name)
        ids.add(feed.findtext(f"{ATOM}id"))
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        page = f"https://test.example/ssj/{path.removesuffix('feed.atom')}"
        assert links == {"self": f"https://test.example/ssj/{path}", "alternate": page}
        newest = datetime.fromisoformat(feed.findtext(f"{ATOM}updated"))
        mine = entries(text)
        assert len({entry["id"] for entry in mine}) == len(mine)
        for entry in mine:
            assert entry.keys() == {"id", "title", "updated", "published", "link", "category", "summary"}
            assert entry["id"].startswith(TAG) and entry["title"] and entry["summary"]
            assert datetime.fromisoformat(entry["published"]) <= datetime.fromisoformat(entry["updated"]) <= newest
            assert datetime.fromisoformat(entry["updated"]).utcoffset() is not None
    assert len(ids) == len(all_feeds)


def test_the_newest_comes_first(all_feeds: Mapping[str, str]) -> None:
    """By the time of the last entry about it."""
    for text in all_feeds.values():
        times = [datetime.fromisoformat(entry["updated"]) for entry in entries(text)]
        assert times == sorted(times, reverse=True)


def test_every_public_result_once(all_feeds: Mapping[str, str]) -> None:
    """In all, in its area and in its enterprise's own, with its phrase; nothing of what is withheld, expired or sealed."""
    ledger, _, site, _ = hostile()
    names = {f"{TAG}results/{row.draw}/{row.rank}": row for row in site.newest}
    told = [entry for entry in entries(all_feeds["feed.atom"]) if entry["category"] != "overdue"]
    assert {entry["id"] for entry in told} == names.keys() and len(told) == 13
    for entry in told:
        row = names[entry["id"]]
        late = "（逾期公示）" if row.overdue else ""
        assert entry["title"] == f"{row.entity.name}：{row.result.outcome}{late}"
        assert entry["category"] == OUTCOMES[row.result.outcome] and row.result.content in entry["summary"]
        assert entry["link"] == f"https://test.example/ssj/e/{row.entity.code}/#draw-{row.draw}"
        rank = ledger.bureau.life.draws[row.draw].ranks[row.rank]
        assert entry["published"] == format_time(rank.ended.time)
        assert entry["updated"] == format_time(rank.commitments[-1].time)
        assert entry in entries(all_feeds[f"e/{row.entity.code}/feed.atom"])
    assert sum(len(entries(text)) for path, text in all_feeds.items() if path.startswith("e/")) == 13
    assert [entry["id"] for entry in entries(all_feeds["a/430902/feed.atom"])] == [entry["id"] for entry in told]
    assert entries(all_feeds["a/430903/feed.atom"]) == []


def test_hostile_names_are_text(all_feeds: Mapping[str, str]) -> None:
    """Exactly as they are once the XML is read, and no tag of theirs in it."""
    titles = {ElementTree.fromstring(text).findtext(f"{ATOM}title") for text in all_feeds.values()}
    assert {f"{text}：检查结果和逾期" for text in TEXTS} <= titles
    for text in all_feeds.values():
        assert "<script" not in text and "<r>" not in text
        assert {element.tag.removeprefix(ATOM) for element in ElementTree.fromstring(text).iter()} <= {
            "feed", "id", "title", "updated", "link", "author", "name", "rights", "entry", "published", "category", "summary",
        }  # fmt: skip


def test_what_was_corrected_is_updated() -> None:
    """The correction's time and reason; published when it first was."""
    (entry,) = [one for one in entries(feeds(plain()[0])["feed.atom"]) if one["id"] == f"{TAG}results/A-general/1"]
    assert (entry["published"], entry["updated"]) == ("2023-09-02T09:00:00+08:00", "2023-10-10T09:00:00+08:00")
    assert "补充检查内容" in entry["summary"] and "示例：更正后的内容" in entry["summary"]


def test_what_is_overdue_and_sealed_names_nobody() -> None:
    """A draw not held, a reveal that is missing, ranks not accounted for: in the feed from the moment on, without a name."""
    ledger, as_of = plain()[0], date(2025, 2, 1)
    found = feeds(ledger, as_of)
    late = [entry for entry in entries(found["feed.atom"]) if entry["category"] == "overdue"]
    assert {entry["id"].removeprefix(TAG) for entry in late} == {
        *(f"overdue/C-key/{rank}" for rank in (1, 3, 5)),
        "draw.reveal/C-key",
        "draw.reveal/F-special",
        "draw.held/F-special",
    }  # fmt: skip
    ranks = [entry for entry in late if "/overdue/" in f"/{entry['id'].removeprefix(TAG)}"]
    assert {entry["updated"] for entry in ranks} == {"2025-01-25T00:00:00+08:00"}
    assert {entry["link"] for entry in ranks} == {"https://test.example/ssj/d/C-key/#results"}
    names = [record["name"] for record in ledger.bureau.entities.values()]
    assert not [name for entry in late for name in names if name in entry["title"] + entry["summary"]]
    assert len([entry for entry in entries(found["a/430903/feed.atom"]) if entry["category"] == "overdue"]) == 2
    assert not [path for path in found if path.startswith("e/") and "overdue" in found[path]]


def test_what_is_overdue_and_revealed_names_the_enterprise() -> None:
    """After the reveal everyone knows whose it was, and who follows that enterprise hears of it."""
    ledger = build_ledger(Options(until="2023-10-30"))
    ledger.bureau.reveal("2023-10-31T09:00:00+08:00", "B-key")
    truth = ledger.bureau.batches["B-key"].row(0).entity
    found = feeds(Ledger(ledger.bureau.published(), ledger.bureau), date(2023, 11, 1))
    (entry,) = [one for one in entries(found[f"e/{truth}/feed.atom"]) if one["category"] == "overdue"]
    assert str(ledger.bureau.entities[truth]["name"]) in entry["title"]
    assert entry["link"].endswith(f"/e/{truth}/#draw-B-key")


def test_ids_and_times_stay_as_the_ledger_grows() -> None:
    """An entry that was there before is there again, letter for letter."""
    earlier = entries(feeds(build_ledger(Options(until="2024-11-06")), date(2024, 11, 6))["feed.atom"])
    later = {entry["id"]: entry for entry in entries(feeds(plain()[0])["feed.atom"])}
    assert len(later) > len(earlier) > 5
    assert [entry for entry in earlier if later.get(entry["id"]) != entry] == []


def test_an_empty_feed_has_a_steady_time() -> None:
    """One can follow an enterprise before anything is known of it."""
    feed = ElementTree.fromstring(feeds(plain()[0])["e/430903-general-91/feed.atom"])
    assert feed.findtext(f"{ATOM}updated") == "2023-08-21T09:00:00+08:00"
    assert feed.findall(f"{ATOM}entry") == []


def test_feeds_over_many_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest so many; an enterprise's own has all."""
    monkeypatch.setattr(feeds_module, "NEWEST", 3)
    found = feeds(plain()[0])
    assert len(entries(found["feed.atom"])) == len(entries(found["a/430902/feed.atom"])) == 3
    assert sum(len(entries(text)) for path, text in found.items() if path.startswith("e/")) == 13


def test_the_same_ledger_gives_the_same_bytes(all_feeds: Mapping[str, str]) -> None:
    """No clock."""
    assert feeds(hostile()[0]) == all_feeds
