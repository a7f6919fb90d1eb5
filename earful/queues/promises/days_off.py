"""Public holidays, by the library of that name."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES

from earful.queues.promises import hours


@lru_cache(maxsize=64)
def day_off(country: str, region: str) -> Callable[[date], bool]:
    """Whether a day is a public holiday there; never, where no country is named or the library knows none."""
    if not country:
        return hours.never
    try:
        known = holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return hours.never
    return known.__contains__


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """Countries whose public holidays are known, with the parts of each that have their own."""
    return {country: tuple(parts) for country, parts in holidays.list_supported_countries().items()}


@lru_cache(maxsize=1)
def named_countries() -> list[tuple[str, str]]:
    """The same countries by their English names."""
    names = {told[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", told[0]) for told in COUNTRIES.values()}
    return sorted(((code, names.get(code, code)) for code in countries()), key=lambda one: one[1])


def holiday_names(country: str, region: str, years: set[int]) -> dict[date, str]:
    """Public holidays by their names."""
    if not country:
        return {}
    return dict(holidays.country_holidays(country, subdiv=region or None, years=years, language="en_US"))
