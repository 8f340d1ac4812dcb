"""One small port for each further rule: gathering, slots, surge, resume, breakdowns, events, who is turned away."""

from __future__ import annotations

import pytest
from small_ports import arriving_at, flow, small_plan

from clearance_sim.engine import run
from clearance_sim.plan.plan import PlannedLanes
from clearance_sim.plan.trace import TURNED_AWAY


def test_a_convoy_leaves_when_complete_and_its_members_repeat_the_leader(tell):
    steps = {
        "form": {"handling": "2 min", "gather": {"number": 3}},
        "escort": {"handling": "30 min", "with_group": "form"},
        "part": {"handling": "1 min"},
    }
    story = tell({"flows": {"all": flow(steps)}}, "79 min")
    # 10, 20 and 30 form at 30; 40, 50, 60 at 60; 70 is left and unfinished.
    assert story.times("form")[:4] == [(10, 30, 32), (20, 30, 32), (30, 30, 32), (40, 60, 62)]
    assert story.times("escort")[:3] == [(32, 32, 62)] * 3
    assert story.times("part")[:3] == [(62, 62, 63)] * 3
    assert story.times("form")[6] == (70, None, None)


def test_a_gathering_times_out_counted_from_its_first_and_takes_who_comes_on_that_tick(tell):
    steps = {"form": {"handling": "2 min", "gather": {"number": 5, "at_most": "20 min"}}}
    story = tell({"flows": {"all": flow(steps)}}, "59 min")
    # The first is ready at 10, time is out at 30, who becomes ready at 30 is in.
    assert story.times("form") == [(10, 30, 32), (20, 30, 32), (30, 30, 32), (40, None, None), (50, None, None)]


def test_who_is_left_over_starts_a_new_gathering_from_its_own_ready_tick(tell):
    steps = {"form": {"handling": "1 min", "gather": {"number": 2, "at_most": "15 min"}}}
    story = tell({"flows": {"all": flow(steps)}}, "59 min", arrivals=[[10, 11, 12, 40, 50]])
    assert story.times("form") == [(10, 11, 12), (11, 11, 12), (12, 27, 28), (40, 50, 51), (50, 50, 51)]


def test_lots_gather_until_their_value_fills_a_truck(tell):
    steps = {"load": {"handling": "5 min", "gather": {"value": "20000 CNY"}}}
    lots = flow(steps, value_per_unit="8000 CNY")
    story = tell({"flows": {"all": lots}}, "49 min")
    # Three lots of 8,000 reach 20,000 at minute 30.
    assert story.times("load")[:3] == [(10, 30, 35), (20, 30, 35), (30, 30, 35)]


def test_a_group_takes_one_lane_and_stands_in_line_from_its_closing(tell):
    steps = {"form": {"station": "track", "handling": "10 min", "gather": {"number": 2}}}
    single = flow({"pass": {"station": "track", "handling": "8 min"}}, gap="17 min", cargo="coal")
    port = {"stations": {"track": {"lanes": 1}}, "flows": {"trains": flow(steps), "single": single}}
    story = tell(port, "48 min")
    # Group at 20: 20-30. Single of 17: 17-25, so the group starts at 25-35; single of 34 starts at 35.
    assert story.times("pass", 1) == [(17, 17, 25), (34, 35, 43)]
    assert story.times("form")[:2] == [(10, 25, 35), (20, 25, 35)]


def test_a_slot_takes_so_many_as_are_ready_and_unused_places_lapse(tell):
    steps = {"depart": {"station": "path", "handling": "7 min"}}
    stations = {"path": {"slots": {"paths": ["00:05", "00:20", "00:40", "01:00"], "places": 2}}}
    story = tell({"stations": stations, "flows": {"all": flow(steps)}}, "65 min", arrivals=[[8, 9, 20, 21, 41, 42]])
    # Nobody is there at 5; at 20 two of three leave (one became ready on that tick); at 40 two; at 60 two.
    assert story.times("depart") == [(8, 20, 27), (9, 20, 27), (20, 40, 47), (21, 40, 47), (41, 60, None), (42, 60, None)]


def test_surge_lanes_open_one_by_one_and_close_together(tell):
    lanes = {"general": {"count": 1}, "extra": {"count": 2, "surge": True}}
    stations = {"gate": {"lanes": lanes, "surge": {"open_at": 2, "close_at": 0}}}
    steps = {"pass": {"station": "gate", "handling": "20 min"}}
    story = tell({"stations": stations, "flows": {"all": flow(steps)}}, "120 min", arrivals=[[1, 2, 3, 4, 50, *range(60, 66)]])
    # 1 is served; 2 waits alone; with 3 two wait: a lane opens and takes 2, one waits; with 4 two wait again:
    # the second lane opens and takes 3. At 21 the first lane takes 4, nobody waits, and the extra lanes close.
    assert story.times("pass")[:5] == [(1, 1, 21), (2, 3, 23), (3, 4, 24), (4, 21, 41), (50, 50, 70)]
    assert story.lanes("pass")[:5] == ["general", "extra", "extra", "general", "general"]


def test_work_that_resumes_rests_while_closed_and_ends_on_the_smallest_tick(tell):
    calendars = {"day": {"weekly": [{"from": "00:00", "to": "00:25"}, {"from": "01:00", "to": "02:00"}]}}
    stations = {"desk": {"lanes": 1, "hours": "day", "closing": "resume"}}
    steps = {"serve": {"station": "desk", "handling": "15 min"}}
    port = {"calendars": calendars, "stations": stations, "flows": {"all": flow(steps)}}
    story = tell(port, "99 min", arrivals=[[5, 10, 11, 12, 13, 14, 15, 16, 17]])
    # 5-20; the second works 20-25, rests till 60, and needs ten minutes more; an end at 25 would be an end.
    assert story.times("serve")[:3] == [(5, 5, 20), (10, 20, 70), (11, 70, 85)]
    exact = tell(port, "99 min", arrivals=[[10, 11, 12, 13, 14, 15, 16, 17, 18]])
    assert exact.times("serve")[:2] == [(10, 10, 25), (11, 60, 75)]


def test_a_breakdown_interrupts_and_the_work_goes_on_after_the_repair(tell):
    lanes = {"crane": {"count": 1, "breakdowns": {"in_order": "30 min", "repair": "12 min"}}}
    steps = {"lift": {"station": "cranes", "handling": "15 min"}}
    port = {"stations": {"cranes": {"lanes": lanes}}, "flows": {"all": flow(steps)}}
    story = tell(port, "99 min", arrivals=[[10, 20, 21, 22, 23, 24, 25, 26, 27]])
    # Broken in [30, 42) and [72, 84): 10-25, then 25-30 and 42-52, 52-67, then 67-72 and 84-94.
    assert story.times("lift")[:4] == [(10, 10, 25), (20, 25, 52), (21, 52, 67), (22, 67, 94)]


def test_lanes_that_break_down_are_told_apart():
    lanes = {"crane": {"count": 3, "breakdowns": {"in_order": {"exponential": "5 h"}, "repair": {"exponential": "1 h"}}}}
    steps = {"lift": {"station": "c", "handling": "1 min"}}
    plan = small_plan({"stations": {"c": {"lanes": lanes}}, "flows": {"all": flow(steps)}})
    assert [lane.name for lane in plan.lanes] == ["crane_1", "crane_2", "crane_3"]
    firsts = {lane.down[0, 0] for lane in plan.lanes if isinstance(lane, PlannedLanes) and lane.down is not None}
    assert len(firsts) == 3


def event(**fields):
    return {"embargo": {"title": "embargo", "from": "2019-01-01 00:15", "to": "2019-01-01 00:35", **fields}}


def test_nothing_starts_during_a_closure_and_who_arrives_waits(tell):
    steps = {"serve": {"station": "desk", "handling": "6 min"}}
    port = {"stations": {"desk": {"lanes": 1}}, "flows": {"all": flow(steps)}, "events": event(close=["desk"])}
    assert tell(port, "49 min").times("serve") == [(10, 10, 16), (20, 35, 41), (30, 41, 47), (40, 47, None)]


def test_a_cap_leaves_so_many_lanes(tell):
    steps = {"serve": {"station": "desk", "handling": "12 min"}}
    port = {"stations": {"desk": {"lanes": 2}}, "flows": {"all": flow(steps)}, "events": event(cap={"desk": 1})}
    story = tell(port, "59 min", arrivals=[[1, 2, 20, 21, 50]])
    assert story.times("serve")[:4] == [(1, 1, 13), (2, 2, 14), (20, 20, 32), (21, 32, 44)]


def test_handling_that_starts_in_a_slow_down_takes_longer(tell):
    steps = {"serve": {"station": "desk", "handling": "6 min"}}
    port = {"stations": {"desk": {"lanes": 9}}, "flows": {"all": flow(steps)}, "events": event(slow={"desk": "150 %"})}
    assert tell(port, "49 min").times("serve") == [(10, 10, 16), (20, 20, 29), (30, 30, 39), (40, 40, 46)]


def test_arrivals_that_an_event_takes_away_keep_their_numbers_and_are_counted():
    steps = {"serve": {"handling": "6 min"}}
    calm = small_plan({"flows": {"all": flow(steps)}}, "49 min")
    hit = small_plan({"flows": {"all": flow(steps)}, "events": event(lose=["all"])}, "49 min")
    assert calm.flows[0].levels[0].number.tolist()[::3] == hit.flows[0].levels[0].number.tolist()
    assert hit.flows[0].lost == 2


def test_who_finds_a_full_waiting_area_is_turned_away_for_good(tell):
    steps = {"serve": {"station": "desk", "handling": "25 min", "yards": ["area"]}, "leave": {"handling": "1 min"}}
    yards = {"area": {"capacity": 2, "when_full": "turn_away"}}
    story = tell({"stations": {"desk": {"lanes": 1}}, "yards": yards, "flows": {"all": flow(steps)}}, "79 min")
    # 10 served, 20 waits inside, 30 is turned away; 40 comes when 10 has left at 35; 50 turned away; 60 too
    # on the tick at which 20 leaves a place: it is free on the tick of leaving, so 60 is admitted.
    lanes = story.trace.lane[story.plan.flows[0].step("serve").rows].tolist()
    assert lanes == [0, 0, TURNED_AWAY, 0, TURNED_AWAY, -1, TURNED_AWAY]
    assert story.times("serve")[:4] == [(10, 10, 35), (20, 35, 60), (30, None, None), (40, 60, None)]
    assert story.times("leave")[2] == (None, None, None)


def test_vehicles_that_wait_at_the_start_stand_where_they_are_put(tell):
    steps = {"gate": {"handling": "5 min"}, "scan": {"station": "scanner", "handling": "8 min"}}
    waiting = flow(steps, gap="30 min", waiting_at_start=2, starting_at="scan")
    story = tell({"stations": {"scanner": {"lanes": 1}}, "flows": {"all": waiting}}, "44 min")
    assert story.times("gate") == [(30, 30, 35), (0, 0, 0), (0, 0, 0)]
    assert story.times("scan") == [(35, 35, 43), (0, 0, 8), (0, 8, 16)]


def test_growth_multiplies_the_volume_of_the_base():
    port = {"flows": {"all": flow({"pass": {"handling": "1 min"}}, gap="1 min")}}
    base = small_plan(port, "4000 min")
    grown = small_plan(port, "4000 min", growth={"year": 2021, "yearly": {2020: "10 %", 2021: "10 %", 2022: "50 %"}})
    numbers = set(base.flows[0].levels[0].number.tolist())
    assert numbers < set(grown.flows[0].levels[0].number.tolist())
    # 21 % more by thinning a second stream of 3,999: within the 1e-4 binomial interval, 3,999 x 0.21 = 840 +- 101.
    assert abs(len(grown.flows[0].entry) - len(base.flows[0].entry) - 840) <= 101


@pytest.mark.parametrize("share", ["0 %", "50 %"])
def test_who_does_not_gather_goes_on_alone(share):
    steps = {
        "form": {"handling": "2 min", "gather": {"number": 2}, "share": share},
        "escort": {"handling": "30 min", "with_group": "form"},
        "part": {"handling": "1 min"},
    }
    plan = arriving_at(small_plan({"flows": {"all": flow(steps)}}, "49 min"), [1, 2, 3, 4])
    trace, form, part = run(plan), plan.flows[0].step("form").rows, plan.flows[0].step("part").rows
    alone = ~plan.takes[form]
    assert (plan.takes[form] == plan.takes[plan.flows[0].step("escort").rows]).all()
    assert (trace.ready[part][alone] == plan.flows[0].entry[alone]).all()
