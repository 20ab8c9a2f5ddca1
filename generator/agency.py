"""Who runs the site and what its areas are called: `agency.yaml` and `areas.yaml`, read as the commands read them."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from generator.model import Agency
from ledger.core.errors import MingchouError
from ledger.core.life import Life
from ledger.records.load import load_agency, load_areas


def _address(url: str, place: str) -> str:
    """The site's address with a slash at its end; canonical links and the sitemap are made from it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise MingchouError(f"站点的网址 {url or '没有写'}，不能生成网站", hint="请在“站点”里写 网址: https://…/", place=place)
    return url if url.endswith("/") else f"{url}/"


def read_agency(records: Path) -> tuple[Agency, Mapping[str, str]]:
    """The agency, and the names of its areas by code, in order. Raises `MingchouError` when either file cannot be used."""
    found, areas = load_agency(records), load_areas(records)
    agency = Agency(
        name=found.name,
        code=found.code,
        origin=found.origin,
        url=_address(found.url, f"{records.name}/agency.yaml"),
        example=found.example,
        foot=found.foot,
    )
    return agency, {area.code: area.name for area in areas.areas}


def refuse_other_ledger(agency: Agency, view: Life) -> None:
    """Raises `MingchouError` when the records beside the ledger are another agency's."""
    origin = view.genesis.origin if view.genesis is not None else ""
    if agency.origin != origin:
        raise MingchouError(
            f"agency.yaml 的台账来源是 {agency.origin}，台账的创世条目写的是 {origin}", hint="请核对 --records 指的目录"
        )
