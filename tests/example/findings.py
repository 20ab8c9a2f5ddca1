"""What the fictional inspections found: the text of each result, made of plain sentences that fit the enterprise."""

from tests.example.choice import pick

NONE, RECTIFY, CASE = "未发现问题", "发现问题已责令整改", "发现涉嫌违法行为已立案调查"

_OPENING = {
    "现场": (
        "检查组出示执法证件、说明来意后，查看了生产车间和污染防治设施，查阅了有关台账。",
        "检查组到现场核对了排污许可证载明的产排污环节，询问了环保负责人。",
        "检查组对照抽查事项逐项查看现场、查阅资料，检查情况经现场负责人确认。",
    ),
    "非现场": (
        "通过在线监控平台调阅了近一个月的排放数据和视频，核对了企业上传的台账。",
        "远程调阅了自动监控数据、电子台账和执行报告，并与企业视频连线核对。",
    ),
    "委托第三方": ("委托第三方机构到现场采样监测，检查人员同步查阅了台账和监测报告。",),
}

_SEEN = {
    "废水": (
        "废水处理站正常运行，加药和电耗记录完整，排放口规范。",
        "雨污分流，污水经处理后达标排放，总排口采样结果符合排放标准。",
        "废水在线监测设备正常联网，比对记录齐全。",
    ),
    "废气": (
        "废气收集和治理设施与生产同步运行，更换耗材有记录。",
        "物料堆场有围挡和喷淋，无组织排放控制较好。",
        "有组织排放口监测结果符合排放标准。",
    ),
    "危险废物": (
        "危险废物贮存间标识、防渗和台账齐全，转移联单与产生量相符。",
        "危险废物分类存放，与有资质单位签有处置合同。",
    ),
    "医疗废物": ("医疗废物暂存间日产日清，转移联单齐全。",),
    "固体废物": ("一般固体废物堆场有防雨防渗措施，去向有记录。", "粪污、污泥等固体废物去向清楚，台账完整。"),
    "噪声": ("高噪声设备有减振隔声措施，厂界噪声监测达标。",),
    "辐射": ("辐射安全许可证在有效期内，射线装置台账和个人剂量档案齐全。",),
}

_MINOR = {
    "废水": "废水处理设施的加药记录缺漏三天，标识牌脱落",
    "废气": "废气治理设施的活性炭更换记录不全",
    "危险废物": "危险废物贮存间标识牌不规范，一批废机油未及时登记",
    "医疗废物": "医疗废物暂存间的消毒记录不全",
    "固体废物": "部分一般固体废物露天堆放，未采取防雨措施",
    "噪声": "一台风机的隔声罩破损",
    "辐射": "一名工作人员的个人剂量档案未及时更新",
}


def _emits(tags: tuple[str, ...]) -> list[str]:
    found = [tag.removeprefix("污染物:") for tag in tags if tag.startswith("污染物:")]
    return found or ["废水"]


def content(method: str, outcome: str, tags: tuple[str, ...], *label: object) -> str:
    """What was checked and found, in a few sentences."""
    emits = _emits(tags)
    parts = [pick(_OPENING[method], "opening", *label)]
    faulty = pick(emits, "faulty", *label)
    for what in emits:
        if outcome == NONE or what != faulty:
            parts.append(pick(_SEEN[what], what, *label))
    if outcome == NONE:
        parts.append(pick(("检查当日未发现环境违法行为。", "检查当日未发现环境问题。"), "none", *label))
    elif outcome == RECTIFY:
        parts.append(f"发现{_MINOR[faulty]}，已当场下达责令改正通知书，限期整改。")
    else:
        parts.append("采样监测显示排放口一项污染物浓度超过排污许可证载明的限值，已依法取证，立案调查。")
    return "".join(parts)
