"""How an enterprise, or anyone, asks for a correction or replies: through what the site's foot names."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from generator.model import Agency
from generator.production import link

LABELS = ("联系方式", "我为政府网站找错")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True)
class Contact:
    """One way: its label, what the foot says, and where it leads (empty where it is no address)."""

    label: str
    text: str
    href: str


def contacts(agency: Agency, subject: str) -> tuple[Contact, ...]:
    """The ways that the foot names; a message by mail begins with `subject`."""
    found = []
    for label, text in agency.foot:
        if label in LABELS:
            mail = _MAIL.search(text)
            href = f"mailto:{mail[0]}?subject={quote(subject)}" if mail else link(label, text)
            found.append(Contact(label, text, href))
    return tuple(found)
