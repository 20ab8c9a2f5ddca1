"""Everything that the public can get hold of: a repository with its whole history, a built site, what commands print.

`collect` brings it all down to named bytes, unpacked; `leaks` looks for secrets in them in every encoding; `counts` and
`blurred` are two ways of asking whether they tell one enterprise from another.
"""

import base64
import gzip
import io
import re
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

from git import Repo
from openpyxl import load_workbook

Texts = dict[str, bytes]

_ENOUGH = 8
"""Bytes from its beginning by which a secret is known: pages cut digests short. Of hex, which they show most, six."""


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and what is folded up in it."""
    yield name, data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from _unpacked(f"{name}!{member}", archive.read(member))
        if name.endswith(".xlsx"):
            sheets = load_workbook(io.BytesIO(data), read_only=True)
            lines = ["\t".join(str(cell) for cell in row) for sheet in sheets for row in sheet.iter_rows(values_only=True)]
            yield f"{name}!cells", "\n".join(lines).encode()
    elif data.startswith(b"\x1f\x8b"):
        yield from _unpacked(f"{name}!gz", gzip.decompress(data))
    elif data.startswith(b"SQLite format 3\0"):
        connection = sqlite3.connect(":memory:")
        connection.deserialize(data)
        yield f"{name}!dump", "\n".join(connection.iterdump()).encode()
        connection.close()


def folder_texts(folder: Path, name: str) -> Texts:
    """Every file below a folder, hidden ones too; not Git's own, which `git_texts` reads."""
    found: Texts = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and relative.parts[0] != ".git":
            found.update(_unpacked(f"{name}/{relative.as_posix()}", path.read_bytes()))
    return found


def git_texts(repo: Repo) -> Texts:
    """Every object that the repository holds, reachable or not, and the index, references and logs around them."""
    found: Texts = {}
    stream = io.BytesIO(repo.git.execute(["git", "cat-file", "--batch-all-objects", "--batch"], stdout_as_string=False))
    while header := stream.readline().split():
        found[f"git/objects/{header[1].decode()}/{header[0].decode()}"] = stream.read(int(header[2]))
        stream.readline()
    folder = Path(repo.git_dir)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "objects" not in path.relative_to(folder).parts and "hooks" not in path.parts:
            found[f"git/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    return found


def collect(repo: Repo, site: Path | None, printed: Iterable[str]) -> Texts:
    """All that is public at this moment: name → bytes."""
    found = folder_texts(Path(repo.working_dir), "tree") | git_texts(repo)
    if site is not None:
        found |= folder_texts(site, "site")
    return found | {f"printed/{number}": text.encode() for number, text in enumerate(printed)}


def _base64(data: bytes) -> Iterator[bytes]:
    """How base64 of anything that has `data` in it looks there: at each of the three alignments, in both alphabets."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + data + bytes(2))
        inside = whole[-(-8 * shift // 6) : 8 * (shift + len(data)) // 6]
        yield inside
        yield inside.replace(b"+", b"-").replace(b"/", b"_")


def encodings(secret: bytes) -> dict[bytes, str]:
    """Every way of writing a secret that is looked for, each with its name."""
    found: dict[bytes, str] = {}
    for turned, whole in (("", secret), ("reversed ", secret[::-1])):
        data = whole[:_ENOUGH]
        found[data] = f"{turned}raw"
        found[data.hex()[:12].encode()] = f"{turned}hex"
        found[data.hex(":").encode()] = f"{turned}hex with colons"
        found[whole.hex()[::-1][:12].encode()] = f"{turned}hex backwards"
        found[", ".join(map(str, data)).encode()] = f"{turned}list"
        found |= dict.fromkeys(_base64(data), f"{turned}base64")
    for order in ("big", "little"):
        found[str(int.from_bytes(secret, order)).encode()] = f"{order}-endian decimal"  # type: ignore[arg-type]
    return found


def leaks(texts: Mapping[str, bytes], secrets: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Text, secret and encoding of each secret found. Letters compare without case, so that upper-case hex is found too."""
    where: dict[bytes, list[str]] = {}
    for name, data in texts.items():
        where.setdefault(data, []).append(name)
    found: list[tuple[str, str, str]] = []
    everything, lower = list(where), [data.lower() for data in where]
    together, together_lower = b"\n".join(everything), b"\n".join(lower)
    for secret, value in secrets.items():
        for needle, encoding in encodings(value).items():
            caseless = "hex" in encoding
            if needle in (together_lower if caseless else together):
                searched = zip(where.values(), lower if caseless else everything, strict=True)
                found += [(name, secret, encoding) for names, data in searched if needle in data for name in names]
    return found


def _text(data: bytes) -> str:
    """As text, JSON's and HTML's ways of writing a character undone."""
    text = data.decode("utf-8", errors="replace")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)


_PAGE = re.compile(r"(?:_[a-z]+)?_[0-9]+(?=/index\.html$)")


def counts(texts: Mapping[str, bytes], names: Mapping[str, Collection[str]]) -> dict[str, dict[str, tuple[int, ...]]]:
    """How often each member is named: kind of text → member → once for each of its names. Members' own files are one kind, and
    of these the others' another; so is all that Git holds, and all pages of one list (in which order they name the members is
    for `differences` to compare)."""
    own = re.compile("|".join(map(re.escape, names)))
    found: dict[str, dict[str, Counter[int]]] = {}
    for text_name, data in texts.items():
        kind = _PAGE.sub("", own.sub("<own>", text_name)) if not text_name.startswith("git/objects/") else "git/objects"
        owner = own.search(text_name)
        text = _text(data)
        for member, words in names.items():
            whose = f"{kind} (others')" if owner is not None and owner[0] != member else kind
            tally = found.setdefault(whose, {}).setdefault(member, Counter())
            for number, word in enumerate(words):
                tally[number] += text.count(word)
    size = max(map(len, names.values()))
    return {kind: {member: tuple(c[n] for n in range(size)) for member, c in by.items()} for kind, by in found.items()}


def unlike(texts: Mapping[str, bytes], names: Mapping[str, Collection[str]], alike: Collection[str]) -> list[tuple[str, str]]:
    """Where members that should be `alike` are not: kind of text, and who stands out."""
    found = []
    for kind, by in counts(texts, names).items():
        usual = Counter(by[member] for member in alike).most_common(1)[0][0]
        found += [(kind, member) for member in alike if by[member] != usual]
    return found


_BLURS = (
    (re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{16,}(?![0-9A-Za-z])"), "<hex>"),
    (re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8,15}(?=…)|(?<=mc-hash\">)[0-9a-f]{12}(?=<)"), "<hex>"),
    (re.compile(r"[0-9A-Za-z+/]{43,91}={1,2}"), "<base64>"),
    (re.compile(r"M[0-9.]+ (?=[0-9]+V)"), "M<ticket> "),  # a ticket's line in the drawing of all tickets
    (re.compile(r'("bytes": |<bytes>)[0-9]+'), r"\1<size>"),  # of a compressed file
)
_STATISTICS = ("site/fairness/", "site/data/fairness_tickets.")
"""The page and the table that count how evenly all tickets lie: numbers made of tickets alone, which are public."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_STATISTICS_ROW = re.compile(r'(?<=INSERT INTO "fairness_tickets" VALUES\()[^)\n]*')


def differences(first: Mapping[str, bytes], second: Mapping[str, bytes]) -> list[str]:
    """What the texts of two bureaus still differ in once they are `blurred`, as lines that say where."""
    one, other = blurred(first), blurred(second)
    left, right = ({name: text.splitlines() for name, text in more} for more in (one - other, other - one))
    return [
        f"{name}: {line}"
        for name in sorted(left.keys() | right.keys())
        for line in unified_diff(left.get(name, []), right.get(name, []), "first", "second", n=0, lineterm="")
    ]


def blurred(texts: Mapping[str, bytes]) -> Counter[tuple[str, str]]:
    """The texts with every digest, signature and ticket made the same. What is left may not depend on a secret.

    Of Git the blobs and messages; of what is folded up only what is in it; of what is sealed only how long it is.
    """
    found: Counter[tuple[str, str]] = Counter()
    sealed = {data for name, data in texts.items() if "/sealed/" in name}
    for name, data in texts.items():
        skipped = name.startswith("git/") and not name.startswith(("git/objects/blob", "git/objects/commit"))
        if skipped or "!xl/" in name or name.endswith((".xlsx", ".sqlite", ".gz")):
            continue
        text = f"{len(data)} bytes" if data in sealed else _text(data)
        for pattern, blur in _BLURS:
            name, text = pattern.sub(blur, name), pattern.sub(blur, text)
        if name.startswith(_STATISTICS):
            text = _NUMBER.sub("<number>", text)
        elif name.endswith(".sqlite!dump"):
            text = _STATISTICS_ROW.sub("<numbers>", text)
        found[name, text] += 1
    return found
