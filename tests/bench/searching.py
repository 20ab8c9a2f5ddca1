"""The search box at 10,000 enterprises, in a real Chromium: how long until it is ready, and how long a keystroke takes.

Served as the site is, by `generator.serve`. Ready: the index fetched, read and prepared, as when a reader enters the box. A
keystroke: the slowest of many queries, names, codes and initials among them. Either is the best of a few runs, beside other work.
"""

import json
import os
import tempfile
import threading
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from generator.initials import initials
from generator.serve import address, server
from tests.bench.measure import ROOT
from tools import browser, node

ENTITIES = 10_000
READY, STROKE = 150.0, 5.0
"""Milliseconds at the most."""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update")
QUERIES = ("s", "sl", "slhg", "hgyxgs", "zzzzzz", "化", "化工有限", "9143", "91430902EXMP", "示例甲乙化工有限公司", "没有这一家")
_PLACES, _WORDS = "甲乙丙丁戊己庚辛壬癸", "山水木石金禾竹云松泉"
_TRADES = ("化工", "水泥", "纺织", "食品", "电镀", "造纸", "养殖", "建材", "机械", "再生资源")
_TIMED = """
async (queries) => {
  const { fold, load, find } = await import('/assets/find.js');
  const spent = async (work) => { const began = performance.now(); await work(); return performance.now() - began; };
  const best = async (times, work) => {
    let found = Infinity;
    for (let time = 0; time < times; time += 1) found = Math.min(found, await spent(() => work(time)));
    return found;
  };
  const ready = await best(5, (time) => load(`/assets/search-index.json?${time}`));
  const entities = await load('/assets/search-index.json?0');
  const strokes = [];
  for (const query of queries) strokes.push(await best(5, () => find(entities, fold(query))));
  return { count: entities.length, ready, stroke: Math.max(...strokes) };
}
"""


@dataclass(frozen=True)
class Taken:
    """Milliseconds until the box is ready, and for the slowest keystroke."""

    ready: float
    stroke: float


def index() -> str:
    """The index of as many enterprises, with names that differ as real ones do."""
    names = (
        f"{place}市{first}{second}{trade}{form}（示例）"
        for form, place, first, second, trade in product(("有限公司", "厂"), _PLACES, _WORDS, _WORDS, _TRADES)
    )
    found = [
        [name, f"914309{n % 100:02}EXMP{n:05}X", n % 8, n % 3, initials(name)]
        for n, name in zip(range(ENTITIES), names, strict=False)
    ]
    areas = [[f"4309{n:02}", f"示例{n}区"] for n in range(8)]
    return json.dumps({"areas": areas, "entities": found}, ensure_ascii=False, separators=(",", ":"))


def measure() -> Taken | None:
    """What it took, or None where there is no Chromium."""
    found = node.find()
    chromium = browser.find(found) if found is not None else None
    if found is None or chromium is None:
        return None
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", found.environment()["PLAYWRIGHT_NODEJS_PATH"])
    with tempfile.TemporaryDirectory(prefix="mingchou-bench-") as folder:
        site = Path(folder)
        (site / "assets").mkdir()
        (site / "index.html").write_text('<!doctype html><meta charset="utf-8"><title>bench</title>', encoding="utf-8")
        (site / "assets" / "find.js").write_bytes((ROOT / "site" / "assets" / "find.js").read_bytes())
        (site / "assets" / "search-index.json").write_text(index(), encoding="utf-8")
        with server(site, 0) as running:
            threading.Thread(target=running.serve_forever, daemon=True).start()
            try:
                return _in_browser(chromium, address(running))
            finally:
                running.shutdown()


def _in_browser(chromium: str, url: str) -> Taken:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = launched.new_page()
        page.goto(url)
        found = page.evaluate(_TIMED, QUERIES)
        launched.close()
    assert found["count"] == ENTITIES
    return Taken(found["ready"], found["stroke"])
