"""Hold the way of a coal train over a link that a port does not have yet: stations and steps as a port file has them.

Durations are those of bulk trains at Manzhouli (`ports/manzhouli.yaml`), so assumptions for any other port.
"""

from __future__ import annotations

from typing import Any, Final

from clearance_sim.reforms.regimes import PAPERS
from clearance_sim.scenario.flows import Flow, Step, predecessors

STATIONS: Final[dict[str, dict[str, Any]]] = {
    "rail_line": {"title": {"zh": "铁路交接线", "en": "Handover line"}, "kind": "line", "party": "terminal"},
    "rail_police": {
        "title": {"zh": "边检登车检查组", "en": "Border police boarding team"}, "kind": "team", "party": "border_police",
    },
    "rail_scanner": {"title": {"zh": "列车机检", "en": "Train scanner"}, "kind": "scanner", "party": "customs"},
}  # fmt: skip
_BEFORE: Final[dict[str, Any]] = {
    "partner_control": {
        "title": {"zh": "对方铁路查验", "en": "Control of the train on the other side"}, "role": "partner_check",
        "party": "partner", "handling": {"triangular": {"low": "1 h", "mode": "2 h", "high": "4 h"}},
        "documents": 3,
    },
    "cross": {
        "title": {"zh": "过境交接", "en": "Cross the line and hand over"}, "role": "handover", "station": "rail_line",
        "handling": {"triangular": {"low": "1 h", "mode": "1.5 h", "high": "3 h"}}, "documents": 2,
    },
}  # fmt: skip
_CHECKS: Final[dict[str, Any]] = {
    "sanitary": {
        "title": {"zh": "检疫", "en": "Sanitary control"}, "role": "quarantine", "party": "customs", "after": ["cross"],
        "contact": True, "handling": {"uniform": {"low": "10 min", "high": "15 min"}},
    },
    "police": {
        "title": {"zh": "边检登车检查", "en": "Border police board the train"}, "role": "border_police_check",
        "station": "rail_police", "handling": {"triangular": {"low": "20 min", "mode": "30 min", "high": "40 min"}},
    },
    "scan": {
        "title": {"zh": "列车机检", "en": "Scan the train as it passes"}, "role": "machine_scan",
        "station": "rail_scanner", "handling": {"triangular": {"low": "6 min", "mode": "10 min", "high": "15 min"}},
    },
}  # fmt: skip
_MARSHAL: Final[dict[str, Any]] = {
    "title": {"zh": "编组发车", "en": "Marshal and depart"}, "role": "marshalling", "party": "terminal",
    "handling": {"triangular": {"low": "1.5 h", "mode": "2 h", "high": "3 h"}},
}  # fmt: skip


def route(trucks: Flow) -> dict[str, Any]:
    """Give the steps of a train whose papers are those of `trucks`, at the same desks."""
    papers = {
        name: step.model_copy(update={"after": None if step.ahead is not None else _after(trucks, name)})
        for name, step in trucks.steps.items()
        if step.role in PAPERS
    }
    release = {
        "title": {"zh": "放行", "en": "Release"}, "role": "release", "per": "declaration", "party": "customs",
        "after": ["scan", *papers], "handling": "27 s",
    }  # fmt: skip
    return {**_BEFORE, **papers, **_CHECKS, "release": release, "marshal": _MARSHAL}


def _after(trucks: Flow, name: str) -> list[str]:
    """Give what papers wait for: other papers, or the train's crossing where the trucks waited for something else."""
    before = [one for one in predecessors(trucks.steps, name) if _is_paper(trucks.steps[one])]
    return before or ["cross"]


def _is_paper(step: Step) -> bool:
    return step.role in PAPERS
