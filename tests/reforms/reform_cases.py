"""List, for each reform, a shipped port at which it applies, a level that changes something there, and its zero."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from clearance_sim.clock import DAY
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.ports.shelf import open_port, open_scenario


@dataclass(frozen=True)
class Case:
    """Hold a port, a level, and the level that changes nothing where the port's data state none in force."""

    port: str
    level: dict[str, Any]
    nothing: dict[str, Any] | None = None


CASES = {
    "single_window": Case("manzhouli", {"use": "100 %", "documents": 3}),
    "data_sharing": Case("manzhouli", {"earlier": "12 h", "mismatch": "1 %", "recognised": "20 %"}),
    "advance_declaration": Case("manzhouli", {"share": "80 %", "lead": "24 h"}),
    "green_lanes": Case("manzhouli", {"lanes": 2, "lane_from": "new"}),
    "joint_inspection": Case("erenhot", {"share": "100 %"}),
    "inland_clearance": Case(
        "manzhouli", {"inland_share": "60 %", "destination_inspection": "50 %", "wait_for_result": "0 %"}
    ),
    "two_step_declaration": Case("manzhouli", {"share": "30 %"}, {"share": "0 %"}),
    "rail_fast_clearance": Case("manzhouli", {"share": "20 %"}, {"share": "0 %"}),
    "fee_regulation": Case("erenhot", {"cut": "30 %", "items": ["过磅费"]}, {"cut": "0 %"}),
    "transshipment_capacity": Case(
        "erenhot", {"inspection_tracks": 2, "reception_tracks": 12},
        {"cranes": 0, "lines": 0, "inspection_tracks": 0, "reception_tracks": 0},
    ),
    "inspection_yard": Case(
        "manzhouli", {"bays": 4, "pull": {"uniform": {"low": "1 h", "high": "2 h"}}},
        {"bays": 0, "pull": {"triangular": {"low": "2 h", "mode": "4 h", "high": "8 h"}}},
    ),
    "line_electrification": Case("erenhot", {"paths": 48, "run": {"fixed": "5 h"}, "boxes": 55}),
    "cross_border_passage": Case("manzhouli", {"tracks": 2, "handover": "1 h"}, {"tracks": 0}),
    "partner_motorway": Case("erenhot", {"run": "9 h", "spread": 0.1}),
    "rail_shift": Case("ceke", {"share": "50 %", "tracks": 2}, {"share": "0 %"}),
    "designated_port": Case("ceke", {"cargo": "肉类", "trucks": 5, "bays": 2}, {"trucks": 0}),
    "bonded_transfer": Case("erenhot", {"share": "20 %"}, {"share": "0 %"}),
    "border_trade": Case("erenhot", {"residents": 120, "quota": "16000 CNY", "truckload": "240000 CNY"}),
    "ecommerce_release": Case(
        "manzhouli", {"mode": 1210, "share": "60 %", "lists": 6000, "selected": "2 %", "sorting": 3000}
    ),
    "home_trains": Case("erenhot", {"more_trains": "30 %", "boxes": 50}, {"more_trains": "0 %"}),
    "self_service": Case("erenhot_passengers", {"lanes": 2, "eligible": "80 %", "use": "90 %"}),
    "partner_hours": Case("manzhouli", {"closes": "24:00", "every_day": True, "on_holidays": True, "lanes": 2}),
    "extended_hours": Case("erenhot", {"opens": "06:00", "closes": "22:00"}),
    "appointment_booking": Case("erenhot", {"booked": "80 %"}, {"booked": "0 %"}),
    "risk_based_inspection": Case(
        "erenhot", {"examination": "2 %", "sampling": "1 %", "scan": "60 %"}, {"examination": "100 %", "sampling": "100 %"}
    ),
    "trusted_traders": Case("ceke", {"share": "40 %"}),
}  # fmt: skip
"""In the reply's order."""


MARCH, SEPTEMBER = 1_552_233_600_000, 1_567_987_200_000
"""Mondays of ordinary weeks, 11 March and 9 September 2019, as milliseconds since 1970 UTC."""


@cache
def shipped(port: str, days: int = 3, monday: int = MARCH) -> Draft:
    """Give a shipped port for so many days from a Monday of 2019, local midnight."""
    draft = drafts(open_port(port).scenario)[port]
    return replace(draft, origin=monday - 8 * 3_600_000, horizon=days * DAY)


@cache
def in_2023(port: str, days: int = 3) -> Draft:
    """Give a railway port for so many days from Monday 17 April 2023, local midnight."""
    path = Path(__file__).parents[2] / "scenarios" / "railways-2023.yaml"
    draft = drafts(open_scenario(path).scenario)[port]
    return replace(draft, origin=1_681_660_800_000, horizon=days * DAY)


def in_force_at(name: str, port: str, days: int = 3) -> Draft:
    """Give a port for so many days of a time at which a reform may be tried."""
    if name == "rail_fast_clearance":
        return in_2023(port, days)
    return shipped(port, days, SEPTEMBER if name == "two_step_declaration" else MARCH)
