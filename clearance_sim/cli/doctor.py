"""Command ``doctor``: say what this machine has, so that a question to the maintainers can start there."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import sys
import tempfile
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from clearance_sim import __version__
from clearance_sim.cli.spoken import command, json_option, language_option
from clearance_sim.errors import ClearanceError, Text

LIBRARIES: Final = (
    "simpy", "numpy", "pydantic", "matplotlib", "PyYAML", "scipy", "duckdb", "click", "rich", "XlsxWriter",
    "tzdata",
)  # fmt: skip
EXTRAS: Final = {"test": ("pytest", "hypothesis", "ruff", "mypy")}
ZONES: Final = ("Asia/Shanghai", "Asia/Ulaanbaatar", "Asia/Chita")


class Finding(NamedTuple):
    """Hold one line of the report; `good` is None where nothing can be wrong."""

    key: str
    title: Text
    value: str
    good: bool | None = None


@command(
    "doctor",
    zh="检查运行环境：版本、时区、字体、选装组件、能否写文件。有问题时退出码为 1。",
    en="Check the environment: versions, time zones, fonts, extras, room to write. Exit code 1 if something "
    "that every command needs is missing.",
)
@language_option
@json_option
def doctor(language: str, as_json: bool) -> None:
    """Print the findings and fail if one of them is bad."""
    findings = [*_machine(), *_libraries(), *_extras(), _zones(), _fonts(), _room_to_write()]
    if as_json:
        click.echo(json.dumps(_json_form(findings), indent=2))
    else:
        for finding in findings:
            sign = {True: "ok", False: "!!", None: "  "}[finding.good]
            click.echo(f"{sign}  {finding.title.in_language(language)}: {finding.value}")
    bad = [finding for finding in findings if finding.good is False]
    if bad:
        raise ClearanceError(
            Text(
                zh="缺少必需的东西：" + "、".join(finding.title.zh for finding in bad),
                en="something that is needed is missing: " + ", ".join(finding.title.en for finding in bad),
            )
        )


def _json_form(findings: list[Finding]) -> dict[str, Any]:
    return {
        "tool_version": __version__,
        "is_ready": all(finding.good is not False for finding in findings),
        "findings": [
            {"key": finding.key, "value": finding.value, "is_good": finding.good} for finding in findings
        ],
    }


def _machine() -> list[Finding]:
    return [
        Finding("tool", Text("clearance-sim", "clearance-sim"), __version__),
        Finding("python", Text("Python", "Python"), platform.python_version(), sys.version_info >= (3, 11)),
        Finding("system", Text("系统", "system"), platform.platform()),
        Finding("processors", Text("处理器核数", "processors"), str(os.cpu_count())),
        Finding("output_encoding", Text("输出编码", "output encoding"), str(sys.stdout.encoding)),
    ]


def _version(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def _libraries() -> list[Finding]:
    missing = Text("没有安装", "not installed")
    return [
        Finding(f"library.{name}", Text(name, name), found or missing.en, found is not None)
        for name in LIBRARIES
        for found in [_version(name)]
    ]


def _extras() -> list[Finding]:
    return [
        Finding(
            f"extra.{extra}", Text(f"选装组件 {extra}", f"extra {extra}"),
            ", ".join(f"{name}: {'+' if importlib.util.find_spec(name) else '-'}" for name in modules),
        )
        for extra, modules in EXTRAS.items()
    ]  # fmt: skip


def _zones() -> Finding:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    title = Text("时区数据", "time zones")
    try:
        names = [ZoneInfo(zone).key for zone in ZONES]
    except ZoneInfoNotFoundError as error:
        return Finding("time_zones", title, str(error), good=False)
    return Finding("time_zones", title, ", ".join(names), good=True)


def _fonts() -> Finding:
    title = Text("随附中文字体", "shipped Chinese font")
    folder = resources.files("clearance_sim") / "report" / "fonts"
    entries = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    fonts = sorted(name for name in entries if name.endswith(".ttf"))
    return Finding("chinese_font", title, ", ".join(fonts) or "-", bool(fonts))


def _room_to_write() -> Finding:
    title = Text("当前文件夹可写", "this folder can be written")
    try:
        with tempfile.NamedTemporaryFile(dir=Path.cwd()):
            return Finding("can_write", title, Path.cwd().name, good=True)
    except OSError as error:
        return Finding("can_write", title, error.strerror or str(error), good=False)
