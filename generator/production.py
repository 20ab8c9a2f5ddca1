"""What a government site's foot must name before it may be built for the public, and which values are only placeholders.

The items are those of 国办发〔2017〕47号 and the filings of the two ministries: who runs the site and how to reach him, the
site's identification code, the ICP and the public-security filing, and 我为政府网站找错.
"""

import re
from urllib.parse import urlsplit

from generator.model import Agency
from ledger.core.errors import RecordErrors, RefusedError

_ADDRESS = re.compile(r"https?://[!-~]+")
FOOT = {
    "主办单位": (re.compile(r".{2,}"), "写主办这个网站的单位全称"),
    "联系方式": (re.compile(r".{2,}"), "写公众可以用的联系方式"),
    "网站标识码": (re.compile(r"[0-9A-Za-z]{10}"), "十位，照政府网站标识码证书抄写"),
    "ICP备案": (re.compile(r"[\u4e00-\u9fff]ICP备\d{5,12}号(?:-\d{1,3})?"), "形如 湘ICP备12345678号-1"),
    "公安备案": (re.compile(r"[\u4e00-\u9fff]公网安备 ?\d{14}号"), "形如 湘公网安备43090002000000号"),
    "我为政府网站找错": (_ADDRESS, "写“我为政府网站找错”给本网站的网址，以 https:// 开头"),
}
"""What the foot must name, what it looks like, and how to write it."""
_PLACEHOLDER = re.compile(
    r"待填|待定|待补|示例|样例|某某|此处|暂无|xxx|[×✕＊*？?]{2,}|todo|tbd|example|placeholder|lorem", re.IGNORECASE
)
_NAUGHT = re.compile(r"(\d)\1{7,}|1234567")
"""Numbers that nobody is given: one figure over and over, or all in a row."""


def _wrong(label: str, text: str) -> bool:
    form = FOOT[label][0]
    numbered = label in ("网站标识码", "ICP备案", "公安备案") and _NAUGHT.search(text) is not None
    return form.fullmatch(text) is None or _PLACEHOLDER.search(text) is not None or numbered


def _host_is_placeholder(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.endswith((".example", ".invalid", ".test", ".localhost", "example.com", "example.org")) or host == "localhost"


def refuse_placeholders(agency: Agency, place: str) -> None:
    """Raises `RecordErrors` with every item of the foot that is missing or only stands in for something; an example may."""
    if agency.example:
        return
    foot, problems = dict(agency.foot), []
    for label, (_, how) in FOOT.items():
        text = foot.get(label, "").strip()
        if _wrong(label, text):
            found = f"写的是 {text}，不像真的" if text else "没有写"
            problems.append(RefusedError(f"站点的“{label}”{found}", hint=f"{how}；只想先看看，请加 --preview", place=place))
    if _host_is_placeholder(agency.url):
        problems.append(RefusedError(f"站点的网址 {agency.url} 只是占位的", hint="写网站真正的网址", place=place))
    if problems:
        raise RecordErrors(problems)


def link(label: str, text: str) -> str:
    """Where an item of the foot leads, or nothing: the two filings to their ministries' query pages, as both ask, an address to
    itself."""
    if _ADDRESS.fullmatch(text):
        return text
    form = FOOT.get(label, (None, ""))[0]
    if form is None or not form.fullmatch(text):
        return ""
    if label == "ICP备案":
        return "https://beian.miit.gov.cn/"
    if label == "公安备案":
        return f"https://beian.mps.gov.cn/#/query/webSearch?code={''.join(re.findall('[0-9]', text))}"
    return ""
