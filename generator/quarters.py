"""Calendar quarters: which one a day lies in, and what it is called. Results are listed by the quarter of their inspection."""

from collections.abc import Iterable
from datetime import date

from generator.model import Row


def quarter(day: date) -> str:
    """The quarter of a day, as draws and plans name it: ``2024Q4``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarter_name(id: str) -> str:
    """2024Q4 → 2024年第四季度."""
    year, number = id.split("Q")
    return f"{year}年第{'一二三四'[int(number) - 1]}季度"


def by_quarter(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows with a result by the quarter of their inspection, the newest quarter first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.result is not None:
            found.setdefault(quarter(row.result.inspected), []).append(row)
    return dict(sorted(found.items(), reverse=True))
