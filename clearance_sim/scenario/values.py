"""Give the value types of the schema: quantities with units, names in two languages, the strict base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from clearance_sim import units
from clearance_sim.errors import Text

FROM_FILE: dict[str, Any] = {"from_file": True}
"""Marks a field that the door fills from a data file; users do not write it."""


class StrictModel(BaseModel):
    """Refuse unknown keys and changes after reading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=False, allow_inf_nan=False, use_attribute_docstrings=True
    )


def fault(zh: str, en: str, at: str = "") -> PydanticCustomError:
    """Make a validation error that carries its sentence in both languages.

    Parameters
    ----------
    at
        The key, within the model that complains, to which an error should point.
    """
    return PydanticCustomError("bilingual", "{en}", {"zh": zh, "en": en, "at": at})


def _read_by(parse: Callable[[object], float]) -> BeforeValidator:
    def read(written: Any) -> Any:
        try:
            return parse(written)
        except units.UnitError as error:
            raise fault(error.text.zh, error.text.en) from None

    return BeforeValidator(read)


def _quantity(unit: str, example: str) -> WithJsonSchema:
    """Describe a written quantity to editors, which see the text and not what it is read as."""
    return WithJsonSchema({"type": "string", "pattern": f"^\\s*{_NUMBER}\\s*{unit}\\s*$", "examples": [example]})


_NUMBER = r"[+]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
_TIME = f"({'|'.join(units.DURATION_UNITS)})"
_PER_TIME = rf"/\s*{_TIME}"

Duration = Annotated[
    int, _read_by(units.parse_duration), Field(ge=0, le=400 * 24 * 3_600_000 * 10), _quantity(_TIME, "45 min")
]
"""Milliseconds, written as ``45 min``, ``3.5 h``, ``2 d``."""
Rate = Annotated[
    float, _read_by(units.parse_rate), Field(gt=0), _quantity(rf"[^\d\s./]*\s*{_PER_TIME}", "12/h")
]
"""Events per hour, written as ``12/h`` or ``300/d``."""
Share = Annotated[float, _read_by(units.parse_share), _quantity("[%％]", "60 %")]
"""A fraction, written as ``60 %``."""
Percent = Annotated[float, _read_by(units.parse_percent), _quantity("[%％]", "150 %")]
"""A fraction of any size and sign, written as ``150 %`` or ``-3 %``."""
Money = Annotated[float, _read_by(units.parse_money), _quantity("(CNY|元|yuan|万元|亿元)", "500 CNY")]
"""Yuan, written as ``500 CNY`` or ``200 万元``."""
MoneyRate = Annotated[
    float, _read_by(units.parse_money_rate), Field(ge=0), _quantity(rf"(CNY|元)\s*{_PER_TIME}", "90 CNY/h")
]
"""Yuan per hour, written as ``90 CNY/h``."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A key of the user's own: lower case letters, digits, underscores."""


class Title(StrictModel):
    """Name a thing for readers, in Chinese and English."""

    zh: Annotated[str, Field(min_length=1, max_length=200)]
    en: Annotated[str, Field(min_length=1, max_length=200)]

    @model_validator(mode="before")
    @classmethod
    def _one_text_serves_both(cls, written: Any) -> Any:
        return {"zh": written, "en": written} if isinstance(written, str) else written

    @property
    def text(self) -> Text:
        """Give the title as the pair of texts that reports use."""
        return Text(zh=self.zh, en=self.en)
