"""Find out what is coupled: the graph of stations, delays, yards, staff and gatherings, and its order.

An edge goes from one node to another where the first decides over the second: a station over the next on the
route, a yard over its members' admission and they over its places, staff of several stations over these and back, a
gathering over all that its groups do together, unless each of these steps can be solved for itself. Strongly connected
nodes are solved together, event by event; everything else is solved node by node, in an order in which all that decides
comes first. Tarjan (1972), "Depth-first search and linear graph algorithms", SIAM J. Comput. 1, finds both in one walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clearance_sim.plan.plan import Plan
from clearance_sim.plan.stops import Route, route_of
from clearance_sim.vector.capacity import own_staff
from clearance_sim.vector.relations import Place, rides_along

Node = tuple[str, int, int]
"""Kind and one or two positions: a station, a delay (by flow and step), a yard, a staff group."""


@dataclass(frozen=True)
class Portion:
    """Hold steps that are solved at once: coupled ones, or those of one station or delay.

    Attributes
    ----------
    gathers
        It is the one step of a gathering all of whose steps are solved each for itself.
    led
        The steps of its own that groups of such a gathering take as one.
    """

    places: tuple[Place, ...]
    is_coupled: bool
    gathers: bool = False
    led: tuple[Place, ...] = ()


def portions(plan: Plan, among: Sequence[Place] | None = None, *, yards: bool = True) -> Sequence[Portion]:
    """Cut the steps of a plan, or some of them, into portions, each after those that decide over it.

    Without yards, as if those had room for everybody. Nothing in it is drawn, so it is found once for all replications.
    """
    surging = frozenset(number for number, station in enumerate(plan.stations) if station.surge_at > 0)
    return _portions(tuple(map(route_of, plan.flows)), surging, None if among is None else tuple(among), yards)


@lru_cache(maxsize=256)
def _portions(
    routes: Sequence[Route], surging: frozenset[int], among: Sequence[Place] | None, yards: bool
) -> Sequence[Portion]:  # fmt: skip
    loose = frozenset(_may_be_loose(routes)) if among is None else frozenset[Place]()
    while True:
        found = _portions_with(routes, surging, _every_place(routes) if among is None else among, yards, loose)
        coupled = {place for portion in found if portion.is_coupled for place in portion.places}
        bound = {gathering for gathering in loose if not coupled.isdisjoint(_riding(routes, gathering))}
        if not bound:
            return tuple(found)
        loose -= bound


def _portions_with(
    routes: Sequence[Route], surging: frozenset[int], places: Sequence[Place], yards: bool, loose: frozenset[Place]
) -> list[Portion]:  # fmt: skip
    """Cut steps into portions, where some gatherings couple nothing."""
    at_node: dict[Node, list[Place]] = {}
    for place in places:
        at_node.setdefault(_node(routes, place), []).append(place)
    edges = _edges(routes, at_node, places, yards, loose)
    led = {place for gathering in loose for place in _riding(routes, gathering)} - loose
    found = []
    for nodes in _components(edges):
        here = tuple(sorted(place for node in nodes for place in at_node.get(node, ())))
        alone = nodes[0]
        # A surge rule opens lanes by who waits (rule 6), so that a station with one looks at its own queue.
        looks_back = alone[0] == "station" and alone[1] in surging
        if here:
            is_coupled = len(nodes) > 1 or alone in edges[alone] or looks_back
            found.append(Portion(here, is_coupled, here[0] in loose, tuple(place for place in here if place in led)))
    return found


def _may_be_loose(routes: Sequence[Route]) -> Iterable[Place]:
    """Give the gatherings at no station none of whose steps lies in a yard."""
    for flow, route in enumerate(routes):
        for position, stop in enumerate(route.stops):
            if stop.gathers and stop.station < 0:
                riding = [route.stops[step] for _, step in _riding(routes, (flow, position))]
                if not any(other.yards for other in riding):
                    yield flow, position


def _riding(routes: Sequence[Route], gathering: Place) -> Sequence[Place]:
    """Give the steps that the groups of a gathering take as one, itself among them."""
    flow, position = gathering
    return [(flow, step) for step, ride in enumerate(rides_along(routes[flow])) if ride == position]


def _every_place(routes: Sequence[Route]) -> Sequence[Place]:
    return [(flow, position) for flow, route in enumerate(routes) for position in range(len(route.stops))]


def _node(routes: Sequence[Route], place: Place) -> Node:
    flow, position = place
    station = routes[flow].stops[position].station
    return ("station", station, 0) if station >= 0 else ("delay", flow, position)


def _edges(
    routes: Sequence[Route], nodes: Iterable[Node], places: Iterable[Place], yards: bool, loose: frozenset[Place]
) -> dict[Node, set[Node]]:  # fmt: skip
    edges: dict[Node, set[Node]] = {node: set() for node in nodes}
    inside, own = set(places), own_staff(routes)

    def join(one: Node, other: Node) -> None:
        edges.setdefault(one, set()).add(other)
        edges.setdefault(other, set()).add(one)

    for flow, position in places:
        stop, here = routes[flow].stops[position], _node(routes, (flow, position))
        ride = rides_along(routes[flow])[position]
        for before in stop.after:
            if (flow, before) in inside:
                edges[_node(routes, (flow, before))].add(here)
        for yard in stop.yards if yards else ():
            join(here, ("yard", yard, 0))
        for group in {group for group, _ in stop.needs if stop.station >= 0} - own:
            join(here, ("staff", group, 0))
        if ride >= 0 and (flow, ride) not in loose:
            join(here, ("gathering", flow, ride))
    return edges


def _components(edges: dict[Node, set[Node]]) -> list[list[Node]]:
    """Give the strongly connected sets of nodes, each after those from which edges lead to it."""
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    waiting: list[Node] = []
    found: list[list[Node]] = []

    def walk(root: Node) -> None:
        trail = [(root, iter(sorted(edges[root])))]
        number[root] = lowest[root] = len(number)
        waiting.append(root)
        while trail:
            node, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                trail.pop()
                if trail:
                    lowest[trail[-1][0]] = min(lowest[trail[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    at = waiting.index(node)
                    found.append(waiting[at:])
                    del waiting[at:]
            elif following not in number:
                number[following] = lowest[following] = len(number)
                waiting.append(following)
                trail.append((following, iter(sorted(edges[following]))))
            elif following in waiting:
                lowest[node] = min(lowest[node], number[following])

    for node in edges:
        if node not in number:
            walk(node)
    return found[::-1]
