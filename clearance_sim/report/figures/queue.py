"""Draw figure 3: when in the day the queue is longest, flow by kind of day, of one port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from clearance_sim.report.figures.page import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    Grid,
    Words,
    panel_title,
    say_in_panel,
    sheet,
)  # fmt: skip
from clearance_sim.report.lettering import wrap
from clearance_sim.report.opening import closed_hours, spells
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.titles import flow_lines, flow_title, port_title, queuers_word, stamp, variant_title
from clearance_sim.report.wording import join_clauses, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DAY_CLASSES: Final = ("working_day", "monday", "first_day_after_holiday")
_LEFT: Final = 2.75
_LABEL: Final = 1.95
_MIDDLES: Final = [hour + 0.5 for hour in range(24)]
_SMALLEST: Final = 1.0
"""A flow whose 90th percentile stays below one vehicle all day has no queue to draw."""


def draw(reader: Reader, port: str, language: str) -> Figure:
    """Draw queueing vehicles over the local day, a row per flow and a column per kind of day.

    Parameters
    ----------
    reader
        The study.
    port
        Key of the port.
    language
        ``zh`` or ``en``.
    """
    flows = reader.flows(port)
    drawn = [flow for flow in flows if _highest(reader, flow) >= _SMALLEST]
    left_out = join_clauses([flow_title(reader, flow, language) for flow in flows if flow not in drawn], language)
    notes = (reader.say("figure.queue_omitted", language, flows=left_out),) if left_out and drawn else ()
    line = "p50" if _has_median(reader, port, flows) else "mean"
    words = Words(
        reader.say("figure.queue_title", language, port=port_title(reader, port, language)),
        reader.say(
            "figure.queue_shows",
            language,
            line=reader.say(f"figure.queue_line_{line}", language),
            variant=variant_title(reader, BASELINE, language),
        ),
        reader.say("figure.queue_x", language) if drawn else "",
        stamp(reader, language),
        notes,
    )
    if not drawn:
        grid = Grid(1, 1, 1.2, left=_LEFT)
        figure, panels = sheet(words, grid, [])
        panels[0].set_axis_off()
        say_in_panel(panels[0], reader.say("figure.queue_none", language), grid)
        return figure
    grid = Grid(3 * len(drawn), 3, 1.9, left=_LEFT, gap_x=0.4, head=0.12, foot=0.22)
    figure, panels = sheet(words, grid, _handles(reader, drawn, language), head=0.5, foot=0.3)
    for row, flow in enumerate(drawn):
        _draw_row(panels[3 * row : 3 * row + 3], reader, flow, language, line, last=row == len(drawn) - 1)
    for axes, day in zip(panels, DAY_CLASSES, strict=False):
        panel_title(axes, grid, say(f"day_class.{day}", language))
    return figure


def _has_median(reader: Reader, port: str, flows: Sequence[str]) -> bool:
    return any(_at(reader, BASELINE, flow, "working_day", 12, "p50") is not None for flow in flows)


def _at(reader: Reader, variant: str, flow: str, day: str, hour: int, statistic: str) -> float | None:
    port = flow.split(".", 1)[0]
    found = reader.value(variant, port, flow, "queue_vehicles", statistic, f"{day}@{hour}")
    return None if found is None else found.mean


def _highest(reader: Reader, flow: str) -> float:
    """Give the highest 90th percentile of the flow's queue at any hour of the days drawn."""
    found = (_at(reader, BASELINE, flow, day, hour, "p90") for day in DAY_CLASSES for hour in range(24))
    return max((value for value in found if value is not None), default=0.0)


def _handles(reader: Reader, drawn: Sequence[str], language: str) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = [
        Line2D([], [], label=variant_title(reader, key, language), **_look(key)) for key in reader.shown_variants
    ]
    handles.append(
        Patch(
            facecolor=BLUE,
            alpha=0.22,
            label=reader.say("figure.queue_band", language, variant=variant_title(reader, BASELINE, language)),
        )
    )
    models = [(reader.port(flow.split(".", 1)[0]), reader.flow_models[flow]) for flow in drawn]
    if any(closed_hours(port, model, "working_day") for port, model in models):
        handles.append(Patch(facecolor=PALE, label=reader.say("figure.queue_closed", language)))
    return handles


def _look(variant: str) -> dict[str, Any]:
    if variant == BASELINE:
        return {"color": BLUE, "linestyle": (0, (4, 1.5)), "linewidth": 1.3}
    return {"color": ORANGE, "linestyle": "-", "linewidth": 1.7}


def _draw_row(panels: Sequence[Axes], reader: Reader, flow: str, language: str, line: str, last: bool) -> None:
    port, model = flow.split(".", 1)[0], reader.flow_models[flow]
    highest = 0.0
    for axes, day in zip(panels, DAY_CLASSES, strict=True):
        for begin, end in spells(closed_hours(reader.port(port), model, day)):
            axes.axvspan(begin, end, color=PALE, linewidth=0)
        highest = max(highest, _draw_day(axes, reader, flow, day, language, line))
        axes.set_xlim(0, 24)
        axes.set_xticks([0, 6, 12, 18, 24], None if last else [""] * 5)
    for position, axes in enumerate(panels):
        axes.set_ylim(0, max(highest, 1.0) * 1.08)
        axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
        if position:
            axes.set_yticklabels([])
    title = [line for part in flow_lines(reader, flow, language) for line in wrap(part, _LABEL, 8.0)]
    unit = wrap(reader.say("figure.queue_y", language, unit=queuers_word(model, language)), _LABEL, 7.5)
    place: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "va": "top",
        "linespacing": 1.2,
    }
    left = -(_LEFT - 0.05) / 2.54 * 72
    panels[0].annotate("\n".join(title), (0, 1), (left, 0), fontsize=8.0, color=INK, **place)
    panels[0].annotate("\n".join(unit), (0, 1), (left, -11.5 * len(title)), fontsize=7.5, color=GREY, **place)


def _draw_day(axes: Axes, reader: Reader, flow: str, day: str, language: str, line: str) -> float:
    """Draw one panel and give its highest value."""
    columns = {
        statistic: [_at(reader, BASELINE, flow, day, hour, statistic) for hour in range(24)]
        for statistic in ("p10", "p90")
    }
    highest = 0.0
    if all(value is not None for column in columns.values() for value in column):
        low, high = ([value or 0.0 for value in columns[name]] for name in ("p10", "p90"))
        axes.fill_between(_MIDDLES, low, high, color=BLUE, alpha=0.22, linewidth=0)
        highest = max(high)
    for key in reader.shown_variants:
        values = [_at(reader, key, flow, day, hour, line) for hour in range(24)]
        if any(value is None for value in values):
            continue
        heights = [value or 0.0 for value in values]
        axes.plot(_MIDDLES, heights, **_look(key))
        highest = max(highest, *heights)
    if all(value is None for value in columns["p90"]):
        axes.text(
            0.5, 0.5, reader.say("figure.queue_no_days", language), transform=axes.transAxes, ha="center", fontsize=7.5,
            color=GREY,
        )  # fmt: skip
    return highest
