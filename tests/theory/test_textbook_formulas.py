"""The formulas themselves: against published numbers, and against Markov chains solved numerically."""

from __future__ import annotations

import chains
import numpy as np
import pytest
import textbook

SOLVED = 1e-6
"""Relative agreement of two numerical solutions; truncation and rounding are below it."""


@pytest.mark.parametrize(
    ("servers", "load", "published"),
    [(1, 0.5, 0.3333), (2, 1.0, 0.2), (3, 2.0, 0.2105), (10, 5.0, 0.0184), (10, 10.0, 0.2146), (20, 12.0, 0.0098)],
)
def test_erlang_b_is_the_published_table(servers: int, load: float, published: float) -> None:
    """Four decimals as in printed Erlang B tables (such as Cooper, Introduction to Queueing Theory, 1981)."""
    assert round(textbook.erlang_b(servers, load), 4) == published


def test_erlang_c_at_three_lanes_is_the_published_value() -> None:
    """M/M/3 at lambda 2.7, mu 1: C = 0.8171 and mean wait 2.7235 (work item W1 of the benchmarks)."""
    assert round(textbook.erlang_c(3, 2.7), 4) == 0.8171
    assert round(textbook.mmc_wait(3, 2.7, 1.0), 4) == 2.7235


@pytest.mark.parametrize(("servers", "rho"), [(1, 0.7), (2, 0.9), (5, 0.6)])
def test_mmc_is_the_birth_and_death_chain(servers: int, rho: float) -> None:
    def moves(present: int) -> list[tuple[int, float]]:
        up = [(present + 1, rho * servers)] if present < 400 else []
        return up + ([(present - 1, min(present, servers))] if present else [])

    solved = chains.mean(chains.stationary(0, moves), lambda n: max(n - servers, 0)) / (rho * servers)
    assert textbook.mmc_wait(servers, rho * servers, 1.0) == pytest.approx(solved, rel=SOLVED)


def test_pollaczek_khinchine_has_its_known_special_cases() -> None:
    """cv 1 is M/M/1 and cv 0 half of it; M/E_2/1 at rho 0.8 has mean wait 3 (GSTH sec. 3.3: three quarters)."""
    assert textbook.mg1_wait(0.8, 1.0, 1.0) == pytest.approx(textbook.mmc_wait(1, 0.8, 1.0))
    assert textbook.mg1_wait(0.8, 1.0, 0.0) == pytest.approx(2.0)
    assert textbook.mg1_wait(0.8, 1.0, 0.5) == pytest.approx(3.0)


@pytest.mark.parametrize("servers", [1, 2, 5])
@pytest.mark.parametrize("rho", [0.5, 0.8])
def test_crommelins_series_is_the_chain_of_one_service_steps(servers: int, rho: float) -> None:
    series = textbook.mdc_wait(servers, rho * servers, 1.0)
    assert series == pytest.approx(chains.mdc_chain_wait(servers, rho * servers, 1.0), rel=SOLVED)
    if servers == 1:
        assert series == pytest.approx(textbook.mg1_wait(rho, 1.0, 0.0), rel=SOLVED)


def test_cobham_keeps_the_conservation_law() -> None:
    """Kleinrock (1965): the load-weighted mean wait is that of first come, first served times the load."""
    classes = [(0.1, 3.0, 1 / 3), (0.2, 1.5, 0.64), (0.05, 4.0, 2.0)]
    waits = textbook.cobham_one_server(classes)
    loads = [rate * mean for rate, mean, _ in classes]
    residual = sum(rate * mean**2 * (1 + cv2) / 2 for rate, mean, cv2 in classes)
    assert np.dot(loads, waits) == pytest.approx(sum(loads) * residual / (1 - sum(loads)))


@pytest.mark.parametrize("servers", [1, 2, 3])
def test_cobham_is_the_chain_of_two_queues(servers: int) -> None:
    rates = (0.25 * servers, 0.4 * servers)
    solved = chains.priority_chain_waits(servers, rates, 1.0)
    assert textbook.cobham_many_servers(servers, rates, 1.0) == pytest.approx(solved, rel=1e-4)
    if servers == 1:
        same = textbook.cobham_one_server([(rate, 1.0, 1.0) for rate in rates])
        assert same == pytest.approx(textbook.cobham_many_servers(1, rates, 1.0))


def test_jacksons_product_form_is_the_chain_of_two_stations_with_a_return() -> None:
    solved = chains.return_chain_waits(0.5, (1.0, 0.8), 0.2)
    assert textbook.jackson_waits([0.5, 0], [[0, 1], [0.2, 0]], [1, 1], [1.0, 0.8]) == pytest.approx(
        solved, rel=1e-4
    )


@pytest.mark.parametrize("sizes", [(1,), (3,), (1, 2, 3, 4, 5)])
def test_batch_formula_is_the_chain_that_jumps(sizes: tuple[int, ...]) -> None:
    arrival = 0.6 / float(np.mean(sizes))
    solved = chains.batch_chain_wait(arrival, sizes, 1.0)
    assert textbook.batch_wait(arrival, sizes, 1.0) == pytest.approx(solved, rel=SOLVED)


def test_root_of_a_poisson_stream_is_the_load() -> None:
    """GI/M/1 with one exponential phase is M/M/1, whose root is rho."""
    assert textbook.gim1_root(textbook.erlang_transform(1, 0.7), 1.0) == pytest.approx(0.7, abs=1e-9)


def test_erlang_arrivals_wait_as_in_the_chain_of_phases() -> None:
    """E_4/M/1 as a chain of (phase, present), at the same load."""
    phases, rate = 4, 4 * 0.7

    def moves(state: tuple[int, int]) -> list[tuple[tuple[int, int], float]]:
        phase, present = state
        ahead = [((phase + 1, present), rate)] if phase < phases - 1 else []
        arrives = [((0, present + 1), rate)] if phase == phases - 1 and present < 200 else []
        return ahead + arrives + ([((phase, present - 1), 1.0)] if present else [])

    solved = chains.mean(chains.stationary((0, 0), moves), lambda s: max(s[1] - 1, 0)) / 0.7
    root = textbook.gim1_root(textbook.erlang_transform(phases, rate), 1.0)
    assert root / (1 - root) == pytest.approx(solved, rel=SOLVED)


def test_a_nested_yard_without_its_inner_limit_is_a_yard_of_lanes() -> None:
    """With an operation inside that takes no time, c places for exponential stays are M/M/c."""
    outside, _ = chains.nested_yard_waits(3.0, 4, 1.0, 1e-7)
    assert outside == pytest.approx(textbook.mmc_wait(4, 3.0, 1.0), rel=1e-4)


def test_a_yard_of_one_is_a_server_of_both_operations() -> None:
    outside, inside = chains.nested_yard_waits(0.4, 1, 1.0, 0.5)
    assert outside == pytest.approx(textbook.mg1_wait(0.4, 1.5, (1 + 0.25) / 1.5**2), rel=SOLVED)
    assert inside == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("rho", [0.6, 0.7, 0.8, 0.9])
def test_planned_run_length_is_that_of_daley_within_a_fifth(rho: float) -> None:
    """Asymptotic variance of the mean wait of M/M/1: rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4 (Daley 1968)."""
    variance = rho * (2 + 5 * rho - 4 * rho**2 + rho**3) / (1 - rho) ** 4
    exact = variance / (rho / (1 - rho)) ** 2 / 0.02**2
    assert textbook.customers_for(0.02, rho, 2.0) == pytest.approx(exact, rel=0.2)


def test_the_greatest_of_eight_exponentials() -> None:
    """H_8 = 761/280."""
    assert textbook.harmonic(8) == pytest.approx(761 / 280)
