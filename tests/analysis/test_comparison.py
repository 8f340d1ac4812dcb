"""Compare hand-made samples: pairing by number, verdicts, shares made slower, saturation, flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from clearance_sim.analysis.clocks import Clock
from clearance_sim.analysis.comparison import COMPARISON, compare, verdict_of
from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.pairing import Pair, pair_clocks
from clearance_sim.analysis.queues import Growth
from clearance_sim.analysis.saturation import saturated_stations
from clearance_sim.analysis.summary import SUMMARY, Sample, list_replications, summarise
from clearance_sim.clock import HOUR, NEVER

FLOW = "lab.road.import.coal"
MEAN = Key(FLOW, "crossing_hours", "", "mean")
STEPS = Key(FLOW, "steps", "", "mean")
QUEUE = Key("", "queue_vehicles", "monday@8", "mean")
WAIT = Key("", "wait_hours", "gate", "mean")
STILL = Growth(0.0, 5.0, 5.0, 0.0)
RISING = Growth(2.0, 5.0, 50.0, 40.0)


def sample(values: Mapping[Key, Sequence[float]], grown: Sequence[Growth] = (), unfinished: float = 0.0) -> Sample:
    matrix = np.array(list(values.values()), dtype=np.float64).T
    return Sample(
        variant="v",
        port="lab",
        keys=list(values),
        values=matrix,
        counts=np.full(matrix.shape, 40),
        unfinished=np.full(matrix.shape, unfinished, dtype=np.float32),
        grown=[{"gate": one} for one in (grown or [STILL] * len(matrix))],
        relies={(FLOW, "crossing_hours"): frozenset({"gate"})},
    )


def pairs(before: Sequence[float], after: Sequence[float], slower: Sequence[float]) -> list[dict[tuple[str, str], Pair]]:
    return [
        {(FLOW, "crossing_hours"): Pair({"mean": b}, {"mean": a}, s, 40)}
        for b, a, s in zip(before, after, slower, strict=True)
    ]


def row(table: Mapping[str, Any], key: Key) -> dict[str, Any]:
    at = list(zip(*(table[name] for name in Key._fields), strict=True)).index(tuple(key))
    return {name: table[name][at] for name in table}


def clock(times: Mapping[int, int]) -> Clock:
    return Clock(np.array(list(times), dtype=np.int64), np.array(list(times.values()), dtype=np.int64))


def test_entities_are_paired_by_number_and_only_if_both_finished() -> None:
    before = {("f", "crossing_hours"): clock({1: 2 * HOUR, 2: 4 * HOUR, 3: HOUR, 5: NEVER})}
    after = {("f", "crossing_hours"): clock({2: 3 * HOUR, 3: HOUR + 1, 4: 9 * HOUR, 5: HOUR})}
    pair = pair_clocks(before, after)["f", "crossing_hours"]
    # Trucks 2 and 3 are in both and left in both; 3 is slower by one tick.
    assert pair.entities == 2
    assert pair.slower == 0.5
    assert pair.baseline["mean"] == 2.5
    assert pair.value["p50"] == (HOUR + 1) / HOUR


def test_a_difference_has_the_interval_of_its_paired_replications() -> None:
    before, after = [10.0, 20.0, 30.0], [9.0, 18.0, 27.0]
    found = compare(sample({MEAN: before}), sample({MEAN: after}), pairs(before, after, [0.1, 0.2, 0.3]))
    one = row(found, MEAN)
    # Differences -1, -2, -3: mean -2, s = 1, t(2) = 4.303.
    assert (one["baseline"], one["value"], one["difference"]) == (20.0, 18.0, -2.0)
    assert round(one["high"], 3) == round(-2 + 4.3027 / 3**0.5, 3)
    assert one["percent"] == -10.0
    assert one["correlation"] == pytest.approx(1.0, abs=1e-12)
    assert one["verdict"] == "no_difference"
    assert one["slower_share"] == pytest.approx(0.2, abs=1e-12)
    assert one["slower_low"] == 0.0
    assert list(found) == list(COMPARISON)


def test_a_change_is_claimed_only_if_its_interval_excludes_zero() -> None:
    assert verdict_of(0.1, 0.3, False) == "lengthened"
    assert verdict_of(-0.3, -0.1, False) == "shortened"
    assert verdict_of(-0.1, 0.3, False) == "no_difference"
    assert verdict_of(float("nan"), float("nan"), False) == "no_difference"


def test_a_constant_effect_is_claimed_and_no_effect_to_the_tick_is_not() -> None:
    values = [10.0, 20.0, 30.0]
    less = [value - 1 for value in values]
    found = compare(sample({STEPS: values}), sample({STEPS: less}), [{}] * 3)
    assert row(found, STEPS)["verdict"] == "shortened"
    same = row(compare(sample({STEPS: values}), sample({STEPS: values}), [{}] * 3), STEPS)
    assert (same["verdict"], same["difference"], same["low"], same["high"]) == ("no_difference", 0, 0, 0)


def test_clocks_are_compared_over_the_pairs_not_over_everybody() -> None:
    found = compare(sample({MEAN: [9.0, 9.0]}), sample({MEAN: [1.0, 1.0]}), pairs([5.0, 7.0], [4.0, 6.0], [0, 0]))
    assert row(found, MEAN)["baseline"] == 6.0
    assert row(found, MEAN)["difference"] == -1.0


def test_where_no_reform_applies_the_verdict_is_not_applicable_and_nothing_is_claimed() -> None:
    found = compare(sample({STEPS: [1.0, 2.0]}), sample({STEPS: [1.0, 2.0]}), [{}] * 2, applicable=False)
    one = row(found, STEPS)
    assert one["verdict"] == "not_applicable"
    assert one["baseline"] == 1.5
    assert np.isnan(one["difference"])


@pytest.mark.parametrize("which", ["baseline", "variant"])
def test_what_rests_on_a_saturated_station_is_named_so_instead_of_compared(which: str) -> None:
    values = {MEAN: [1.0, 2.0], STEPS: [3.0, 4.0], WAIT: [1.0, 1.5]}
    rising, still = sample(values, [RISING, RISING]), sample(values)
    first, second = (rising, still) if which == "baseline" else (still, rising)
    found = compare(first, second, pairs([1, 2], [1, 2], [0, 0]))
    assert row(found, MEAN)["verdict"] == row(found, WAIT)["verdict"] == "saturated"
    assert np.isnan(row(found, MEAN)["value"])
    assert row(found, STEPS)["verdict"] == "no_difference"


def test_a_saturated_station_is_reported_with_its_growth_in_place_of_means() -> None:
    found = summarise(sample({MEAN: [1.0, 2.0], STEPS: [3.0, 4.0]}, [RISING, RISING]))
    assert row(found, MEAN)["flag"] == "saturated"
    assert np.isnan(row(found, MEAN)["mean"])
    assert row(found, STEPS)["flag"] == ""
    growing = row(found, Key("", "saturation_per_day", "gate", "mean"))
    assert (growing["mean"], growing["unit"], growing["flag"]) == (2.0, "entities/d", "saturated")
    assert list(found) == list(SUMMARY)


def test_more_than_one_percent_unfinished_is_flagged_at_least() -> None:
    assert row(summarise(sample({MEAN: [1.0, 2.0]}, unfinished=0.0101)), MEAN)["flag"] == "at_least"
    assert row(summarise(sample({MEAN: [1.0, 2.0]}, unfinished=0.01)), MEAN)["flag"] == ""


def test_the_summary_says_how_many_entities_and_replications_stand_behind_a_number() -> None:
    one = row(summarise(sample({MEAN: [1.0, 3.0]})), MEAN)
    assert (one["mean"], one["n"], one["replications"], one["unit"]) == (2.0, 40, 2, "h")


def test_the_list_of_replications_holds_every_number_but_the_curves() -> None:
    found = list_replications(sample({MEAN: [1.0, 3.0], QUEUE: [0.0, 1.0]}))
    assert found["value"].tolist() == [1.0, 3.0]
    assert found["replication"].tolist() == [0, 1]


def test_growth_must_be_significant_over_replications() -> None:
    assert "gate" in saturated_stations([{"gate": RISING}] * 5)
    jumpy = [RISING._replace(per_day=slope) for slope in (9.0, -6.0, 8.0, -1.0, 2.0)]
    assert saturated_stations([{"gate": one} for one in jumpy]) == {}


@pytest.mark.parametrize(
    "change", [{"last_third": 7.0}, {"last_least": 4.0}, {"first_third": 0.1, "last_third": 0.9, "last_least": 0.5}]
)
def test_growth_must_be_material(change: dict[str, float]) -> None:
    assert saturated_stations([{"gate": RISING._replace(**change)}] * 5) == {}


def test_a_cause_that_only_one_variant_knows_is_compared_with_nothing_lost_to_it() -> None:
    def sample_of(variant: str, causes: dict[str, list[float]]) -> Sample:
        keys = [Key("lab.a", "cause_hours", cause, "mean") for cause in causes]
        values = np.array(list(causes.values())).T
        none = np.zeros(values.shape)
        return Sample(variant, "lab", keys, values, none.astype(np.int64), none.astype(np.float32), [{}, {}], {})

    base = sample_of("baseline", {"handling": [1.0, 1.0], "no_staff:customs": [0.5, 0.7]})
    embargo = sample_of("embargo", {"handling": [1.0, 1.0], "event": [2.0, np.nan]})
    table = compare(base, embargo, [{}, {}])
    told = {item: (b, v) for item, b, v in zip(table["item"], table["baseline"], table["value"], strict=True)}
    assert told["no_staff:customs"] == (0.6, 0.0)
    assert told["event"] == (0.0, 2.0)
