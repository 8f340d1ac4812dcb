"""Draw figure 6: what is waited for, one bar for each variant of each flow, handling solid and waits hatched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from clearance_sim.analysis.causes import headline
from clearance_sim.report.causes import CAUSES
from clearance_sim.report.figures.page import (
    INK,
    Grid,
    Words,
    columns_for,
    panel_title,
    say_in_panel,
    sheet,
)  # fmt: skip
from clearance_sim.report.lettering import width_cm, wrap
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.saturation import growth_sentence
from clearance_sim.report.titles import capital, flow_title, port_title, stamp, variant_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class _Look(NamedTuple):
    """Hold the colour and the hatch by which a cause is known; each is told apart by its hatch in grey."""

    colour: str
    hatch: str


_LOOKS: Final = {
    "handling": _Look("#6E6E6E", ""), "queue": _Look("#FBE3B5", "/////"), "closed": _Look("#C9E4F5", "\\\\\\\\\\"),
    "no_staff": _Look("#F3D3E4", "|||||"), "papers": _Look("#CDEBDD", "....."), "yard": _Look("#FFF6B0", "xxxxx"),
    "gathering": _Look("#E5DCF3", "-----"), "path": _Look("#D9EBC6", "+++++"), "broken": _Look("#F5CDBD", "oo"),
    "event": _Look("#F0B9B9", "**"), "partner": _Look("#FFFFFF", "//"),
}  # fmt: skip
_BAR: Final = 0.66
_LEAST: Final = 0.01
"""Share of a bar below which a piece would be a mere line; it is left blank within the bar's length."""


def draw(reader: Reader, port: str, language: str) -> Figure:
    """Draw mean hours per vehicle by cause, baseline above the headline variant.

    Parameters
    ----------
    reader
        The study.
    port
        Key of the port; one panel for each of its flows.
    language
        ``zh`` or ``en``.
    """
    flows, shown = reader.flows(port), reader.shown_variants
    hours = {(key, flow): _hours(reader, port, flow, key) for key in shown for flow in flows}
    met = [cause for cause in CAUSES if any(_is_seen(told, cause) for told in hours.values())]
    names = ["\n".join(wrap(variant_title(reader, key, language), 2.4, 8.0)) for key in shown]
    left = max(width_cm(line, 8.0) for name in names for line in name.split("\n")) + 0.35
    rows = sum(max(1, name.count("\n") + 1) for name in names)
    grid = Grid(len(flows), columns_for(len(flows)), max(0.62 * len(shown), 0.42 * rows + 0.2, 0.9), left=left)
    words = Words(
        reader.say("figure.causes_title", language, port=port_title(reader, port, language)),
        reader.say("figure.causes_shows", language),
        reader.say("figure.causes_x", language),
        stamp(reader, language),
    )
    handles = [_patch(cause, capital(reader.say(f"cause.{cause}", language))) for cause in met]
    figure, panels = sheet(words, grid, handles)
    for position, (axes, flow) in enumerate(zip(panels, flows, strict=True)):
        panel_title(axes, grid, flow_title(reader, flow, language))
        axes.set_ylim(len(shown) - 0.5, -0.5)
        if reader.saturated([BASELINE], port, flow):
            axes.set(xticks=[], yticks=[])
            say_in_panel(axes, growth_sentence(reader, BASELINE, port, flow, language), grid)
            continue
        for row, key in enumerate(shown):
            _draw_bar(axes, row, hours[key, flow], met)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axes.set_yticks(range(len(shown)), names if position % grid.columns == 0 else [""] * len(names))
        axes.tick_params(axis="y", length=0)
    return figure


def _hours(reader: Reader, port: str, flow: str, variant: str) -> dict[str, float]:
    """Give mean hours by cause without details; nothing where the flow is saturated."""
    told: dict[str, float] = {}
    for cause in reader.items(variant, port, flow, "cause_hours"):
        value = reader.value(variant, port, flow, "cause_hours", "mean", cause)
        if value is not None and not value.saturated:
            told[headline(cause)] = told.get(headline(cause), 0.0) + value.mean
    return told


def _is_seen(told: dict[str, float], cause: str) -> bool:
    return told.get(cause, 0.0) > _LEAST * sum(told.values())


def _patch(cause: str, label: str) -> Patch:
    look = _LOOKS[cause]
    return Patch(facecolor=look.colour, edgecolor=INK, hatch=look.hatch, linewidth=0.4, label=label)


def _draw_bar(axes: Axes, row: int, told: dict[str, float], met: Sequence[str]) -> None:
    """Draw all that the legend explains, small as it may be here, so that no gap looks like a part left out."""
    start = 0.0
    for cause in CAUSES:
        width, look = told.get(cause, 0.0), _LOOKS[cause]
        if cause in met and width > 0:
            axes.barh(
                row, width, _BAR, left=start, color=look.colour, edgecolor=INK, hatch=look.hatch, linewidth=0.4
            )
        start += width
