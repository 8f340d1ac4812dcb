"""The further formulas and chains: against published numbers, one another, and numerical integration."""

from __future__ import annotations

import chains
import chains_of_lanes
import in_time
import numpy as np
import pytest
import textbook
from scipy import integrate, special, stats

SOLVED = 1e-6
"""Relative agreement of two numerical solutions; truncation and rounding are below it."""


@pytest.mark.parametrize(("rho", "published"), [(0.5, 0.2032), (0.7, None), (0.9, None)])
def test_the_root_of_dm1_is_lamberts_function(rho: float, published: float | None) -> None:
    """``s = exp(-(1 - s) / rho)`` has the root ``-rho W(-exp(-1/rho) / rho)``; at one half it is 0.2032."""
    root = textbook.gim1_root(textbook.deterministic_transform(1.0), rho)
    assert root == pytest.approx(float((-rho * special.lambertw(-np.exp(-1 / rho) / rho)).real), rel=SOLVED)
    assert published is None or round(root, 4) == published


def test_dm1_is_the_chain_seen_by_arrivals() -> None:
    """Whoever comes finds n; until the next comes a Poisson number of those n + 1 ends (GSTH 5.3)."""
    service, longest = 0.7, 200
    step = np.zeros((longest, longest))
    for found in range(longest):
        ends = stats.poisson.pmf(np.arange(found + 1), 1 / service)
        for ended, chance in enumerate(ends):
            step[min(found + 1 - ended, longest - 1), found] += chance
        step[0, found] += 1 - ends.sum()
    balance = step - np.eye(longest)
    balance[0, :] = 1.0
    finds = np.linalg.solve(balance, np.eye(longest)[0])
    wait = textbook.gim1_wait(textbook.deterministic_transform(1.0), service)
    assert wait == pytest.approx(service * float(np.arange(longest) @ finds), rel=SOLVED)
    assert finds[0] == pytest.approx(1 - textbook.gim1_root(textbook.deterministic_transform(1.0), service), rel=SOLVED)


def test_erlangs_loss_does_not_feel_the_shape_of_handling() -> None:
    """Chain of three lanes with handling in two phases, (in the first, in the second): the loss of Erlang B."""

    def moves(state: tuple[int, int]) -> list[tuple[tuple[int, int], float]]:
        first, second = state
        arrives = [((first + 1, second), 2.0)] if first + second < 3 else []
        goes_on = [((first - 1, second + 1), 2.0 * first)] if first else []
        return arrives + goes_on + ([((first, second - 1), 2.0 * second)] if second else [])

    chances = chains.stationary((0, 0), moves)
    lost = sum(chance for state, chance in chances.items() if sum(state) == 3)
    assert lost == pytest.approx(textbook.erlang_b(3, 2.0), rel=SOLVED)


@pytest.mark.parametrize(("servers", "places"), [(1, 4), (2, 5), (3, 3)])
def test_mmck_is_the_chain_with_limited_room(servers: int, places: int) -> None:
    lost, wait = textbook.mmck(servers, places, 1.8)
    assert (lost, wait) == pytest.approx(chains_of_lanes.lost_and_wait(servers, places, 1.8, 1.0), rel=SOLVED)
    if places == servers:
        assert lost == pytest.approx(textbook.erlang_b(servers, 1.8), rel=SOLVED)


def test_with_ample_room_nobody_is_lost() -> None:
    lost, wait = textbook.mmck(3, 400, 2.7)
    assert lost < SOLVED
    assert wait == pytest.approx(2.7235, abs=5e-5)


def test_machines_with_one_repairman_are_a_loss_system() -> None:
    """All machines work with the chance of Erlang B at load life over repair (Palm 1947; GSTH 2.7)."""
    chances = chains_of_lanes.machines_at_work(5, 6.0, 2.0)
    assert chances[5] == pytest.approx(textbook.erlang_b(5, 3.0), rel=SOLVED)
    assert chains.mean(chances, float) == pytest.approx(3.0 * (1 - textbook.erlang_b(5, 3.0)), rel=SOLVED)


@pytest.mark.parametrize("phases", [1, 2, 5])
@pytest.mark.parametrize(("in_order", "repair"), [(20.0, 5.0), (3.0, 1.0), (60.0, 20.0)])
def test_white_and_christie_is_the_chain_of_a_failing_server(phases: int, in_order: float, repair: float) -> None:
    wait, _ = textbook.interrupted(0.3, (1.0, 1.0), in_order, (repair, 1 / phases))
    solved = chains_of_lanes.failing_server_wait(0.3, 1.0, in_order, (repair, phases), 500)
    assert wait == pytest.approx(solved, rel=SOLVED)


def test_a_server_that_hardly_fails_is_that_of_pollaczek_and_khinchine() -> None:
    wait, lasts = textbook.interrupted(0.5, (1.0, 0.25), 1e12, (5.0, 0.5))
    assert wait == pytest.approx(textbook.mg1_wait(0.5, 1.0, 0.25), rel=SOLVED)
    assert lasts == pytest.approx(1.0)


def test_cranes_that_hardly_fail_are_mm2_and_a_lift_takes_its_completion_time() -> None:
    wait, lift = chains_of_lanes.failing_cranes_times(1.2, 1.0, 1e9, 1.0)
    assert wait == pytest.approx(textbook.mmc_wait(2, 1.2, 1.0), rel=SOLVED)
    assert lift == pytest.approx(1.0, rel=SOLVED)
    _, lift = chains_of_lanes.failing_cranes_times(0.5, 1.0, 5.0, 2.0)
    assert lift == pytest.approx(textbook.interrupted(0.5, (1.0, 1.0), 5.0, (2.0, 1.0))[1], rel=SOLVED)


def test_the_shorter_of_two_residual_repairs() -> None:
    """One phase: half a mean. Two phases of length 1: (1/2 + 2 x 3/4 + 5/4) / 4 by first-step analysis."""
    assert textbook.until_one_of_two_is_repaired(4.0, 1) == pytest.approx(2.0, rel=SOLVED)
    assert textbook.until_one_of_two_is_repaired(2.0, 2) == pytest.approx(3.25 / 4, rel=SOLVED)


def test_surge_lanes_in_the_limits_are_mm1_and_mm3() -> None:
    """Never opened they do not exist; opened for whoever waits, three lanes serve whenever three are there."""
    never, none = chains_of_lanes.surge_wait_and_work(0.2, 3.0, (1, 2), 250, 0)
    assert (never, none) == pytest.approx((textbook.mmc_wait(1, 0.2, 3.0), 0.0), rel=SOLVED)
    at_once, _ = chains_of_lanes.surge_wait_and_work(0.5, 3.0, (1, 2), 1, 0)
    assert at_once == pytest.approx(textbook.mmc_wait(3, 0.5, 3.0), rel=SOLVED)


def test_at_least_one_six_in_four_throws() -> None:
    """De Mere: 671/1296 (Feller 1968, sec. II.7)."""
    assert textbook.at_least_one(1 / 6, [4]) == pytest.approx(671 / 1296)


def test_a_convoy_without_time_out_waits_half_of_the_further_gaps() -> None:
    assert textbook.convoy(5, 1.0, 1e6) == pytest.approx((2.0, 5.0), rel=SOLVED)


def test_a_convoy_with_time_out_is_the_pure_birth_process_until_then() -> None:
    """From one, births until the number is reached or time is out; integrated stepwise."""
    number, rate, at_most = 6, 0.4, 9.0

    def births(_: float, chances: np.ndarray) -> np.ndarray:
        flows = rate * chances[:-1]
        return np.concatenate([[0.0], flows]) - np.concatenate([flows, [0.0]])

    start = np.eye(number)[0]
    solved = integrate.solve_ivp(births, (0, at_most), start, rtol=1e-10, atol=1e-12, dense_output=True)
    time = np.linspace(0, at_most, 4001)
    present = np.arange(1, number) @ solved.sol(time)[:-1]
    size = float(np.arange(1, number + 1) @ solved.y[:, -1])
    waited = float(integrate.simpson(present, x=time))
    assert textbook.convoy(number, rate, at_most) == pytest.approx((waited / size, size), rel=SOLVED)


@pytest.mark.parametrize(("places", "rate"), [(1, 0.7), (8, 6.4)])
def test_a_timetable_with_few_places_is_the_chain_of_what_is_left(places: int, rate: float) -> None:
    """Left after a departure: max(left + come - places, 0); between, the number grows by half of who comes."""
    longest = 400
    step = np.zeros((longest, longest))
    come = stats.poisson.pmf(np.arange(2 * longest), rate)
    for left in range(longest):
        np.add.at(step, (np.clip(left + np.arange(longest) - places, 0, longest - 1), left), come[:longest])
    balance = step - np.eye(longest)
    balance[0, :] = 1.0
    left = float(np.arange(longest) @ np.linalg.solve(balance, np.eye(longest)[0]))
    assert textbook.timetable_wait(places, rate, 1.0) == pytest.approx((left + rate / 2) / rate, rel=SOLVED)


@pytest.mark.parametrize("minutes", [1.0, 10.0, 60.0])
def test_clarkes_bessel_functions_are_the_integrated_equations(minutes: float) -> None:
    assert textbook.mm1_number_from_empty(0.9, 1.0, minutes) == pytest.approx(
        in_time.number_from_empty(0.9, 1.0, minutes), rel=SOLVED
    )


def test_in_the_long_run_a_constant_rush_is_mmc() -> None:
    numbers, waits = in_time.numbers_by_hour(2, [1.2] * 24, 1.0, 20, 80)
    assert waits[-1, -1] == pytest.approx(textbook.mmc_wait(2, 1.2, 1.0), rel=SOLVED)
    assert numbers[-1, -1] == pytest.approx(1.2 * (waits[-1, -1] + 1), rel=SOLVED)


def test_a_rush_by_matrices_is_the_rush_by_steps() -> None:
    """Rates 1, 4, 2 in the first three hours, against LSODA with the rate as a function of time."""
    rates = [1.0, 4.0, 2.0]
    numbers, waits = in_time.numbers_by_hour(2, [*rates, *[0.0] * 21], 0.5, 1, 60)
    n = np.arange(61)
    now = np.eye(61)[0]
    for hour, rate in enumerate(rates):
        matrix = in_time.generator(2, rate, 0.5, 60)
        solved = integrate.solve_ivp(
            lambda _, p, matrix=matrix: matrix @ p, (0, 1), now, method="LSODA", rtol=1e-10, atol=1e-12, dense_output=True
        )
        virtual = np.maximum(n - 1, 0) / 4 @ solved.sol(np.linspace(0, 1, 1001))
        assert waits[0, hour] == pytest.approx(float(integrate.simpson(virtual, dx=1e-3)), rel=1e-5)
        now = solved.y[:, -1]
        assert numbers[0, hour + 1] == pytest.approx(float(n @ now), rel=SOLVED)


@pytest.mark.parametrize("resumes", [False, True])
def test_lanes_with_hours_are_the_chain_of_busy_and_waiting(resumes: bool) -> None:
    """Ten cycles of open and closed, as a chain of (busy, waiting) that is integrated by steps."""
    longest, arrival, service = 40, 0.9, 0.7
    at, cycles = 2.5, 10

    def change(is_open: bool, chances: np.ndarray) -> np.ndarray:
        """Derive the chances of (busy, waiting); when open those who wait find both lanes busy."""
        moved = np.zeros_like(chances)
        for busy, row in enumerate(chances):
            joins = arrival * row[:-1] if not is_open or busy == 2 else 0 * row[:-1]
            moved[busy, :-1] -= joins
            moved[busy, 1:] += joins
            if is_open and busy < 2:
                moved[busy, 0] -= arrival * row[0]
                moved[busy + 1, 0] += arrival * row[0]
            ends = busy / service * row * (is_open or not resumes)
            moved[busy] -= ends
            if is_open and busy == 2:
                moved[2, :-1] += ends[1:]
                moved[1, 0] += ends[0]
            elif busy:
                moved[busy - 1] += ends
        return moved

    def later(is_open: bool, chances: np.ndarray, hours: float) -> np.ndarray:
        solved = integrate.solve_ivp(
            lambda _, p: change(is_open, p.reshape(3, -1)).ravel(), (0, hours), chances.ravel(), rtol=1e-9, atol=1e-12
        )
        return solved.y[:, -1].reshape(3, -1)

    now = np.zeros((3, longest + 1))
    now[0, 0] = 1.0
    present = np.add.outer(np.arange(3), np.arange(longest + 1))
    numbers = []
    for _ in range(cycles):
        closing = later(True, now, 2.0)
        numbers.append(float((present * later(False, closing, at - 2.0)).sum()))
        closed = later(False, closing, 2.0)
        now = np.zeros_like(now)
        for busy in range(3):
            for waiting in range(longest + 1):
                begin = min(2 - busy, waiting)
                now[busy + begin, waiting - begin] += closed[busy, waiting]
    told = in_time.numbers_with_hours(2, arrival, service, resumes, 2.0, at, cycles, longest)
    assert told.tolist() == pytest.approx(numbers, rel=1e-5)


@pytest.mark.parametrize("rho", [0.5, 0.8])
def test_planned_error_of_a_chain_is_that_of_the_number_in_mm1(rho: float) -> None:
    """Asymptotic variance of the number in M/M/1, mu 1: 2 rho (1 + rho) / (1 - rho)^4 (Whitt 1989)."""
    room = chains_of_lanes.limited_room(1, 300, rho, 1.0)
    told = chains.relative_error(0, room, float, 1e4)
    assert told == pytest.approx(np.sqrt(2 * rho * (1 + rho) / (1 - rho) ** 4 / 1e4) * (1 - rho) / rho, rel=1e-4)
