"""Describe who comes: flows of trucks and trains, their arrivals, papers, and the route of steps."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from clearance_sim.scenario.distributions import Count, Distribution
from clearance_sim.scenario.stations import ClockTime, Party
from clearance_sim.scenario.values import (
    FROM_FILE,
    Duration,
    Money,
    MoneyRate,
    Name,
    Rate,
    Share,
    StrictModel,
    Title,
    fault,
)

Level = Literal["unit", "box", "declaration"]
PASSENGER_UNITS: Final = ("coach", "car")
"""Units that bring travellers instead of goods; each of their boxes is a person."""
Role = Literal[
    "approach", "advance_declaration", "declaration", "amendment", "document_review", "machine_scan",
    "examination", "border_police_examination", "joint_examination", "sampling", "laboratory", "release",
    "gate", "weighing", "border_police_check", "quarantine", "handover", "transshipment", "marshalling",
    "travel", "partner_check", "exit", "partner_run", "line_run",
    "zone_run", "zone_declaration", "zone_release", "passenger_check", "self_service_check",
    "luggage_scan", "luggage_inspection",
]  # fmt: skip
"""What a step is in the trade; reforms find the steps they act on by it."""


class PeriodVolume(StrictModel):
    """Say how many units come between two local dates, both included."""

    from_: Annotated[datetime.date, Field(alias="from")]
    to: datetime.date
    count: Annotated[float, Field(ge=0, le=1e8)]

    @model_validator(mode="after")
    def _in_order(self) -> PeriodVolume:
        if self.from_ > self.to:
            raise fault("开始日期晚于结束日期", "the first date is later than the last", at="to")
        return self


class Poisson(StrictModel):
    """Arrive at random at a rate, or so many in dated periods, shaped by hour, weekday and month."""

    rate: Rate | None = None
    volumes: list[PeriodVolume] | None = None
    hours: Annotated[list[float], Field(min_length=24, max_length=24)] | None = None
    """Weights of the 24 local hours."""
    weekdays: Annotated[list[float], Field(min_length=7, max_length=7)] | None = None
    """Weights of Monday to Sunday."""
    months: Annotated[list[float], Field(min_length=12, max_length=12)] | None = None
    """Weights of January to December."""
    within: Name | None = None
    """A calendar of the port outside whose hours nobody arrives."""

    @model_validator(mode="after")
    def _one_volume(self) -> Poisson:
        if (self.rate is None) == (self.volumes is None):
            raise fault("rate 与 volumes 必须且只能写一个", "write exactly one of `rate` and `volumes`")
        for key in ("hours", "weekdays", "months"):
            weights: list[float] | None = getattr(self, key)
            if weights is not None and (min(weights) < 0 or sum(weights) <= 0):
                raise fault("权重不能为负，且不能全为零", "weights must not be negative, nor all zero", at=key)
        return self


class Timetable(StrictModel):
    """Arrive on the paths of a daily timetable, so many in dated periods, each with a drawn delay.

    The k-th of N units of a period takes path number ``floor((k + 1/2) P / N)`` of the P paths in it, so
    every count is met exactly; N above P is an error.
    """

    paths: Annotated[list[ClockTime], Field(min_length=1, max_length=1440)]
    volumes: Annotated[list[PeriodVolume], Field(min_length=1)]
    delay: Distribution | None = None


class Renewal(StrictModel):
    """Arrive with independent gaps, the first one gap after the start."""

    gap: Distribution


class Recorded(StrictModel):
    """Arrive as recorded: one column of local date and time in a CSV file beside the scenario."""

    file: Annotated[str, Field(min_length=1, max_length=300)]
    column: Annotated[str, Field(min_length=1)] = "arrival"
    times: Annotated[list[datetime.datetime], Field(min_length=1, max_length=5_000_000, json_schema_extra=FROM_FILE)]
    """Local times in the port's zone, read from the file at the door."""


class Arrivals(StrictModel):
    """Hold exactly one way of arriving; `batch` units come at each arrival on the same tick."""

    poisson: Poisson | None = None
    timetable: Timetable | None = None
    renewal: Renewal | None = None
    recorded: Recorded | None = None
    batch: Count | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Arrivals:
        if sum(way is not None for way in (self.poisson, self.timetable, self.renewal, self.recorded)) != 1:
            raise fault("到达方式必须且只能写一种：poisson、timetable、renewal、recorded",
                        "write exactly one way of arriving: poisson, timetable, renewal or recorded")  # fmt: skip
        return self


class Declarations(StrictModel):
    """Say how papers and vehicles go together (rule 11)."""

    per_unit: Count | None = None
    """So many declarations for each unit (几票一车)."""
    units: Annotated[int, Field(ge=2, le=1000)] | None = None
    """So many consecutive units on one declaration (一单多车)."""

    @model_validator(mode="before")
    @classmethod
    def _bare_number_is_per_unit(cls, written: Any) -> Any:
        whole = isinstance(written, int) and not isinstance(written, bool)
        return {"per_unit": written} if whole else written

    @model_validator(mode="after")
    def _one_direction(self) -> Declarations:
        if (self.per_unit is None) == (self.units is None):
            raise fault("per_unit 与 units 必须且只能写一个", "write exactly one of `per_unit` and `units`")
        return self


class Joint(StrictModel):
    """Merge named steps into one visit: whoever would take them all takes this step instead of them.

    It lasts as long as its longest part, drawn as the part would have been, plus the coordination.
    """

    parts: Annotated[list[Name], Field(min_length=2)]
    coordination: Distribution


class Worth(StrictModel):
    """Give the value of one unit's goods: a sum, or uniform between two."""

    low: Money
    high: Money

    @model_validator(mode="before")
    @classmethod
    def _bare_sum_is_fixed(cls, written: Any) -> Any:
        return {"low": written, "high": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _in_order(self) -> Worth:
        if not 0 <= self.low <= self.high:
            raise fault("货值应满足 0 ≤ low ≤ high", "a value needs 0 <= low <= high")
        return self


class Gather(StrictModel):
    """Form a group before the step begins (rule 8): a train from wagons, a convoy, a truckload of small lots.

    It closes with `number` units, or when their values reach `value`, or `at_most` after the first was ready.
    """

    number: Annotated[int, Field(ge=2, le=10_000)] | None = None
    value: Annotated[Money, Field(gt=0)] | None = None
    at_most: Annotated[Duration, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _by_number_or_value(self) -> Gather:
        if (self.number is None) == (self.value is None):
            raise fault("number 与 value 必须且只能写一个", "write exactly one of `number` and `value`")
        return self


class Charge(StrictModel):
    """Name one item that is paid when the step is taken."""

    item: Title
    amount: Money
    payer: Party = "trader"


class Step(StrictModel):
    """Hold one step of a route: at a station, or a delay when it names none."""

    title: Title | None = None
    role: Role | None = None
    station: Name | None = None
    party: Party | None = None
    """Who holds the time of a delay; a station's party by default."""
    handling: Distribution | None = None
    """How long it takes; absent only where `joint` says it."""
    joint: Joint | None = None
    after: list[Name] | None = None
    """Steps that must be finished before; absent = the step before it in the file; `[]` = on arrival."""
    per: Level = "unit"
    """Taken by each unit, each box (split and join happen at the change of level) or each declaration."""
    share: Share = 1.0
    """The share of entities that takes it."""
    drawn_by: Level | None = None
    """The level at which the share is drawn; a unit takes the step if one of its declarations is drawn."""
    regimes: list[Name] | None = None
    """Only entities under these customs regimes take it."""
    draws_as: Name | None = None
    """A step taken instead of that other one: its share and handling are drawn with that one's luck, so that
    the same papers stay easy or hard whichever way they go."""
    only_if: Name | None = None
    """Only those who take that earlier step."""
    unless: Name | None = None
    """Only those who do not take that step."""
    gather: Gather | None = None
    """Units gather here and take the step as one."""
    with_group: Name | None = None
    """Taken by the group that gathered at that earlier step, as one."""
    ahead: Distribution | None = None
    """Lead time by which the step begins before the unit's arrival (rule 12)."""
    needs: dict[Name, Annotated[int, Field(ge=1, le=1000)]] = {}
    """Staff groups and how many of each, besides a lane, all at once (rule 5)."""
    yards: list[Name] = []
    """Yards the entity must be inside, outer first."""
    documents: Annotated[int, Field(ge=0, le=1000)] = 0
    """Documents handed in or shown at this step."""
    contact: bool | None = None
    """Counts as a step (环节) of the procedure; by default every step at a station does."""
    charges: list[Charge] = []

    @model_validator(mode="after")
    def _has_work(self) -> Step:
        if self.handling is None and self.joint is None:
            raise fault("缺少 handling：这一步要多久", "`handling` is missing: how long the step takes")
        if self.handling is not None and self.joint is not None:
            raise fault("handling 与 joint 只能写一个", "write only one of `handling` and `joint`", at="joint")
        if self.ahead is not None and self.after:
            raise fault("提前办理的步骤（ahead）不能写 after", "a step that begins ahead of arrival has no `after`",
                        at="after")  # fmt: skip
        return self


class Marks(StrictModel):
    """Name the steps whose ends are the points of the three clocks (rule 17); `entry` is the arrival."""

    arrived: Name = "entry"
    """Import: arrival at the port; export: arrival in the supervised yard."""
    accepted: list[Name] = []
    """Steps of which the one taken ends with the acceptance of the declaration."""
    released: Name | None = None
    border: Name | None = None
    """The step whose end is the crossing of the border line."""
    joined: Name | None = None
    """The step whose end is the joining of the queue; absent = the entry. What comes before it, such as a run
    to the port, is time outside the port."""
    left: Name | None = None
    """The step whose end is the leaving of the port; absent = the end of the last step. What comes after it,
    such as a run beyond the border or work in a bonded zone, is time outside the port."""
    excluded: list[Name] = []
    """Customs regimes outside the two customs clocks, such as transit."""


class Flow(StrictModel):
    """Hold a stream of units of one kind: port x mode x direction x cargo."""

    title: Title | None = None
    mode: Literal["road", "rail"]
    direction: Literal["import", "export"]
    cargo: Name
    unit: Literal["truck", "train", "coach", "car", "lot"] = "truck"
    """What comes: a truck, a train, a coach or car with passengers as its boxes, or the lot of one border resident, which
    is no vehicle and crosses nothing."""
    arrivals: Arrivals
    waiting_at_start: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Further units that are there at the start of the period."""
    starting_at: Name | None = None
    """The step at which they wait; every step that leads to it is behind them. Absent = at the beginning."""
    value_per_unit: Worth | None = None
    """Value of one unit's goods, for gathering by value."""
    volume: Annotated[float, Field(ge=0, le=20)] = 1.0
    """Multiple of the arrivals (rule 13): below one thins, above one adds a further stream."""
    regimes: dict[Name, Share] | None = None
    """Customs regimes and their shares, drawn per unit; they must add to 100 %."""
    boxes: Count | None = None
    teu_per_box: Annotated[float, Field(ge=0, le=4)] = 2.0
    """0 where boxes are no containers, such as parcels."""
    tonnes: Annotated[float, Field(ge=0, le=100_000)] | None = None
    """Tonnes of cargo per unit."""
    declarations: Declarations = Declarations(per_unit=Count(low=1, high=1))
    value_of_time: MoneyRate | None = None
    """Cost of one hour's stay of one unit."""
    marks: Marks = Marks()
    steps: Annotated[dict[Name, Step], Field(min_length=1)]

    @property
    def brings_passengers(self) -> bool:
        """Say whether travellers come by this flow, and no goods."""
        return self.unit in PASSENGER_UNITS

    @model_validator(mode="after")
    def _regimes_add_up(self) -> Flow:
        if self.regimes is not None and abs(sum(self.regimes.values()) - 1) > 1e-9:
            total = f"{sum(self.regimes.values()) * 100:g} %"
            raise fault(f"各监管方式的比例之和应为 100 %；现在合计 {total}",
                        f"the shares of the regimes must add to 100 %; they add to {total}", at="regimes")  # fmt: skip
        return self


def predecessors(steps: Mapping[str, Step], name: str) -> tuple[str, ...]:
    """Name the steps that must be finished before `name`: as written, or the one before it in the file.

    Examples
    --------
    >>> steps = {key: Step.model_validate({"handling": "1 min"}) for key in ("gate", "scan")}
    >>> predecessors(steps, "scan"), predecessors(steps, "gate")
    (('gate',), ())
    """
    step = steps[name]
    if step.ahead is not None:
        return ()
    if step.after is not None:
        return tuple(step.after)
    names = list(steps)
    position = names.index(name)
    return (names[position - 1],) if position else ()
