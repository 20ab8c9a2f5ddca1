"""The public registry as the ledger's snapshots have it: the newest word on every enterprise and inspector ever listed."""

from collections.abc import Mapping

from generator.model import EntityRef, Item, Person
from ledger.core.bodies import Publish, Snapshot
from ledger.core.encoding import Json, parse_jcs
from ledger.core.life import Life

Record = Mapping[str, Json]


def text(record: Record, name: str) -> str:
    """A text field of a record, or nothing."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def texts(record: Record, name: str) -> tuple[str, ...]:
    """A list of texts of a record."""
    value = record.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


class Registry:
    """Entities, inspectors and items by id, from what the ledger published."""

    def __init__(self, life: Life) -> None:
        self.entities: dict[str, Record] = {}
        self.inspectors: dict[str, Record] = {}
        self.listed: frozenset[str] = frozenset()
        self.listed_inspectors: frozenset[str] = frozenset()
        self.active_inspectors = 0
        for entry in life.snapshots:
            if isinstance(entry.body, Snapshot):
                found = life.documents.snapshot(entry.body.root)
                self.entities |= found.entities
                self.inspectors |= found.inspectors
                self.listed = frozenset(found.entities)
                self.listed_inspectors = frozenset(found.inspectors)
                self.active_inspectors = sum(text(r, "status") == "active" for r in found.inspectors.values())
        self.items = _items(life)
        self._refs: dict[str, EntityRef] = {}
        self._people: dict[str, Person] = {}

    def ref(self, code: str) -> EntityRef:
        """An enterprise by code; always the same object, of which the pages hold a great many."""
        found = self._refs.get(code)
        if found is None:
            found = self._refs[code] = EntityRef(code, text(self.entities.get(code, {}), "name") or code)
        return found

    def person(self, id: str) -> Person:
        """An inspector by certificate number; always the same object."""
        found = self._people.get(id)
        if found is None:
            record = self.inspectors.get(id, {})
            found = self._people[id] = Person(id, text(record, "name") or id, text(record, "unit"))
        return found

    def item(self, list_id: str, id: str) -> Item:
        """An item of an item list."""
        return self.items.get((list_id, id)) or Item(id, id)


def _items(life: Life) -> dict[tuple[str, str], Item]:
    """Every item of every published item list, the newest version of each winning."""
    found = {}
    for entry in life.published:
        if isinstance(entry.body, Publish) and entry.body.kind == "item-list":
            value = parse_jcs(life.documents.file(entry.body.sha256), "item list")
            items = value.get("items") if isinstance(value, dict) else None
            for item in items if isinstance(items, list) else ():
                if isinstance(item, dict):
                    id = text(item, "id")
                    found[entry.body.id, id] = Item(id, text(item, "name") or id, text(item, "basis"))
    return found
