"""Closed forms of queueing theory, each with its source; times in the unit of the rates given.

GSTH = Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th ed., 2008.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy import integrate, optimize, special, stats


def erlang_b(servers: int, load: float) -> float:
    """Give the share of calls lost by M/G/c/c at offered load lambda/mu (Erlang 1917; recursion GSTH 2.6)."""
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Give the share of customers who wait in M/M/c at load lambda/mu (Erlang 1917; GSTH 2.3)."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def mmc_wait(servers: int, arrival: float, service: float) -> float:
    """Give the mean wait in queue of M/M/c with mean service time `service` (GSTH 2.3)."""
    return erlang_c(servers, arrival * service) / (servers / service - arrival)


def mg1_wait(arrival: float, mean: float, cv2: float) -> float:
    """Give the mean wait of M/G/1 with squared coefficient of variation `cv2` (Pollaczek 1930, Khinchine 1932)."""
    return arrival * mean**2 * (1 + cv2) / (2 * (1 - arrival * mean))


def mdc_wait(servers: int, arrival: float, service: float) -> float:
    """Give the mean wait of M/D/c by the series of Crommelin (1932).

    ``W/D = sum_i [P(N_i >= ic) - P(N_i >= ic + 1) / rho]`` with N_i Poisson of mean ``i c rho``.
    """
    rho = arrival * service / servers
    i = np.arange(1, 20_000)
    mean = i * servers * rho
    terms = stats.poisson.sf(i * servers - 1, mean) - stats.poisson.sf(i * servers, mean) / rho
    return service * float(terms.sum())


def cobham_one_server(classes: Sequence[tuple[float, float, float]]) -> list[float]:
    """Give the mean wait of each class, first class first, of non-preemptive M/G/1 (Cobham 1954; GSTH 3.4).

    `classes` holds (arrival rate, mean service, squared coefficient of variation) of each.
    """
    residual = sum(rate * mean**2 * (1 + cv2) / 2 for rate, mean, cv2 in classes)
    loads = np.concatenate([[0.0], np.cumsum([rate * mean for rate, mean, _ in classes])])
    return [float(residual / ((1 - before) * (1 - upto))) for before, upto in itertools.pairwise(loads)]


def cobham_many_servers(servers: int, rates: Sequence[float], service: float) -> list[float]:
    """Give the mean wait of each class of non-preemptive M/M/c with one service law (Cobham 1954; GSTH 3.4)."""
    first = erlang_c(servers, sum(rates) * service) * service / servers
    loads = np.concatenate([[0.0], np.cumsum(rates)]) * service / servers
    return [float(first / ((1 - before) * (1 - upto))) for before, upto in itertools.pairwise(loads)]


def jackson_waits(
    outside: Sequence[float], routing: Sequence[Sequence[float]], servers: Sequence[int], service: Sequence[float]
) -> list[float]:
    """Give the mean wait per visit at each station of an open Jackson network (Jackson 1957; GSTH 4.2).

    Parameters
    ----------
    outside
        Arrival rate at each station from outside.
    routing
        ``routing[i][j]``, share of those who leave station i that go to j.
    """
    rates = np.linalg.solve(np.eye(len(outside)) - np.asarray(routing).T, np.asarray(outside, dtype=float))
    return [mmc_wait(c, float(rate), mean) for c, rate, mean in zip(servers, rates, service, strict=True)]


def batch_wait(arrival: float, sizes: Sequence[int], service: float) -> float:
    """Give the mean wait of a customer of M^[X]/M/1, batch sizes equally likely (GSTH 3.1).

    The mean wait of the batch ahead, plus that of those before the customer in its own batch.
    """
    mean = float(np.mean(sizes))
    pairs = float(np.mean([size * (size - 1) for size in sizes]))
    rho = arrival * mean * service
    return (rho + pairs / (2 * mean)) * service / (1 - rho)


def gim1_root(transform: Callable[[float], float], service: float) -> float:
    """Give the root s in (0, 1) of ``s = A*(mu (1 - s))`` of GI/M/1; `transform` is A* (GSTH 5.3).

    The mean wait is ``s / (mu (1 - s))`` and the sojourn is exponential with rate ``mu (1 - s)``.
    """
    mu = 1 / service
    return float(optimize.brentq(lambda s: transform(mu * (1 - s)) - s, 1e-12, 1 - 1e-9, xtol=1e-15))


def erlang_transform(phases: int, rate: float) -> Callable[[float], float]:
    """Give the Laplace transform of a sum of `phases` exponentials of rate `rate`."""
    return lambda s: (rate / (rate + s)) ** phases


def harmonic(n: int) -> float:
    """Give 1 + 1/2 + ... + 1/n, the mean of the greatest of n unit exponentials (Feller 1971, sec. I.6)."""
    return math.fsum(1 / k for k in range(1, n + 1))


def customers_for(relative_error: float, rho: float, variation: float) -> float:
    """Give how many customers make the mean wait this exact, as a relative standard error.

    ``2 (ca^2 + cs^2) / (rho (1 - rho)^2 e^2)``: the reflected Brownian motion of Whitt (1989, Planning Queueing
    Simulations, Management Science 35) with the factor 1/rho that fits the exact M/M/1 of Daley (1968).
    `variation` is ca^2 + cs^2.
    """
    return 2 * variation / (rho * (1 - rho) ** 2 * relative_error**2)


def deterministic_transform(gap: float) -> Callable[[float], float]:
    """Give the Laplace transform of a fixed gap."""
    return lambda s: math.exp(-gap * s)


def gim1_wait(transform: Callable[[float], float], service: float) -> float:
    """Give the mean wait in queue of GI/M/1 (GSTH 5.3)."""
    root = gim1_root(transform, service)
    return root * service / (1 - root)


def mmck(servers: int, places: int, load: float) -> tuple[float, float]:
    """Give the share lost by M/M/c/K and the mean wait of the others in mean handling times (GSTH 2.5)."""
    weights = [1.0]
    for n in range(1, places + 1):
        weights.append(weights[-1] * load / min(n, servers))
    chances = np.array(weights) / sum(weights)
    waiting = float(np.maximum(np.arange(places + 1) - servers, 0) @ chances)
    return float(chances[-1]), waiting / (load * (1 - chances[-1]))


def interrupted(
    arrival: float, service: tuple[float, float], in_order: float, repair: tuple[float, float]
) -> tuple[float, float]:
    """Give the mean wait before handling, and mean time of handling with repairs, of a server that fails.

    M/G/1 whose server is in order for exponential times and then under repair, on the clock, whether it serves
    or not; handling goes on after the repair (White and Christie 1958; Avi-Itzhak and Naor 1963, model A). A
    customer who comes when nobody is there may still find a repair under way; the last term is its remainder.

    Parameters
    ----------
    service, repair
        Mean and squared coefficient of variation; any law.
    in_order
        Mean time in order.
    """
    second = [mean**2 * (1 + cv2) for mean, cv2 in (service, repair)]
    stretch = 1 + repair[0] / in_order
    completion = service[0] * stretch
    completion2 = second[0] * stretch**2 + service[0] * second[1] / in_order
    broken = second[1] / in_order / (2 * stretch)
    return arrival * completion2 / (2 * (1 - arrival * completion)) + broken, completion


def share_in_order(in_order: float, repair: float) -> float:
    """Give the share of time in order, whatever the two laws (alternating renewal; Barlow and Proschan 1965)."""
    return in_order / (in_order + repair)


def until_one_of_two_is_repaired(mean: float, phases: int) -> float:
    """Give the mean of the shorter of two residual repairs, each a sum of exponential phases, in equilibrium.

    The residual has tail ``sum over i of Q_i(t) / phases``, Q_i the tail of a sum of i phases (Cox 1962, sec. 5).
    """

    def tail(t: float) -> float:
        return float(np.mean([stats.gamma.sf(t, i, scale=mean / phases) for i in range(1, phases + 1)]))

    return float(integrate.quad(lambda t: tail(t) ** 2, 0, 40 * mean)[0])


def at_least_one(share: float, sizes: Sequence[int]) -> float:
    """Give the chance that one of n independent draws succeeds, n equally likely among `sizes`."""
    return float(np.mean([1 - (1 - share) ** size for size in sizes]))


def convoy(number: int, rate: float, at_most: float) -> tuple[float, float]:
    """Give the mean wait in a gathering that closes with `number` or `at_most` after its first, and its mean size.

    Renewal reward (Ross 1996, Stochastic Processes, sec. 3.6): the gathering holds k for a time of mean
    ``P(k or more come in at_most) / rate``, k < number. Without time-out the wait is ``(number - 1) / (2 rate)``.
    """
    k = np.arange(1, number)
    come = stats.poisson.sf(k - 1, rate * at_most)
    size = 1 + float(come.sum())
    return float(k @ come) / rate / size, size


def timetable_wait(places: int, rate: float, period: float) -> float:
    """Give the mean wait for a departure with a place: half of the period, and the wait of M/D/c.

    What is left after a departure follows ``max(N - places, 0)``, as in Crommelin (1932); whoever is left waits
    whole periods (Bailey 1954, J. R. Statist. Soc. B 16, queues with bulk service).
    """
    return period / 2 + mdc_wait(places, rate, period)


def mm1_number_from_empty(arrival: float, service: float, time: float) -> float:
    """Give the mean number in M/M/1 at `time` if nobody is there at 0 (Clarke 1956; GSTH 2.11.1).

    The state probabilities are sums of modified Bessel functions I_j.
    """
    mu, rho = 1 / service, arrival * service
    argument = 2 * mu * math.sqrt(rho) * time
    n = np.arange(4 * int(argument) + 60)
    # ive is I times exp(-argument), so that nothing overflows.
    scaled = special.ive(np.arange(len(n) + 2), argument) * math.exp(argument - (arrival + mu) * time)
    later = scaled * rho ** (-np.arange(len(scaled)) / 2)
    tails = np.concatenate([np.cumsum(later[::-1])[::-1], [0.0]])
    root = math.sqrt(rho)
    chances = root**n * scaled[n] + root ** (n - 1) * scaled[n + 1] + (1 - rho) * rho**n * tails[n + 2]
    return float(n @ chances)
