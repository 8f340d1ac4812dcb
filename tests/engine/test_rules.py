"""One small port for each rule; every expected minute is worked out by hand in the test's own words."""

from __future__ import annotations

from small_ports import flow


def three(**fields):
    """Three units at minutes 10, 20, 30 (the period is 39 minutes unless said)."""
    return flow({"serve": {"station": "desk", "handling": "15 min", **fields}})


def test_one_lane_serves_in_order_of_arrival(tell):
    story = tell({"stations": {"desk": {"lanes": 1}}, "flows": {"all": three()}}, "39 min")
    # 10-25, then 20 waits till 25, then 30 waits till 40 which is beyond the horizon.
    assert story.times("serve") == [(10, 10, 25), (20, 25, None), (30, None, None)]


def test_nothing_happens_at_the_horizon(tell):
    story = tell({"stations": {"desk": {"lanes": 1}}, "flows": {"all": three()}}, "25 min")
    assert story.times("serve") == [(10, 10, None), (20, None, None)]


def test_an_end_and_an_arrival_on_one_tick_meet(tell):
    port = {"stations": {"desk": {"lanes": 1}}, "flows": {"all": flow({"serve": {"station": "desk", "handling": "10 min"}})}}
    assert tell(port, "45 min").times("serve") == [(10, 10, 20), (20, 20, 30), (30, 30, 40), (40, 40, None)]


def test_a_tie_goes_to_the_smaller_number(tell):
    port = {"stations": {"desk": {"lanes": 1}}, "flows": {"all": three()}}
    story = tell(port, "39 min", arrivals=[[5, 5, 5]])
    assert story.times("serve") == [(5, 5, 20), (5, 20, 35), (5, 35, None)]


def test_a_tie_between_flows_goes_to_the_flow_written_first(tell):
    first = flow({"serve": {"station": "desk", "handling": "5 min"}}, gap="20 min")
    second = flow({"serve": {"station": "desk", "handling": "5 min"}}, gap="20 min", cargo="coal")
    story = tell({"stations": {"desk": {"lanes": 1}}, "flows": {"late": first, "early": second}}, "39 min")
    assert story.times("serve", 0) == [(20, 20, 25)]
    assert story.times("serve", 1) == [(20, 25, 30)]


def test_priority_overtakes_those_who_wait_but_not_who_is_served(tell):
    general = flow({"serve": {"station": "desk", "handling": "15 min"}})
    produce = flow({"serve": {"station": "desk", "handling": "15 min"}}, gap="24 min", cargo="fresh_produce")
    port = {"stations": {"desk": {"lanes": 1, "priority": ["fresh_produce"]}}, "flows": {"g": general, "p": produce}}
    story = tell(port, "60 min")
    # 10-25 general; 20 waits; produce of 24 goes first 25-40; then 20 from 40 to 55, produce of 48 from 55.
    assert story.times("serve", 0)[:2] == [(10, 10, 25), (20, 40, 55)]
    assert story.times("serve", 1) == [(24, 25, 40), (48, 55, None)]


def test_a_lane_takes_whom_it_accepts_and_others_pass_those_it_refuses(tell):
    lanes = {"green": {"count": 1, "accepts": ["fresh_produce"]}, "general": {"count": 1, "accepts": ["general"]}}
    general = flow({"serve": {"station": "desk", "handling": "15 min"}})
    produce = flow({"serve": {"station": "desk", "handling": "15 min"}}, gap="24 min", cargo="fresh_produce")
    story = tell({"stations": {"desk": {"lanes": lanes}}, "flows": {"g": general, "p": produce}}, "45 min")
    assert story.times("serve", 1) == [(24, 24, 39)]
    assert story.lanes("serve", 1) == ["green"]
    assert story.times("serve", 0)[:3] == [(10, 10, 25), (20, 25, 40), (30, 40, None)]


def test_the_first_free_lane_in_lane_order_is_taken(tell):
    lanes = {"near": {"count": 1}, "far": {"count": 1}}
    story = tell({"stations": {"desk": {"lanes": lanes}}, "flows": {"all": three()}}, "60 min", arrivals=[[1, 1, 2, 50, 50]])
    assert story.lanes("serve") == ["near", "far", "near", "near", "far"]


def test_no_start_while_closed_and_what_was_begun_is_finished(tell):
    calendars = {"day": {"zone": "Asia/Shanghai", "weekly": [{"from": "00:00", "to": "00:25"}, {"from": "01:00", "to": "02:00"}]}}
    port = {"calendars": calendars, "stations": {"desk": {"lanes": 1, "hours": "day"}}, "flows": {"all": three()}}
    story = tell(port, "99 min")
    # 10-25; who came at 20 finds the lane free at 25, the closing tick, and waits for 60.
    assert story.times("serve")[:3] == [(10, 10, 25), (20, 60, 75), (30, 75, 90)]


def test_a_delay_holds_nobody_up(tell):
    story = tell({"flows": {"all": flow({"travel": {"handling": "15 min"}})}}, "45 min")
    assert story.times("travel") == [(10, 10, 25), (20, 20, 35), (30, 30, None), (40, 40, None)]


def test_a_skipped_step_has_a_row_without_length_and_without_lane(tell):
    steps = {"scan": {"station": "desk", "handling": "5 min", "share": "0 %"}, "leave": {"handling": "2 min"}}
    story = tell({"stations": {"desk": {"lanes": 1}}, "flows": {"all": flow(steps)}}, "15 min")
    assert story.times("scan") == [(10, 10, 10)]
    assert story.lanes("scan") == [""]
    assert story.times("leave") == [(10, 10, 12)]


def test_papers_and_vehicle_run_side_by_side_and_meet(tell):
    steps = {
        "papers": {"handling": "30 min", "after": []},
        "vehicle": {"handling": "5 min", "after": []},
        "release": {"handling": "1 min", "after": ["papers", "vehicle"]},
    }
    story = tell({"flows": {"all": flow(steps)}}, "60 min", arrivals=[[10, 20, 50, 51, 52]])
    assert story.times("vehicle")[0] == (10, 10, 15)
    assert story.times("release")[:2] == [(40, 40, 41), (50, 50, 51)]


def test_a_train_becomes_its_boxes_and_is_whole_when_the_last_is_ready(tell):
    steps = {
        "arrive": {"handling": "1 min"},
        "lift": {"station": "crane", "handling": "4 min", "per": "box"},
        "leave": {"handling": "1 min"},
    }
    port = {"stations": {"crane": {"lanes": 2}}, "flows": {"all": flow(steps, boxes=3, gap="30 min")}}
    story = tell(port, "59 min")
    assert story.times("lift") == [(31, 31, 35), (31, 31, 35), (31, 35, 39)]
    assert story.times("leave") == [(39, 39, 40)]


def test_several_declarations_of_a_truck_are_joined_before_release(tell):
    steps = {
        "papers": {"station": "desk", "handling": "4 min", "per": "declaration"},
        "release": {"handling": "1 min"},
    }
    port = {"stations": {"desk": {"lanes": 1}}, "flows": {"all": flow(steps, declarations=3, gap="30 min")}}
    story = tell(port, "59 min")
    assert story.times("papers") == [(30, 30, 34), (30, 34, 38), (30, 38, 42)]
    assert story.times("release") == [(42, 42, 43)]


def test_trucks_on_one_declaration_wait_for_the_papers_of_the_first(tell):
    steps = {
        "papers": {"station": "desk", "handling": "25 min", "per": "declaration"},
        "release": {"handling": "1 min"},
    }
    port = {"stations": {"desk": {"lanes": 1}}, "flows": {"all": flow(steps, declarations={"units": 2})}}
    story = tell(port, "59 min")
    # Trucks of 10 and 20 share papers 10-35; those of 30 and 40 share papers 35-60, over the horizon.
    assert story.times("papers") == [(10, 10, 35), (30, 35, None), (50, None, None)]
    assert story.times("release")[:3] == [(35, 35, 36), (35, 35, 36), (None, None, None)]


def test_papers_sent_ahead_begin_before_the_period_and_a_late_one_at_entry(tell):
    steps = {
        "declare_ahead": {"station": "desk", "handling": "5 min", "ahead": "40 min"},
        "release": {"handling": "1 min"},
    }
    story = tell({"stations": {"desk": {"lanes": 1}}, "flows": {"all": flow(steps)}}, "25 min")
    assert story.times("declare_ahead") == [(-30, -30, -25), (-20, -20, -15)]
    assert story.times("release") == [(10, 10, 11), (20, 20, 21)]  # the vehicle's step awaits the vehicle


def test_papers_that_are_over_before_the_arrival_release_the_declaration_but_no_vehicle(tell):
    steps = {
        "declare_ahead": {"handling": "5 min", "ahead": "40 min", "per": "declaration"},
        "review": {"handling": "5 min", "per": "declaration"},
        "gate": {"handling": "1 min"},
    }
    story = tell({"flows": {"all": flow(steps)}}, "15 min")
    assert story.times("review") == [(-25, -25, -20)]
    assert story.times("gate") == [(10, 10, 11)]


def test_a_truck_on_shared_papers_begins_no_step_before_it_has_come(tell):
    steps = {"papers": {"handling": "2 min", "per": "declaration"}, "release": {"handling": "1 min"}}
    story = tell({"flows": {"all": flow(steps, declarations={"units": 3})}}, "35 min")
    assert story.times("release") == [(12, 12, 13), (20, 20, 21), (30, 30, 31)]


def test_who_does_not_declare_ahead_declares_on_arrival(tell):
    steps = {
        "declare_ahead": {"handling": "5 min", "ahead": "40 min", "share": "0 %"},
        "declare": {"handling": "7 min", "after": [], "unless": "declare_ahead"},
        "release": {"handling": "1 min", "after": ["declare_ahead", "declare"]},
    }
    story = tell({"flows": {"all": flow(steps)}}, "19 min")
    assert story.times("declare_ahead") == [(10, 10, 10)]
    assert story.times("declare") == [(10, 10, 17)]
    assert story.times("release") == [(17, 17, 18)]


def test_a_yard_admits_in_order_of_asking_and_a_place_is_free_on_the_tick_of_leaving(tell):
    steps = {
        "track": {"station": "cranes", "handling": "12 min", "yards": ["tracks"]},
        "inspect": {"handling": "8 min", "yards": ["tracks"]},
        "leave": {"handling": "1 min"},
    }
    port = {"stations": {"cranes": {"lanes": 9}}, "yards": {"tracks": {"capacity": 1}}, "flows": {"all": flow(steps)}}
    story = tell(port, "59 min")
    assert story.times("track")[:3] == [(10, 10, 22), (20, 30, 42), (30, 50, None)]
    assert story.admitted("track")[:3] == [10, 30, 50]


def test_a_track_is_held_until_the_last_box_is_lifted(tell):
    steps = {
        "stand": {"handling": "1 min", "yards": ["tracks"]},
        "lift": {"station": "crane", "handling": "10 min", "per": "box", "yards": ["tracks"]},
    }
    port = {
        "stations": {"crane": {"lanes": 2}}, "yards": {"tracks": {"capacity": 1}},
        "flows": {"all": flow(steps, boxes=2)},
    }  # fmt: skip
    story = tell(port, "40 min")
    assert story.times("stand")[:3] == [(10, 10, 11), (20, 21, 22), (30, 32, 33)]
    assert story.times("lift")[:4] == [(11, 11, 21), (11, 11, 21), (22, 22, 32), (22, 22, 32)]


def test_nested_yards_are_entered_from_the_outside(tell):
    steps = {
        "gate": {"handling": "1 min", "yards": ["compound"]},
        "bay": {"handling": "14 min", "yards": ["compound", "bays"]},
        "out": {"handling": "6 min", "yards": ["compound"]},
    }
    port = {"yards": {"compound": {"capacity": 2}, "bays": {"capacity": 1}}, "flows": {"all": flow(steps)}}
    story = tell(port, "60 min")
    # 10: in 10, bay 11-25, out 31. 20: in 20, bay asked 21, free 25-39, out 45. 30: in 31, bay asked 32, free 39.
    assert story.times("bay")[:3] == [(11, 11, 25), (21, 25, 39), (32, 39, 53)]
    assert story.admitted("gate")[:3] == [10, 20, 31]


def test_staff_are_shared_between_stations_in_one_order(tell):
    steps = {
        "desk": {"station": "desk", "handling": "15 min", "needs": {"officers": 1}},
        "bay": {"station": "bay", "handling": "15 min", "needs": {"officers": 1}},
    }
    staff = {"officers": {"shifts": [{"count": 1}]}}
    port = {"stations": {"desk": {"lanes": 5}, "bay": {"lanes": 5}}, "staff": staff, "flows": {"all": flow(steps)}}
    story = tell(port, "65 min")
    # One officer: 10-25 desk of 10; at 25 who became ready first (20 at the desk) goes before 25 at the bay.
    assert story.times("desk")[:3] == [(10, 10, 25), (20, 25, 40), (30, 55, None)]
    assert story.times("bay")[:2] == [(25, 40, 55), (40, None, None)]


def test_a_step_that_needs_two_groups_starts_when_both_are_on_duty(tell):
    calendars = {"late": {"zone": "Asia/Shanghai", "weekly": [{"from": "00:35", "to": "02:00"}]}}
    staff = {
        "customs": {"shifts": [{"count": 2}]},
        "police": {"shifts": [{"hours": "late", "count": 1}]},
    }
    steps = {"joint": {"station": "bay", "handling": "5 min", "needs": {"customs": 2, "police": 1}}}
    port = {"calendars": calendars, "staff": staff, "stations": {"bay": {"lanes": 3}}, "flows": {"all": flow(steps)}}
    assert tell(port, "49 min").times("joint") == [(10, 35, 40), (20, 40, 45), (30, 45, None), (40, None, None)]


def test_a_joint_examination_replaces_its_parts_and_lasts_as_long_as_the_longest(tell):
    steps = {
        "joint": {"joint": {"parts": ["customs", "police"], "coordination": "2 min"}, "station": "bay", "after": []},
        "customs": {"station": "bay", "handling": "20 min", "after": ["joint"], "unless": "joint"},
        "police": {"station": "bay", "handling": "5 min", "unless": "joint"},
    }
    story = tell({"stations": {"bay": {"lanes": 9}}, "flows": {"all": flow(steps, gap="30 min")}}, "59 min")
    assert story.times("joint") == [(30, 30, 52)]
    assert story.times("customs") == story.times("police") == [(52, 52, 52)]


def test_a_batch_arrives_on_one_tick(tell):
    arrivals = {"renewal": {"gap": "10 min"}, "batch": 3}
    port = {"stations": {"desk": {"lanes": 2}}, "flows": {"all": {**three(), "arrivals": arrivals}}}
    assert tell(port, "19 min").times("serve") == [(10, 10, None), (10, 10, None), (10, None, None)]
