"""The headers' files: strict, and never against what a page itself allows."""

import re
from pathlib import Path

import pytest

from generator.csp import policy, script_hashes, with_policy
from generator.headers import OTHERS, header_files

PAGES = {
    "index.html": "<script>a()</script>",
    "404.html": "<script>n()</script>",
    "rules/index.html": "<script>b()</script>",
    "d/index.html": "<script>b()</script>",
    "d/A-1/index.html": "<script>c()</script>",
    "e/X/index.html": "<script>c()</script>",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of a small site below a path."""
    folder = tmp_path_factory.mktemp("site")
    for name, script in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(with_policy(f'<html><head><meta charset="utf-8">{script}</head></html>'), encoding="utf-8")
    return header_files(folder, "https://a.example/ssj/", ["", "rules/", "d/"], ["d/A-1/", "e/X/"])


def nginx_policy(text: str, address: str) -> str:
    """What nginx would send: `set` first, then each `if` whose expression matches, in order."""
    found = re.search(r'^set \$mingchou_policy "([^"]*)";$', text, re.MULTILINE)[1]
    for pattern, value in re.findall(r'^if \(\$uri ~ "([^"]*)"\) \{ set \$mingchou_policy "([^"]*)"; \}$', text, re.MULTILINE):
        if re.search(pattern, address):
            found = value
    return found


def test_nginx_sends_each_page_its_own(files: dict[str, str]) -> None:
    """Exactly the hashes of that page's scripts; none for anything else, and no page takes another's."""
    text = files["nginx-headers.conf"]
    for name, script in PAGES.items():
        for address in {f"/ssj/{name}", f"/ssj/{name.removesuffix('index.html')}"}:
            sent = nginx_policy(text, address)
            assert re.findall("'sha256-[^']*'", sent) == script_hashes(script), address
    for address in ("/ssj/ledger/ledger.jsonl", "/ssj/assets/find.js", "/ssj/e/X/index.json", "/rules/", "/ssj/rules"):
        assert "sha256" not in nginx_policy(text, address), address


def test_static_hosts_get_one_for_all(files: dict[str, str]) -> None:
    """Rules that match add up there, so there is only one; it allows every page's scripts and no other."""
    lines = files["_headers"].splitlines()
    assert [line for line in lines if not line.startswith("  ")] == ["/ssj/*"]
    sent = lines[1].removeprefix("  Content-Security-Policy: ")
    assert set(re.findall("'sha256-[^']*'", sent)) == {one for script in PAGES.values() for one in script_hashes(script)}
    assert len(max(lines, key=len)) < 2000, "some hosts read no more"


def test_both_are_strict(files: dict[str, str]) -> None:
    """Nothing inline by name, nothing foreign, nobody else's frame; and the other headers."""
    for text in files.values():
        assert "unsafe" not in text and "http" not in text.replace("https://a.example", "") and "frame-ancestors 'self'" in text
        assert all(name in text and value in text for name, value in OTHERS)


def test_the_same_rules_as_the_page(tmp_path: Path, files: dict[str, str]) -> None:
    """But for the frames, which only a header can speak of, and the scripts."""
    assert nginx_policy(files["nginx-headers.conf"], "/ssj/x.css") == policy("") + "; frame-ancestors 'self'"
