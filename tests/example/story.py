"""What happens in the example and when: what the office does, and the three draws on real rounds with their inspections.

The rest of the year 2024 is in `year`.

Times are of +08:00. The inspections are data; whom they concern comes out of the draws.
"""

from dataclasses import dataclass

from tests.example.findings import CASE, NONE, RECTIFY


@dataclass(frozen=True)
class Visit:
    """One drawn rank: when it was inspected and published, and how it went."""

    rank: int
    inspected: str
    published: str
    """Time of the ``disclose`` or ``withhold`` entry."""
    outcome: str = NONE
    method: str = "现场"
    """现场, unless the enterprise that was drawn allows 非现场."""
    withheld: str = ""
    """The ground, where the result is not published."""


@dataclass(frozen=True)
class Change:
    """An adjustment of a rank."""

    rank: int
    time: str
    kind: str
    reason: str
    seat: int | None = None


@dataclass(frozen=True)
class Amendment:
    """A correction of a published result: `added` is what its text gains, `reviewed` the day of the second look."""

    rank: int
    time: str
    reason: str
    added: str
    reviewed: str = ""


@dataclass(frozen=True)
class Batch:
    """One draw from announcement to reveal."""

    id: str
    announced: str
    round: int
    drawn: str
    visits: tuple[Visit, ...]
    changes: tuple[Change, ...] = ()
    revealed: str = ""
    amendments: tuple[Amendment, ...] = ()


OFFICE = (
    ("2023-08-15T10:20:00+08:00", "begin", ""),
    ("2023-08-18T15:30:00+08:00", "publish", "items/2023.yaml calendar/2023.yaml plans/2023.yaml plans/2023Q3.yaml"),
    ("2023-09-12T16:00:00+08:00", "registry", "autumn_2023"),
    ("2023-10-27T09:40:00+08:00", "publish", "calendar/2024.yaml"),
    ("2024-01-08T10:30:00+08:00", "publish", "plans/2024.yaml"),
    ("2024-06-03T10:05:00+08:00", "publish", "items/2024.yaml items/2024-joint.yaml"),
    ("2024-11-13T09:00:00+08:00", "publish", "calendar/2025.yaml"),
)
"""What the office does besides the draws: time, kind and detail."""


FIRST = Batch(
    "2023Q3-430903-general", "2023-08-22T15:02:11+08:00", 1000, "2023-08-24T08:41:07+08:00",
    (
        Visit(4, "2023-08-25", "2023-09-04T10:12:40+08:00"),
        Visit(0, "2023-08-28", "2023-09-06T09:30:15+08:00"),
        Visit(11, "2023-08-29", "2023-09-08T16:05:52+08:00", RECTIFY),
        Visit(7, "2023-08-30", "2023-09-08T16:20:31+08:00"),
        Visit(2, "2023-08-31", "2023-09-11T11:02:09+08:00"),
        Visit(13, "2023-09-04", "2023-09-14T15:44:27+08:00"),
        Visit(5, "2023-09-05", "2023-09-18T09:16:03+08:00", RECTIFY),
        Visit(9, "2023-09-06", "2023-09-19T10:51:48+08:00", NONE, "委托第三方"),
        Visit(1, "2023-09-07", "2023-09-20T14:33:20+08:00"),
        Visit(14, "2023-09-11", "2023-09-22T10:08:36+08:00"),
        Visit(3, "2023-09-13", "2023-09-25T16:47:11+08:00"),
        Visit(8, "2023-09-14", "2023-09-26T09:25:54+08:00"),
        Visit(12, "2023-09-18", "2023-10-07T15:10:02+08:00", RECTIFY),
        Visit(6, "2023-09-20", "2023-10-08T10:39:45+08:00"),
        Visit(10, "2023-09-22", "2023-10-11T11:21:30+08:00"),
    ),
    revealed="2023-10-12T10:05:18+08:00",
    amendments=(
        Amendment(
            5, "2023-09-27T10:12:55+08:00", "补充整改复查情况", "9月25日复查，已按要求完成整改。", "2023-09-25",
        ),
        Amendment(
            11, "2023-09-28T09:40:21+08:00", "补充整改复查情况", "9月26日复查，已按要求完成整改。", "2023-09-26",
        ),
        Amendment(
            12, "2023-10-20T11:05:47+08:00", "补充整改复查情况", "10月17日复查，已按要求完成整改。", "2023-10-17",
        ),
    ),
)  # fmt: skip

SECOND = Batch(
    "2023Q3-430922-key", "2023-09-13T16:20:44+08:00", 657413, "2023-09-15T19:12:26+08:00",
    (
        Visit(0, "2023-09-18", "2023-09-27T10:03:29+08:00"),
        Visit(2, "2023-09-20", "2023-10-11T14:52:07+08:00"),
        Visit(6, "2023-09-25", "2023-10-12T09:40:33+08:00"),
        Visit(5, "2023-09-22", "2023-10-13T16:18:50+08:00", withheld="公共安全"),
        Visit(3, "2023-09-21", "2023-10-16T11:27:41+08:00", CASE),
        Visit(4, "2023-09-26", "2023-10-18T15:06:12+08:00"),
        Visit(7, "2023-09-27", "2023-10-19T10:30:58+08:00", NONE, "委托第三方"),
        Visit(8, "2023-09-28", "2023-10-20T10:11:05+08:00"),
        Visit(9, "2023-09-28", "2023-10-24T16:05:37+08:00"),
        Visit(1, "2023-09-19", "2023-10-30T17:22:04+08:00", RECTIFY),
    ),
    (
        Change(2, "2023-09-19T17:35:20+08:00", "recusal", "interest", 1),
        Change(4, "2023-09-21T16:48:39+08:00", "closed", "suspended"),
    ),
    "2023-10-31T09:31:46+08:00",
    (Amendment(1, "2023-11-02T10:22:08+08:00", "补充整改复查情况", "10月19日复查，已按要求完成整改。", "2023-10-19"),),
)  # fmt: skip

THIRD = Batch(
    "2024Q4-430902-key", "2024-10-12T15:40:13+08:00", 12040883, "2024-10-15T08:36:49+08:00",
    (
        Visit(3, "2024-10-17", "2024-10-29T10:14:25+08:00"),
        Visit(0, "2024-10-22", "2024-11-05T15:38:16+08:00"),
        Visit(1, "2024-11-12", "2024-11-28T11:07:51+08:00", RECTIFY),
        Visit(4, "2024-11-20", "2024-12-06T10:26:08+08:00"),
    ),
    (Change(5, "2024-11-04T08:57:33+08:00", "unavailable", "duty", 0),),
)  # fmt: skip

BATCHES = (FIRST, SECOND, THIRD)
LAST_DAY = "2024-12-10"
"""The day at which `make demo` looks at the example: the third draw is under way."""
