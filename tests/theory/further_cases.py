"""Lanes that fail or open further, full yards, groups, timetables, hours, rushes: what is measured, and theory."""

from __future__ import annotations

import csv
from typing import Final

import chains_of_lanes
import in_time
import laboratory
import numpy as np
import sampled
import textbook
from cases import Case

from clearance_sim.clock import DAY, HOUR, MINUTE

DM1_ROOT: Final = textbook.gim1_root(textbook.deterministic_transform(1.0), 0.7)
LOST: Final = textbook.erlang_b(10, 10)
ROOM: Final = textbook.mmck(2, 5, 2.0)
FAILING: Final = textbook.interrupted(24 / 60, (1.0, 0.25), 20.0, (5.0, 0.5))
CRANES: Final = chains_of_lanes.failing_cranes_times(10 / 60, 6.0, 30.0, 10.0)
IN_ORDER: Final = textbook.share_in_order(12, 4)
SURGE: Final = chains_of_lanes.surge_wait_and_work(0.5, 3.0, (1, 2), 5, 1)
CONVOY: Final = textbook.convoy(6, 20 / 60, 15.0)
EXAMINED: Final = textbook.at_least_one(0.2, range(1, 6))

RUSH: Final = np.array([1, 1, 1, 1, 1, 2, 4, 8, 12, 9, 6, 4, 3, 3, 4, 4, 3, 2, 1, 1, 1, 1, 1, 1])
RUSH_NUMBERS, RUSH_WAITS = in_time.numbers_by_hour(2, (7 * 24 * RUSH / RUSH.sum()).tolist(), 1 / 6, 2, 110)


def _moments() -> tuple[float, float]:
    """Give the mean and the squared coefficient of variation of the recorded handling times."""
    with (laboratory.LAB / "examination_minutes.csv").open() as recorded:
        minutes = np.array([float(row["minutes"]) for row in csv.DictReader(recorded)])
    return float(minutes.mean()), float(minutes.var() / minutes.mean() ** 2)


RECORDED: Final = _moments()
HALF_DAY: Final = 12 * HOUR


def _resting(flow: str, at: int) -> Case:
    """Claim the mean number at lanes with hours so many hours after opening; the first two cycles are warm-up.

    The rival is the other closing rule.
    """
    numbers = {
        rule: float(in_time.numbers_with_hours(2, 1.1, 2 / 3, rule == "resume", 6.0, float(at), 41)[2:].mean())
        for rule in ("finish", "resume")
    }
    measure = sampled.present(flow, "papers", HALF_DAY, at % 12 * HOUR)
    return Case("closing_hours", measure, numbers.pop(flow), numbers.popitem()[1])


def _wait(scenario: str, step: str, minutes: float, rival: float, flow: str = "trucks") -> Case:
    return Case(scenario, laboratory.wait((flow, step)), minutes * MINUTE, rival * MINUTE)


def _rush(hour: int) -> Case:
    """Claim the mean number at an hour; the rival is a clock that is an hour slow or fast, whichever is nearer."""
    right = float(RUSH_NUMBERS[1, hour])
    rival = min((RUSH_NUMBERS[1, hour - 1], RUSH_NUMBERS[1, hour + 1]), key=lambda number: abs(number - right))
    return Case("rush_hour_queue", sampled.present("trucks", "gate", DAY, hour * HOUR), right, float(rival))


def _from_empty(minutes: int) -> Case:
    """Claim the mean number so long after the first may come; the rival is the number in the long run."""
    expected = textbook.mm1_number_from_empty(0.9, 1.0, float(minutes))
    return Case("mm1_from_empty", sampled.present("trucks", "gate", DAY, minutes * MINUTE), expected, 9.0)


# The fourth figure is the rival, a wrong rule: arrivals at random instead of on the minute, one place more,
# no failure while nobody is there, and so on.
UP = sampled.in_order(10 * MINUTE)
CASES: dict[str, Case] = {
    "on the minute": _wait("dm1", "gate", textbook.gim1_wait(textbook.deterministic_transform(1.0), 0.7),
                           textbook.mmc_wait(1, 1.0, 0.7)),
    "on the minute, no wait": Case("dm1", sampled.has_no_wait("trucks", "gate"), 1 - DM1_ROOT, 0.3),
    "lost, random": Case("erlang_b", sampled.turned_away("random", "park"), LOST, textbook.mmck(10, 11, 10)[0]),
    "lost, fixed": Case("erlang_b", sampled.turned_away("fixed", "park"), LOST, textbook.mmck(10, 11, 10)[0]),
    "lost, skewed": Case("erlang_b", sampled.turned_away("skewed", "park"), LOST, textbook.mmck(10, 11, 10)[0]),
    # Machine repair with one repairman: the places are machines at work, and a repair is an arrival. Machines
    # that come back themselves, a closed population, cannot be written in a scenario.
    "machines at work": Case("erlang_b", sampled.at_work("random", "general", 10 * MINUTE), 10 * (1 - LOST), 10.0),
    "little room, lost": Case("mmck", sampled.turned_away("trucks", "gate"), ROOM[0], textbook.mmck(2, 6, 2.0)[0]),
    "little room, wait": Case("mmck", sampled.wait_of_admitted("trucks", "gate"), ROOM[1] * 2 * MINUTE,
                              textbook.mmck(2, 6, 2.0)[1] * 2 * MINUTE),
    # 0.75 minutes: what remains of a repair that is under way when nobody is there.
    "failing lane, wait": _wait("on_off_server", "gate", FAILING[0], FAILING[0] - 0.75),
    "failing lane, handling": Case("on_off_server", sampled.handling("trucks", "gate"), FAILING[1] * MINUTE, MINUTE),
    # Two lanes that never fail but are slower.
    "failing cranes, wait": _wait("cranes_that_fail", "lift", CRANES[0], textbook.mmc_wait(2, 10 / 60, 8.0)),
    "failing cranes, lift": Case("cranes_that_fail", sampled.handling("trucks", "lift"), CRANES[1] * MINUTE, 6 * MINUTE),
    # One breakdown for both lanes; repairs counted from their beginning.
    "lanes in order": Case("lanes_in_order", UP, 2 * IN_ORDER, 2.0),
    "lanes in order, variance": Case("lanes_in_order", sampled.squared_about(UP, 2 * IN_ORDER),
                                     2 * IN_ORDER * (1 - IN_ORDER), 4 * IN_ORDER * (1 - IN_ORDER)),
    "a lane in order": Case("lanes_in_order", sampled.has_no_wait("trucks", "gate"), 1 - (1 - IN_ORDER) ** 2, IN_ORDER),
    "until a lane is in order": _wait("lanes_in_order", "gate",
                                      (1 - IN_ORDER) ** 2 * textbook.until_one_of_two_is_repaired(4.0, 2),
                                      (1 - IN_ORDER) ** 2 * 2.5),
    "rush, number at 8": _rush(8),
    "rush, number at 9": _rush(9),
    "rush, number at 13": _rush(13),
    "rush, wait after 9": Case("rush_hour_queue", sampled.wait_in_hour("trucks", "gate", 9), RUSH_WAITS[1, 9] * HOUR,
                               RUSH_WAITS[1, 10] * HOUR),
    **{f"from empty, {minutes} min": _from_empty(minutes) for minutes in (10, 30, 60)},
    # Drawn for each truck; each share of all trucks.
    "examined": Case("inspection_shares", sampled.takes("trucks", "examine"), EXAMINED, 0.2),
    "sampled": Case("inspection_shares", sampled.takes("trucks", "sample"), EXAMINED * 0.4, 0.4),
    "sent to the laboratory": Case("inspection_shares", sampled.takes("trucks", "laboratory"), EXAMINED * 0.4 * 0.25,
                                   0.4 * 0.25),
    "passes": Case("inspection_shares", sampled.takes("trucks", "pass"), (1 - EXAMINED) * 0.9, 0.9),
    "examination bay": _wait("inspection_shares", "examine", textbook.mmc_wait(1, 12 / 60 * EXAMINED, 5.4),
                             textbook.mmc_wait(1, 12 / 60 * 0.2, 5.4)),
    # Convoys come at random; no time-out; always full.
    "convoys of five": _wait("convoy_lane", "escort", 2 + textbook.gim1_wait(textbook.erlang_transform(5, 1.0), 3.0),
                             2 + textbook.mmc_wait(1, 0.2, 3.0)),
    "convoys with time-out, wait": _wait("convoy_time_out", "escort", CONVOY[0], 5 / 2 * 3.0),
    "convoys with time-out, size": Case("convoy_time_out", sampled.leads("trucks", "escort"), 1 / CONVOY[1], 1 / 6),
    "timetable, ample": _wait("timetable_queue", "depart", 120.0, 240.0, "ample"),
    "timetable, eight": _wait("timetable_queue", "depart", textbook.timetable_wait(8, 1.6, 4.0) * 60, 120.0, "scarce"),
    # Opens at six, not five.
    "surge, wait": _wait("surge_lanes", "gate", SURGE[0], chains_of_lanes.surge_wait_and_work(0.5, 3.0, (1, 2), 6, 1)[0]),
    "surge, lanes": Case("surge_lanes", sampled.at_work("gate", "extra", 10 * MINUTE), SURGE[1], 0.5 * 3.0 * 2 / 3),
    "finishing, at opening": _resting("finish", 12),
    "finishing, closed": _resting("finish", 9),
    "resuming, at opening": _resting("resume", 12),
    "resuming, closed": _resting("resume", 9),
    "recorded handling": _wait("recorded_handling", "examine", textbook.mg1_wait(3.75 / 60, *RECORDED),
                               textbook.mmc_wait(1, 3.75 / 60, RECORDED[0])),
}  # fmt: skip
