"""`agency.yaml`: whose ledger this is, its keys, beacons, officers and website. The genesis entry is made from it."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ledger.core.beacon import PUBLIC_CHAINS, Chain, parse_chain
from ledger.core.bodies import TYPES, Genesis, RoleKey
from ledger.core.encoding import Digest, parse_digest, parse_hex, parse_record_id
from ledger.core.errors import FormError
from ledger.core.note import ED25519, VerifierKey, is_key_name, parse_vkey
from ledger.core.rules.settings import Settings
from ledger.records.forms import AREA_CODE, NAME
from ledger.records.kinds import Choice, Code, JsonObject, Line, ListOf, Number, PairsOf, YesNo, code_like
from ledger.records.nodes import NOWHERE, Node, Source, Table
from ledger.records.problems import Context
from ledger.records.schema import Definition, key, record
from ledger.records.settings import NOT_SET, SETTINGS, RuleSettings

ROLES = ("clerk", "supervisor", "admin", "log")
"""经办, 复核, 管理, and the key that signs checkpoints and no entries."""
REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(TYPES, ("clerk",))
    | dict.fromkeys(("amend", "announce", "cancel", "withhold"), ("clerk", "supervisor"))
    | dict.fromkeys(("genesis", "keys"), ("admin", "clerk"))
)
"""Who signs what, unless the agency says otherwise: two people wherever something is fixed, undone or kept back."""
LEAD = 86_400
"""Seconds; the protocol's usual lead, a day."""


def _parse_origin(text: str) -> str:
    if not is_key_name(text):
        raise FormError("不是合规的来源名称", hint="写单位自己的域名加 /ledger，不含空格和加号")
    return text


def _parse_key(text: str) -> VerifierKey:
    found = parse_vkey(text)
    if found.algorithm != ED25519:
        raise FormError("签名用的公钥须为 Ed25519（类型 1）")
    return found


def _parse_public(text: str) -> bytes:
    return parse_hex(text, 32)


ROLE = Choice({role: role for role in ROLES})
TYPE = Choice({type: type for type in TYPES})
ORIGIN = Code(r"[^\s+]+", _parse_origin, "写单位自己的域名加 /ledger")
VKEY = Code(r"\S+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", _parse_key, "照 mingchou key list 的输出整行抄写")
PUBLIC = Code("[0-9a-f]{64}", _parse_public, "照 mingchou key list 的输出抄写")
DIGEST = Code("[0-9a-f]{64}", parse_digest, "照信标的公告抄写")
GROUP_KEY = code_like("[0-9a-f]{192}", "应为 192 位小写十六进制", "照信标的公告抄写")
ADDRESS = code_like(r"https?://[!-;=?-~]{1,500}", "应为网址", "以 https:// 开头，用半角字符")
OFFICER_NAME = Code("[0-9A-Za-z._-]{1,64}", parse_record_id, "用半角字母和数字，例如 officer-a")


@record
class SignerKey:
    """A public key and the roles that it may fill."""

    roles: tuple[str, ...] = key("角色", ListOf(ROLE, least=1), "clerk 经办、supervisor 复核、admin 管理、log 台账")
    vkey: VerifierKey = key("公钥", VKEY, "mingchou key list 列出的公钥")


@record
class Officer:
    """保管人: to whom each draw's master secret is sealed. `public` is an X25519 key."""

    name: str = key("名称", OFFICER_NAME, "代号，也是密封文件的名字")
    public: bytes = key("公钥", PUBLIC, "保管人的 X25519 公钥")


@record
class WholeChain:
    """A drand chain that is not in the package, written in full."""

    beacon_id: str = key("名称", Code("[!-~]{1,64}", str), "信标的 beaconID")
    public_key: str = key("公钥", GROUP_KEY, "信标的公钥")
    period: int = key("周期", Number(1, 2**32 - 1), "几秒一轮")
    genesis_time: int = key("起始时间", Number(0, 253_402_300_799), "第 1 轮的时间，1970 年以来的秒数")
    group_hash: Digest = key("组哈希", DIGEST, "信标的 groupHash")
    hash: Digest = key("哈希", DIGEST, "链的哈希，由以上各项算出")


@record
class NamedChain:
    """A public chain by its name."""

    name: str = key("链", Choice({chain.beacon_id: chain.beacon_id for chain in PUBLIC_CHAINS}), "公开信标链的名称")


WHOLE_CHAIN, NAMED_CHAIN = Definition(WholeChain, "写全的信标链"), Definition(NamedChain, "公开信标链")


class ChainKind:
    """A beacon chain: by the name of a public one, or in full."""

    def read(self, node: Node, context: Context) -> Chain:
        """The chain, its hash recomputed and its key checked."""
        if isinstance(node, Table) and node.get("链") is not None:
            name = NAMED_CHAIN.read(node, context).name
            return next(chain for chain in PUBLIC_CHAINS if chain.beacon_id == name)
        whole = WHOLE_CHAIN.read(node, context)
        chain = Chain(whole.beacon_id, whole.genesis_time, whole.group_hash, whole.hash, whole.period, whole.public_key)
        try:
            return parse_chain(dict(chain.json()))
        except FormError as error:
            return context.refuse(node, error.problem, "请照信标的公告逐项核对")

    def schema(self) -> JsonObject:
        """The JSON Schema."""
        return {"anyOf": [NAMED_CHAIN.schema(), WHOLE_CHAIN.schema()]}


@record
class Agency:
    """The bureau that keeps the ledger. `lead` in seconds; `relays` are asked in turn; `required`: who signs what."""

    name: str = key("名称", NAME, "单位全称")
    code: str = key("代码", AREA_CODE, "单位所在区域的代码")
    origin: str = key("台账来源", ORIGIN, "台账在签名笔记里的名称，建账后不能改")
    beacons: tuple[Chain, ...] = key("信标", ListOf(ChainKind(), least=1), "用哪些公开随机数信标")
    keys: tuple[SignerKey, ...] = key("公钥", ListOf(Definition(SignerKey, "一把签名公钥"), least=1), "谁签什么的公钥")
    officers: tuple[Officer, ...] = key("保管人", ListOf(Definition(Officer, "一位保管人"), least=1), "主密钥封给谁，至少一位")
    site: tuple[tuple[str, str], ...] = key("站点", PairsOf(Line(20), Line(200)), "网址，和页脚要写的各项")
    lead: int = key("提前量", Number(0, 31_536_000), "公告到信标轮次至少隔多少秒", default=LEAD)
    relays: tuple[str, ...] = key("中继", ListOf(ADDRESS), "取信标随机数的地址，逐个尝试", default=())
    signing: tuple[tuple[str, tuple[str, ...]], ...] = key(
        "签署", PairsOf(TYPE, ListOf(ROLE, least=1)), "哪类条目由哪些角色签，不写的照默认", default=()
    )
    settings: RuleSettings = key("规则", SETTINGS, "法规留给单位自定的规则，年度计划没有另写的照此", default=NOT_SET)
    example: bool = key("示例", YesNo(), "是否只是示例", default=False)
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    @property
    def required(self) -> Mapping[str, tuple[str, ...]]:
        """Which roles sign which type of entry."""
        return {**REQUIRED, **dict(self.signing)}

    @property
    def rules(self) -> Settings:
        """The bureau's own settings, for what a yearly plan leaves out."""
        return self.settings.over(Settings())

    @property
    def url(self) -> str:
        """The website's address."""
        return dict(self.site).get("网址", "")

    @property
    def foot(self) -> tuple[tuple[str, str], ...]:
        """What the website's foot names, in order: label and text."""
        return tuple((label, text) for label, text in self.site if label != "网址")

    def chain(self, name: str) -> Chain | None:
        """The beacon of this name."""
        return next((chain for chain in self.beacons if chain.beacon_id == name), None)

    def genesis(self) -> Genesis:
        """The body of the genesis entry."""
        return Genesis(
            agency_code=self.code,
            agency_name=self.name,
            beacons=self.beacons,
            keys=tuple(RoleKey(signer.roles, signer.vkey) for signer in self.keys),
            lead=self.lead,
            origin=self.origin,
            required=self.required,
        )


AGENCY = Definition(Agency, "单位、公钥、信标、保管人（agency.yaml）")
