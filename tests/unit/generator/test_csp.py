"""The content security policy: what it allows, and that it stands before all that it governs."""

import base64
import hashlib

from generator.csp import policy, script_hashes, with_policy

PAGE = (
    '<html><head><meta charset="utf-8"><script>one()</script><script src="a.js"></script>'
    '<script type="application/json">{}</script><script type="application/ld+json">{"a": 1}</script></head>'
)


def test_hash_of_every_inline_script_and_of_nothing_else() -> None:
    """CSP Level 3: base64 of SHA-256 over the text between the tags; data blocks and files need none."""
    digest = base64.b64encode(hashlib.sha256(b"one()").digest()).decode()
    assert script_hashes(PAGE) == [f"'sha256-{digest}'"]


def test_no_unsafe_source_and_no_other_host() -> None:
    """ "A content security policy without `unsafe-inline` for scripts"; "no request to any other host"."""
    rules = dict(rule.split(" ", 1) for rule in policy(PAGE).split("; "))
    assert "unsafe" not in policy(PAGE)
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].startswith("'self' 'sha256-")
    assert all(
        source in ("'self'", "'none'", "data:") or source.startswith("'sha256-")
        for rule in rules.values()
        for source in rule.split()
    )
    assert "data:" not in rules["script-src"]


def test_policy_stands_before_the_first_script() -> None:
    """A policy governs only what comes after it."""
    page = with_policy(PAGE)
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert page.count("Content-Security-Policy") == 1
