"""One page that is filled into the shell, and how its template is called."""

from collections.abc import Callable
from dataclasses import dataclass

Render = Callable[..., str]
"""Template's name and its values to HTML."""


@dataclass(frozen=True)
class RecordPage:
    """One page to be filled into the shell. `path` is relative to the site's root and ends in a slash."""

    path: str
    title: str
    description: str
    content: str
    head: str = ""
    """What else belongs into the page's head."""
