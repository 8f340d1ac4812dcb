"""Read the text of a scenario or data file within bounds, and explain files that are no UTF-8 text."""

from __future__ import annotations

import codecs
import difflib
import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clearance_sim.errors import Text
from clearance_sim.scenario.located import Located, ScenarioFileError
from clearance_sim.scenario.places import Place, SourceText

MAX_BYTES: Final = 2_000_000
"""Sixty times the largest shipped port; a file above it is refused before it is read."""


@dataclass(frozen=True)
class KindOfFile:
    """Say how large a file of a kind may be, what it is called, and how to save it as UTF-8."""

    most: int
    name: Text
    endings: tuple[str, ...]
    remedy: Text


SCENARIO_FILE: Final = KindOfFile(
    MAX_BYTES, Text(zh="场景文件", en="a scenario"), (".yaml", ".yml"),
    Text(zh="请在记事本或 WPS 中“另存为”，编码选 UTF-8", en="save it again with the encoding UTF-8 (Notepad: Save as, Encoding)"),
)  # fmt: skip
DATA_FILE: Final = KindOfFile(
    50_000_000, Text(zh="数据文件", en="a data file"), (".csv", ".txt"),
    Text(zh="请在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”",
         en="save it again as `CSV UTF-8 (comma delimited)` (Excel: Save as)"),
)  # fmt: skip
_LOOKED_AT: Final = 1000
"""Files of a folder among which a misspelt name is looked for."""


def read_text(path: Path, because: Place | None = None, kind: KindOfFile = SCENARIO_FILE) -> SourceText:
    """Read a UTF-8 file, with or without byte order mark.

    Parameters
    ----------
    because
        Where another file names this one; an error about a missing file points there.

    Raises
    ------
    ScenarioFileError
        If the file is missing, too large, or no UTF-8 text.
    """
    shown = shown_name(path)
    content = _read_bytes(path, shown, because, kind)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _refuse(shown, "UTF-16", kind)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _explain_encoding(content, error.start, shown, kind) from None
    return SourceText.of(text, shown, path)


def shown_name(path: Path) -> str:
    """Name a file as the user would: relative to where they stand, shipped files by their place in the package."""
    package = Path(__file__).resolve().parents[1]
    absolute = path.absolute()
    for top in (Path.cwd(), package.parent):
        if absolute.is_relative_to(top):
            return absolute.relative_to(top).as_posix()
    relative = os.path.relpath(absolute) if absolute.drive == Path.cwd().drive else str(absolute)
    return Path(relative).as_posix() if relative.count("..") <= 2 else absolute.as_posix()


def _read_bytes(path: Path, shown: str, because: Place | None, kind: KindOfFile) -> bytes:
    try:
        if not path.exists():
            raise _file_error(because, f"找不到文件 {shown}", f"there is no file {shown}", _similar_file(path, kind))
        if not path.is_file():
            raise _file_error(because, f"{shown} 不是文件", f"{shown} is not a file")
        if (size := path.stat().st_size) > kind.most:
            raise _file_error(
                because,
                f"{shown} 有 {size / 1e6:.1f} MB；{kind.name.zh}最大 {kind.most / 1e6:.0f} MB",
                f"{shown} has {size / 1e6:.1f} MB; {kind.name.en} has at most {kind.most / 1e6:.0f} MB",
            )  # fmt: skip
        with path.open("rb") as stream:
            return stream.read(kind.most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _file_error(because, f"无法读取 {shown}（{reason}）", f"cannot read {shown} ({reason})") from None


def _file_error(because: Place | None, zh: str, en: str, near: str | None = None) -> ScenarioFileError:
    hint = Text(zh=f"是不是 {near}？", en=f"did you mean {near}?") if near else None
    return ScenarioFileError(Located((), Text(zh=zh, en=en), because, hint))


def _similar_file(path: Path, kind: KindOfFile) -> str | None:
    """Name the file of the same kind and folder that was probably meant."""
    if not path.parent.is_dir():
        return None
    beside = itertools.islice(path.parent.iterdir(), _LOOKED_AT)
    names = sorted(entry.name for entry in beside if entry.suffix in kind.endings)
    found = difflib.get_close_matches(path.name, names, n=1)
    return found[0] if found else None


def _explain_encoding(content: bytes, position: int, shown: str, kind: KindOfFile) -> ScenarioFileError:
    try:
        text, encoding = content.decode("gb18030"), "GBK"
    except UnicodeDecodeError:
        return _refuse(shown, None, kind)
    # The first byte that is no ASCII: the first that is no UTF-8 may stand characters later.
    position = next((at for at, byte in enumerate(content[:position]) if byte > 127), position)
    line = content.count(b"\n", 0, position) + 1
    column = len(content[content.rfind(b"\n", 0, position) + 1 : position].decode("gb18030", "replace")) + 1
    return _refuse(shown, encoding, kind, Place(SourceText.of(text, shown), line, column))


def _refuse(
    shown: str, encoding: str | None, kind: KindOfFile, place: Place | None = None
) -> ScenarioFileError:
    place = place or Place(SourceText(shown, None, "", ()), 1, 1)
    if encoding is None:
        text = Text(zh="这不是文本文件（既非 UTF-8 也非 GBK）", en="this is no text file (neither UTF-8 nor GBK)")
        return ScenarioFileError(Located((), text, place))
    text = Text(zh=f"文件以 {encoding} 编码保存；{kind.remedy.zh}", en=f"the file is saved as {encoding}; {kind.remedy.en}")
    return ScenarioFileError(Located((), text, place))
