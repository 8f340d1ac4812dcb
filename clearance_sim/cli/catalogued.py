"""Tell of the ports that are catalogued and not modelled: rows of the list, one port's page, plain data."""

from __future__ import annotations

from typing import Any, Final

from clearance_sim.cli.pages import Page
from clearance_sim.errors import Text

HEADING: Final = Text(
    zh="已收入名录、没有建模的口岸（clearance-sim ports 名称 看已知和缺少什么）",
    en="Catalogued and not modelled (clearance-sim ports NAME tells what is known and what is missing)",
)
HEADER: Final = (
    Text("名称", "name"), Text("口岸", "port"), Text("对方口岸", "partner"), Text("方式", "modes"),
    Text("已知条目", "known"), Text("进口指定", "designated for"),
)  # fmt: skip
DESIGNATED: Final = Text(zh="进口指定口岸", en="Designated for imports of")
PREPARING: Final = Text(zh="2019年筹备中", en="Being prepared in 2019")
_OTHER_SIDE: Final = Text(zh="对方口岸：", en="the other side: ")
_KNOWN: Final = Text(zh="已知", en="Known")
_NOTHING_KNOWN: Final = Text(zh="没有找到公开的资料", en="nothing published was found")
_MODELLED: Final = Text(zh="已建模", en="Modelled")
_NOTHING: Final = Text(zh="没有", en="nothing")
_MISSING: Final = Text(zh="缺少（写口岸文件所需）", en="Missing, for a port file")
_WHAT_TO_DO: Final = Text(zh="要模拟它", en="To simulate it")
_ADVICE: Final = Text(
    zh="在场景的 ports 下自己写 {key}：至少 title 和 flows；也可以从相近口岸改起："
    "{key}: {{like: ceke, title: {{zh: {zh}, en: {en}}}, ...}}，再逐项换成自己的数。",
    en="Write {key} under `ports` of a scenario: at least `title` and `flows`; or begin with a port like it, "
    "{key}: {{like: ceke, title: {{zh: {zh}, en: {en}}}, ...}}, and put your own numbers for its numbers.",
)
_MODES: Final = {"road": Text("公路", "road"), "rail": Text("铁路", "rail"), "air": Text("航空", "air")}


def catalogue_rows(language: str) -> list[list[str]]:
    """Give a row of cells for every catalogued port, under `HEADER`."""
    from clearance_sim.ports.catalogue import catalogue
    from clearance_sim.scenario.names import title

    between = "、" if language == "zh" else ", "
    return [
        [
            key,
            title("port", key).in_language(language),
            entry.partner.text.in_language(language) if entry.partner else "",
            between.join(_MODES[mode].in_language(language) for mode in entry.modes),
            str(len(entry.known)),
            between.join(designations(key, language)),
        ]
        for key, entry in catalogue().ports.items()
    ]


def designations(key: str, language: str) -> list[str]:
    """Say for imports of which cargo a port is designated, such as ``meat (road)``."""
    from clearance_sim.ports.designated import designated_for
    from clearance_sim.scenario.names import title

    brackets = "（{}）" if language == "zh" else " ({})"
    return [
        title("cargo", cargo).in_language(language) + brackets.format(title("mode", mode).in_language(language))
        for mode, cargo in designated_for(key)
    ]


def describe_designations(page: Page, key: str, language: str) -> None:
    """Write what a port is, or was in 2019 to be, designated for; nothing where it is nothing."""
    from clearance_sim.ports.designated import in_preparation, source
    from clearance_sim.scenario.names import title

    between = "、" if language == "zh" else ", "
    preparing = [title("cargo", cargo).in_language(language) for cargo in in_preparation(key)]
    for heading, cargo in ((DESIGNATED, designations(key, language)), (PREPARING, preparing)):
        if cargo:
            page.heading(heading.in_language(language))
            page.paragraph(f"{between.join(cargo)}  [{source().in_language(language)}]")


def describe_catalogued(key: str, language: str) -> None:
    """Print the page of one catalogued port."""
    from clearance_sim.ports.catalogue import catalogue
    from clearance_sim.scenario.names import title

    needs, entry, name = catalogue().needs, catalogue().ports[key], title("port", key)
    page = Page()
    partner = f" – {entry.partner.text.in_language(language)}" if entry.partner else ""
    page.heading(f"{name.in_language(language)}{partner}  ({key})")
    if entry.partner:
        other, origin = entry.partner.text.in_language(language), entry.partner.origin.in_language(language)
        page.paragraph(f"{_OTHER_SIDE.in_language(language)}{other}  [{origin}]")
    page.heading(_KNOWN.in_language(language))
    for line in entry.known:
        page.paragraph(f"{line.text.in_language(language)}  [{line.origin.in_language(language)}]")
    if not entry.known:
        page.paragraph(_NOTHING_KNOWN.in_language(language))
    describe_designations(page, key, language)
    page.heading(_MODELLED.in_language(language))
    page.paragraph(_NOTHING.in_language(language))
    page.heading(_MISSING.in_language(language))
    for need in entry.missing:
        page.paragraph(needs[need].text.in_language(language))
    if "air" not in entry.modes:
        page.heading(_WHAT_TO_DO.in_language(language))
        page.paragraph(_ADVICE.in_language(language).format(key=key, zh=name.zh, en=name.en))


def catalogued_as_data(key: str) -> dict[str, Any]:
    """Give one catalogued port as plain data with stable keys for ``--json``."""
    from clearance_sim.ports.catalogue import catalogue
    from clearance_sim.scenario.names import title

    needs, entry = catalogue().needs, catalogue().ports[key]
    return {
        "name": key,
        "title": title("port", key)._asdict(),
        "partner": entry.partner.model_dump() if entry.partner else None,
        "modes": entry.modes,
        "known": [line.model_dump() for line in entry.known],
        **designations_as_data(key),
        "missing": [{"name": need, "text": needs[need].text._asdict()} for need in entry.missing],
    }


def designations_as_data(key: str) -> dict[str, Any]:
    """Give what a port is designated for, and what was being prepared in 2019."""
    from clearance_sim.ports.designated import designated_for, in_preparation

    return {
        "designated_for": [{"mode": mode, "cargo": cargo} for mode, cargo in designated_for(key)],
        "in_preparation": in_preparation(key),
    }
