"""Explain common slips of writing YAML, in the order of how often they happen at a Chinese keyboard."""

from __future__ import annotations

import re
from typing import Any

from clearance_sim.errors import Text
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.places import Place, SourceText
from clearance_sim.scenario.tree import Scalar

_FULL_WIDTH_COLON = re.compile(r"^\s*(?:- +)*[^\s:#\"'：{\[]{1,40}：")
_TAB = re.compile(r"^[ \-]*\t")
_NO_SPACE = re.compile(r"^\s*(?:- +)*([A-Za-z_]\w*):[^\s/]")

COLON = Text(
    zh="键后面用了全角冒号“：”；请改成半角冒号加空格“: ”",
    en="a full-width colon （：） follows the key; write an ASCII colon and a space (`: `)",
)


def explain_scalar(scalar: Scalar, last_line: int | None = None) -> Text | None:
    """Explain a text that was probably meant as `key: value`.

    Parameters
    ----------
    last_line
        The last line of a text that runs over several; its lines are looked at as well.
    """
    source, first = scalar.place.source, scalar.place.line
    line = source.lines[first - 1][scalar.place.column - 1 :]
    if _FULL_WIDTH_COLON.match(line) and last_line is None:
        return COLON
    for number in range(first + 1, (last_line or first) + 1):
        if _FULL_WIDTH_COLON.match(source.lines[number - 1]):
            return Text(zh=f"第 {number} 行：{COLON.zh}", en=f"line {number}: {COLON.en}")
    if match := _NO_SPACE.match(line):
        return Text(zh=f"{match[1]} 的冒号后面缺空格", en=f"a space is missing after the colon of `{match[1]}`")
    return None


def explain_syntax(source: SourceText, error: Any) -> Located:
    """Explain an error of PyYAML at the line that most probably caused it."""
    if hasattr(error, "position") and getattr(error, "problem_mark", None) is None:
        return _odd_sign(source, error.position)
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    line = min(problem.line, len(source.lines) - 1) if problem else 0
    column = problem.column if problem else 0
    around = sorted({line, max(line - 1, 0), *([context.line] if context else [])}, key=lambda at: abs(at - line))
    for number in around:
        written = source.lines[number]
        if _TAB.match(written):
            text = Text(zh="缩进用了制表符（Tab）；请改用空格", en="a tab is used to indent; use spaces")
            return Located((), text, Place(source, number + 1, written.index("\t") + 1))
        if match := _FULL_WIDTH_COLON.match(written):
            return Located((), COLON, Place(source, number + 1, match.end()))
    for number in around:
        if match := _NO_SPACE.match(source.lines[number]):
            text = Text(
                zh=f"{match[1]} 的冒号后面缺空格", en=f"a space is missing after the colon of `{match[1]}`"
            )
            return Located((), text, Place(source, number + 1, match.end(1) + 1))
    message = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    if context and any(word in message for word in ("quoted scalar", "flow", "expected ':'")):
        line, column = context.line, context.column  # where it began: its end is wherever the file ends
    return Located((), _by_message(str(getattr(error, "problem", "") or ""), str(getattr(error, "context", "") or "")),
                   Place(source, line + 1, column + 1))  # fmt: skip


def _odd_sign(source: SourceText, position: int) -> Located:
    before = source.text[:position]
    line = before.count("\n") + 1
    column = position - (before.rfind("\n") + 1) + 1
    sign = source.text[position : position + 1]
    code = f"U+{ord(sign):04X}" if sign else "?"
    text = Text(
        zh=f"文件里有不可用的字符（{code}）；请删去", en=f"the sign {code} cannot stand in a file; remove it"
    )
    return Located((), text, Place(source, line, column))


def _by_message(problem: str, context: str) -> Text:
    """Put our sentence for one of PyYAML's or libyaml's."""
    if "mapping values are not allowed" in problem:
        return Text(zh="这里不能再有“键: 值”：检查上一行的缩进，或给含冒号的文字加引号",
                    en="a `key: value` cannot stand here: look at the indentation of the line above, "
                    "or put text that contains a colon in quotes")  # fmt: skip
    if "quoted scalar" in context or "quoted scalar" in problem:
        return Text(zh="引号没有配对", en="a quotation mark is not closed")
    if "flow" in context or "',' or" in problem:
        return Text(
            zh="方括号或花括号没有配对，或缺少逗号", en="a bracket or brace is not closed, or a comma is missing"
        )
    if "could not find expected ':'" in problem or "simple key" in context:
        return Text(zh="这一行缺冒号：应写成“键: 值”", en="a colon is missing in this line: write `key: value`")
    if "block mapping" in context or "block collection" in context or "block sequence" in context:
        return Text(zh="缩进与同级的行不一致，或列表与键混在一层",
                    en="the indentation differs from the lines it belongs to, or a list and keys are mixed")  # fmt: skip
    if "cannot start any token" in problem:
        return Text(
            zh="这个字符不能开头；请给这段文字加引号", en="this sign cannot begin a value; put the text in quotes"
        )
    return Text(zh="这里不合 YAML 的写法；检查缩进、冒号和引号",
                en="this is no YAML; look at indentation, colons and quotation marks")  # fmt: skip
