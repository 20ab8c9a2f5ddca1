"""The data described for search engines: schema.org ``Dataset`` as JSON-LD, each table's CSV a download. The other formats,
descriptions, sizes and SHA-256 stand in ``index.json``, which it names too."""

import json
from collections.abc import Iterator

from generator.opendata.package import LICENCE_ADDRESS, File, Published
from ledger.core.encoding import Json

INDEX = File("index.json", "json", 0, "")
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Nothing in the data may end the ``script`` that it stands in."""


def _download(url: str, file: File, name: str) -> Json:
    return {
        "@type": "DataDownload",
        "contentUrl": f"{url}data/{file.name}",
        "encodingFormat": file.media_type,
        "name": name,
    }


def _downloads(published: Published) -> Iterator[Json]:
    url = published.data.head.url
    yield _download(url, published.database, "全部各表 All tables")
    yield _download(url, INDEX, "目录 Index")
    for name, filled in published.data.tables.items():
        title = f"{filled.table.title} {filled.table.title_en}"
        yield from (_download(url, file, title) for file in published.files[name] if file.format == "csv")


def dataset(published: Published) -> str:
    """The JSON-LD, safe between ``<script>`` tags."""
    head = published.data.head
    value: Json = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "creator": {"@type": "GovernmentOrganization", "name": head.name, "url": head.url},
        "dateModified": head.as_of,
        "description": (
            f"{head.name}生态环境“双随机、一公开”抽查的全部公开数据：名录、抽取、名次、结果、调整、核验和所依据的文件，"
            f"截至 {head.as_of}，由 {head.size} 条台账条目得出，树根 {head.root}。"
        ),
        "distribution": list(_downloads(published)),
        "identifier": head.origin,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "keywords": ["双随机", "随机抽查", "生态环境", "执法检查", "random inspections", "open data"],
        "license": LICENCE_ADDRESS,
        "name": f"{head.name}随机抽查开放数据",
        "url": f"{head.url}data/",
        "version": head.as_of,
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).translate(_UNSAFE)
