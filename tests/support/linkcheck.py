"""Every address in a built site, wherever it stands: each leads to a file that is there, and to a place that is on it.

Pages, style sheets, programs, feeds, the sitemap, JSON and CSV are read. An address of this site stays below its folder; one of
another host is https and of a host in `HOSTS`.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs, unquote, urljoin, urlsplit
from xml.etree import ElementTree

HOSTS = frozenset(
    {
        "creativecommons.org",  # the licence of the data
        "datapackage.org",  # the profile that data/index.json keeps to
        "schema.org",  # the words of the JSON-LD
    }
)
"""What a site may name outside itself, and why."""
ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "data-index", "data-ledger", "data-root", "xlink:href"})
LISTS = frozenset({"srcset", "imagesrcset"})
REFERENCES = frozenset({"for", "aria-controls", "aria-labelledby", "aria-describedby", "aria-owns", "headers", "list", "form"})
"""Attributes that name ids of their own page."""
RECORDS = {"draw": "d", "entity": "e"}
"""Columns of the tables whose every value has a page, and its folder. (An area without enterprises has none.)"""
THEIRS = frozenset({"__toc"})
"""Material labels the table of contents where it shows none."""
FOREIGN = "assets/javascripts/"
"""Material's own programs: bundled, they name files of features that are off."""
_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_JS = re.compile(
    r"""(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)["'](\.{1,2}/[^"'\n]+)["']|^//# sourceMappingURL=(\S+)""", re.MULTILINE
)


@dataclass
class Page(HTMLParser):
    """What of a page leads anywhere: its addresses, ids, references to ids, canonical link, and blocks of JSON."""

    addresses: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    references: set[str] = field(default_factory=set)
    canonical: list[str] = field(default_factory=list)
    blocks: list[tuple[bool, str]] = field(default_factory=list)
    """Whether it is JSON-LD, and its text."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._block: bool | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names."""
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self.ids[value] += 1
            elif name in ADDRESSES or (name == "data" and tag == "object"):
                self.addresses.append(value)
            elif name in LISTS:
                self.addresses += [one.split()[0] for one in value.split(",") if one.strip()]
            elif name in REFERENCES:
                self.references.update(value.split())
        if tag in ("link", "script", "meta"):
            self._head(tag, {name: value or "" for name, value in attrs})

    def _head(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "link" and attributes.get("rel") == "canonical":
            self.canonical.append(attributes.get("href", ""))
        if tag == "script" and attributes.get("type") in ("application/json", "application/ld+json"):
            self._block = attributes["type"] == "application/ld+json"
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            self.addresses.append(attributes.get("content", "").partition("=")[2])

    def handle_data(self, data: str) -> None:
        """Note a block of JSON."""
        if self._block is not None:
            self.blocks.append((self._block, data))
            self._block = None


def _texts(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _full(texts: Iterable[str]) -> Iterator[str]:
    """Those that are addresses from `https://` on."""
    return (text for text in texts if text.startswith(("http://", "https://")))


@dataclass
class Site:
    """A built site in a folder, to be found at `url`. Without the web page's verifier, which `make test` builds, what would be
    below ``assets/verifier/`` is not looked for."""

    folder: Path
    url: str
    faults: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    """How many addresses were looked at, by the kind of file that they stand in: none must be overlooked."""

    def __post_init__(self) -> None:
        found = (file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file())
        self.files = frozenset(found)
        self.pages: dict[str, Page] = {}
        self._known: dict[tuple[str, str], str | None] = {}

    def check(self) -> list[str]:
        """Every fault of every file."""
        for path in sorted(path for path in self.files if path.endswith(".html")):
            self.pages[path] = page = Page()
            page.feed((self.folder / path).read_text(encoding="utf-8"))
            page.close()
        for path, page in self.pages.items():
            self._page(path, page)
        kinds: dict[str, Callable[[str, str], Iterator[str]]] = {
            "xml": self._xml, "atom": self._xml, "css": self._css, "js": self._js, "json": self._json, "csv": self._csv,
        }  # fmt: skip
        for path in sorted(self.files):
            kind = path.rpartition(".")[2]
            if kind in kinds and not path.startswith(("ledger/", FOREIGN)):
                text = (self.folder / path).read_text(encoding="utf-8-sig")
                self._look(path, kind, kinds[kind](path, text))
        return self.faults

    def _page(self, path: str, page: Page) -> None:
        for id, times in page.ids.items():
            if times > 1:
                self.faults.append(f"{path}: id {id} stands {times} times")
        for id in page.references - page.ids.keys() - THEIRS:
            self.faults.append(f"{path}: refers to the id {id}, which is not there")
        own = self.url + path.removesuffix("index.html")
        if path != "404.html" and page.canonical != [own]:
            self.faults.append(f"{path}: canonical {page.canonical}, not {own}")
        self._look(path, "html", page.addresses)
        for linked, text in page.blocks:
            value = json.loads(text)
            self._look(path, "block", _full(_texts(value)) if linked else [value["search"]])

    def _xml(self, path: str, text: str) -> Iterator[str]:
        for element in ElementTree.fromstring(text).iter():
            for name in ("href", "src"):
                if name in element.attrib:
                    yield element.attrib[name]
            if element.tag.rpartition("}")[2] in ("loc", "uri", "icon", "logo"):
                yield element.text or ""

    def _css(self, path: str, text: str) -> Iterator[str]:
        return (one or other for one, other in _CSS.findall(text))

    def _js(self, path: str, text: str) -> Iterator[str]:
        return (one or other for one, other in _JS.findall(text))

    def _json(self, path: str, text: str) -> Iterator[str]:
        value = json.loads(text)
        if path == "assets/search-index.json":
            yield from (f"{self.url}a/{code}/" for code, _ in value["areas"])
            yield from (f"{self.url}e/{entity[1]}/" for entity in value["entities"])
        elif path == "assets/results-index.json":
            yield from (f"{self.url}d/{draw}/" for draw in value["draws"])
        elif path in ("search/search_index.json", "search.json"):
            yield from (f"{self.url}{one['location']}" for one in value.get("docs") or value["items"])
        elif path.endswith(".map"):
            return
        else:
            yield from _full(_texts(value))
            if isinstance(value, dict):
                yield from (one["path"] for one in value.get("resources", []))
                if "page" in value:
                    self._same(path, value["page"])

    def _same(self, path: str, page: str) -> None:
        own = self.url + path.removesuffix("index.json")
        if page != own:
            self.faults.append(f"{path}: says that it is of {page}, not {own}")

    def _csv(self, path: str, text: str) -> Iterator[str]:
        for row in csv.DictReader(StringIO(text)):
            for name, value in row.items():
                if value.startswith(("http://", "https://")):
                    yield value
                elif value.startswith("ledger/"):
                    yield self.url + value
                elif value and name in RECORDS:
                    yield f"{self.url}{RECORDS[name]}/{value}/"

    def _look(self, path: str, kind: str, addresses: Iterable[str]) -> None:
        folder = path.rpartition("/")[0]
        for address in addresses:
            self.counted[kind] += 1
            key = (path if address.startswith("#") else folder, address)
            if key not in self._known:
                self._known[key] = self._fault(path, address)
            if (fault := self._known[key]) is not None:
                self.faults.append(f"{path}: {address}: {fault}")

    def _fault(self, path: str, address: str) -> str | None:
        """What is wrong with an address that stands in a file."""
        if address.startswith(("mailto:", "data:")):
            return None
        if path == "404.html" and not address.startswith(("/", "#", "https://")):
            return "the error page is served anywhere, so a relative address leads nowhere"
        full = urljoin(self.url + path.removesuffix("index.html"), address)
        parts, own = urlsplit(full), urlsplit(self.url)
        if parts.scheme != "https":
            return f"{parts.scheme} and not https"
        if parts.netloc != own.netloc:
            return None if parts.netloc in HOSTS else f"the host {parts.netloc} is not one that the site may name"
        if not full.startswith(self.url) or ".." in unquote(parts.path).split("/"):
            return "leaves the site's folder"
        return self._target(unquote(parts.path[len(own.path) :]), unquote(parts.fragment), parts.query)

    def _target(self, path: str, fragment: str, query: str) -> str | None:
        file = path + "index.html" if path.endswith("/") or not path else path
        if file not in self.files:
            if file.startswith("assets/verifier/") and not (self.folder / "assets" / "verifier").is_dir():
                return None
            return "a folder, without the slash at its end" if f"{file}/index.html" in self.files else "there is no such file"
        if fragment and file in self.pages and fragment not in self.pages[file].ids:
            return f"there is no {fragment} on that page"
        for draw in parse_qs(query).get("draw", []):
            if f"d/{draw}/index.html" not in self.files:
                return f"there is no draw {draw}"
        return None
