"""Languages as people write them: by their names, or by their codes."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@lru_cache(maxsize=8)
def _known(_shown_in: str | None) -> dict[str, str]:
    """Names in one's own language, in English and their own, and codes: lower case, to codes."""
    found: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        if len(code) == 2 and "name" in info:
            names = (code, info["name"], info["name_local"], _(info["name"]))
            found |= {name.casefold(): code for name in names}
    return found


def named(code: str) -> str:
    """A language by its name."""
    name = LANG_INFO.get(code, {}).get("name")
    return _(name) if name else code


def written(codes: Iterable[str]) -> str:
    """As `Languages` reads them."""
    return ", ".join(sorted(named(code) for code in codes))


class Languages(forms.CharField):
    """A list of languages; codes."""

    def __init__(self, **how: Any) -> None:
        control = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"required": False, "max_length": 300, "widget": control, **how})

    def clean(self, value: Any) -> list[str]:
        """Their codes."""
        known, found = _known(get_language()), []
        for piece in super().clean(value).replace(";", ",").split(","):
            word = piece.strip()
            if word and word.casefold() not in known:
                raise forms.ValidationError(_("“%(word)s” is no language known here.") % {"word": word[:40]})
            if word:
                found.append(known[word.casefold()])
        return found
