"""Which language a text is in. Short texts are honest about not knowing: "und"."""

from collections.abc import Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any

# Languages a desk may meet. Leaving out the rest makes short texts far more certain.
DESK = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja",
    "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
UNKNOWN = "und"
READ = 600  # characters
SURE = 0.5
CLAIMED = 8.0  # how many times likelier a language is when the network claims it
KNOWN_WORD = 2.5  # and for each word of it that stands in our lists
MOST_KNOWN = 4


_loading = Lock()


def get_ready() -> None:
    """Load the model now, so that the first thing anybody says need not wait for it."""
    _identifier()


def _identifier() -> Any:
    with _loading:  # else each of several threads would load one
        return _load()


@cache
def _load() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 -- numpy and the model take two seconds to load, which only processes that judge should pay

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(DESK)
    made._full_model = None  # noqa: SLF001 -- twenty megabytes of other languages, which nobody will ask for
    return made


def likely(bare: str, claimed: Sequence[str] = (), known: Mapping[str, int] | None = None) -> dict[str, float]:
    """How likely each language is, most likely first; empty when there are no letters.

    `bare`: the text without links and handles; `claimed`: what the network says; `known`: words found by language.
    """
    if not any(c.isalpha() for c in bare[:READ]):
        return {}
    ranks = dict(_identifier().rank(bare[:READ]))
    for code in {tag.replace("_", "-").partition("-")[0].lower() for tag in claimed[:3]}:
        if code in ranks:
            ranks[code] *= CLAIMED
    for code, words in (known or {}).items():
        ranks[code] *= KNOWN_WORD ** min(words, MOST_KNOWN)
    total = sum(ranks.values()) or 1.0
    return {code: p / total for code, p in sorted(ranks.items(), key=lambda rank: -rank[1])}


def best(likely: Mapping[str, float]) -> tuple[str, float]:
    """The language and how sure that is; "und" below one half."""
    if not likely:
        return UNKNOWN, 0.0
    code, p = next(iter(likely.items()))
    return (code, p) if p >= SURE else (UNKNOWN, p)
