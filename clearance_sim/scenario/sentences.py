"""Put our sentences, in both languages, for pydantic's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from clearance_sim.clock import DAY
from clearance_sim.errors import Text
from clearance_sim.scenario import names

_Words = Callable[[Mapping[str, Any], Any], Text]


def sentence(kind: str, context: Mapping[str, Any], found: Any) -> Text:
    """Say what is wrong, what was found and what is allowed.

    Parameters
    ----------
    kind, context
        Type and context of a pydantic error.
    found
        The value as written, already shortened.
    """
    if kind == "bilingual":
        return Text(zh=str(context["zh"]), en=str(context["en"]))
    words = _SENTENCES.get(kind)
    if words is None:
        return Text(zh=f"这个值不能用：{found}", en=f"this value cannot be used: {found}")
    return words(context, found)


def _bound(zh: str, en: str, name: str) -> _Words:
    def words(context: Mapping[str, Any], found: Any) -> Text:
        limit = context[name]
        if isinstance(found, str) and not found.lstrip("+-").replace(".", "", 1).isdigit():
            limit_zh, limit_en = _as_duration(limit)
        else:
            limit_zh = limit_en = f"{limit:g}" if isinstance(limit, float) else str(limit)
        return Text(zh=f"{zh} {limit_zh}；现在写的是 {found}", en=f"must be {en} {limit_en}; found {found}")

    return words


def _as_duration(limit: float) -> tuple[str, str]:
    """Write a limit in milliseconds as days, or as it is where it is none."""
    if limit >= DAY:
        return f"{limit / DAY:g} 天", f"{limit / DAY:g} d"
    return f"{limit:g}", f"{limit:g}"


def _expected(zh: str, en: str) -> _Words:
    def words(context: Mapping[str, Any], found: Any) -> Text:
        return Text(zh=f"这里应写{zh}；现在写的是 {found}", en=f"expected {en}; found {found}")

    return words


def _choice(context: Mapping[str, Any], found: Any) -> Text:
    allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
    kind = next((kind for kind in names.kinds() if set(allowed) == set(names.known(kind))), None)
    titled = [f"{word}（{names.title(kind, word).zh}）" for word in allowed] if kind else allowed
    return Text(zh=f"{found} 不在可选值中：{', '.join(titled)}", en=f"{found} is not one of: {', '.join(allowed)}")


_WEIGHTS: Final = {
    24: Text(zh="每小时", en="hour"), 7: Text(zh="周一至周日每天", en="weekday"), 12: Text(zh="每月", en="month"),
}  # fmt: skip
"""Lists of weights are the only ones in the schema with these lengths."""


def _count(zh: str, en: str, name: str) -> _Words:
    def words(context: Mapping[str, Any], found: Any) -> Text:
        limit, actual = context[name], context.get("actual_length", "?")
        if limit in _WEIGHTS:
            of_what = _WEIGHTS[limit]
            return Text(zh=f"应正好有 {limit} 项，{of_what.zh}一项；现在有 {actual} 项",
                        en=f"needs exactly {limit} entries, one for each {of_what.en}; found {actual}")  # fmt: skip
        return Text(zh=f"{zh} {limit} 项；现在有 {actual} 项", en=f"needs {en} {limit} entries; found {actual}")

    return words


_PATTERNS: Final[Sequence[tuple[str, Text]]] = (
    ("[a-z]", Text(zh="名称只用小写英文字母、数字和下划线，以字母开头",
                   en="a name has lower case letters, digits and underscores, and begins with a letter")),
    (r"\d{4}-", Text(zh="写成当地日期，或日期加时刻，例如 2019-10-10、2019-10-10 08:00",
                     en="write a local date, or date and time, such as 2019-10-10 or 2019-10-10 08:00")),
    (":", Text(zh="时刻写成 08:00 至 24:00", en="a time of day is written 08:00, up to 24:00")),
)  # fmt: skip


def _pattern(context: Mapping[str, Any], found: Any) -> Text:
    for sign, text in _PATTERNS:
        if sign in str(context["pattern"]):
            return Text(zh=f"{text.zh}；现在写的是 {found}", en=f"{text.en}; found {found}")
    return Text(zh=f"写法不对：{found}", en=f"not written as expected: {found}")


_DATE = _expected("日期，例如 2019-01-31", "a date such as 2019-01-31")
_MAPPING = _expected("“键: 值”的各行", "`key: value` lines")
_WHOLE = _expected("整数", "a whole number")
_NUMBER = _expected("数", "a number")
_TRUTH = _expected(" true 或 false", "true or false")

_SENTENCES: Final[Mapping[str, _Words]] = {
    "greater_than": _bound("应大于", "greater than", "gt"),
    "greater_than_equal": _bound("应不小于", "at least", "ge"),
    "less_than": _bound("应小于", "less than", "lt"),
    "less_than_equal": _bound("应不大于", "at most", "le"),
    "literal_error": _choice,
    "string_type": _expected("文字", "a text"),
    "string_too_short": lambda context, found: Text(zh="这里不能留空", en="must not be empty"),
    "string_too_long": lambda context, found: Text(
        zh=f"文字太长；最多 {context['max_length']} 个字", en=f"the text is too long; at most {context['max_length']} characters"
    ),
    "string_pattern_mismatch": _pattern,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE, "int_parsing_size": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER, "finite_number": _NUMBER,
    "bool_type": _TRUTH, "bool_parsing": _TRUTH,
    "dict_type": _MAPPING, "model_type": _MAPPING, "model_attributes_type": _MAPPING,
    "list_type": _expected("列表（每行以“- ”开头，或用 [ ]）", "a list (lines that begin with `- `, or brackets)"),
    "date_type": _DATE, "date_parsing": _DATE, "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "too_short": _count("至少要有", "at least", "min_length"),
    "too_long": _count("最多只能有", "at most", "max_length"),
}  # fmt: skip

EXAMPLES: Final[Mapping[tuple[str, str], str]] = {
    ("Scenario", "title"): "{zh: 三口岸比选, en: Three ports compared}",
    ("Scenario", "ports"): "[manzhouli, erenhot]",
    ("Scenario", "period"): "{from: 2019-01-01, to: 2019-12-31}",
    ("Port", "title"): "{zh: 北口岸, en: North port}",
    ("Flow", "mode"): "road",
    ("Flow", "direction"): "import",
    ("Flow", "cargo"): "coal",
    ("Flow", "arrivals"): "{poisson: {rate: 12/h}}",
    ("Flow", "steps"): "{gate: {station: gate, handling: 5 min}}",
    ("Station", "lanes"): "2",
    ("Calendar", "weekly"): "[{from: 08:00, to: 18:00}]",
    ("StaffGroup", "shifts"): "[{hours: day, count: 4}]",
    ("Yard", "capacity"): "20",
    ("MeanCv", "mean"): "5 min",
    ("MeanCv", "cv"): "0.5",
    ("Recorded", "file"): "arrivals.csv",
    ("Empirical", "file"): "times.csv",
    ("Empirical", "column"): "minutes",
    ("Breakdowns", "in_order"): "{exponential: 200 h}",
    ("Breakdowns", "repair"): "{lognormal: {mean: 3 h, cv: 1}}",
    ("Surge", "open_at"): "10",
    ("Surge", "close_at"): "2",
    ("Slots", "paths"): "[06:30, 18:30]",
    ("Event", "title"): "{zh: 停装, en: Embargo}",
    ("Event", "from"): "2019-10-10",
    ("Event", "to"): "2019-10-14",
    ("Growth", "year"): "2025",
    ("Growth", "yearly"): "{2020: 5 %, 2021: 4 %}",
    ("Variant", "title"): "{zh: 提前申报, en: Advance declaration}",
    ("Target", "flow"): "erenhot.road.export.fresh_produce",
    ("Target", "clock"): "crossing",
    ("Target", "at_most"): "4 h",
}
"""What one might write for a missing key, by model and key."""
