"""The areas (GB/T 2260, and two statistical codes), with how many fictional enterprises and inspectors each has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """One area of 益阳市."""

    code: str
    name: str
    unit: str
    """The office whose staff inspect there."""
    entities: int
    inspectors: int


CITY = "430900"

AREAS = {
    area.code: area
    for area in (
        Area(CITY, "市本级", "益阳市生态环境保护综合行政执法支队", 0, 16),
        Area("430902", "资阳区", "益阳市生态环境局资阳分局", 92, 10),
        Area("430903", "赫山区", "益阳市生态环境局赫山分局", 112, 12),
        Area("430921", "南县", "益阳市生态环境局南县分局", 76, 9),
        Area("430922", "桃江县", "益阳市生态环境局桃江分局", 108, 11),
        Area("430923", "安化县", "益阳市生态环境局安化分局", 86, 9),
        Area("430981", "沅江市", "益阳市生态环境局沅江分局", 84, 9),
        Area("430971", "大通湖区", "益阳市生态环境局大通湖分局", 46, 6),
        Area("430972", "益阳高新区", "益阳市生态环境局高新区分局", 68, 9),
    )
}
