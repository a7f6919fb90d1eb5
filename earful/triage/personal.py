"""Personal data in a text, found by form and by checksum: what should not be passed around more than it must.

Cards by the Luhn sum (ISO/IEC 7812-1), accounts by the IBAN's (ISO 13616; one that is called so also with a slip in it), telephone numbers by what each country dials. What has
no checksum - mail addresses, numbers of orders - is found by its form and by the word before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import phonenumbers
from phonenumbers import NumberParseException
from stdnum import iban, luhn

LONGEST = 20_000  # characters that are looked at
MOST = 200  # candidates of one form that are tried
MAIL = re.compile(r"(?<![\w@.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[a-zA-Z]{2,24}(?![\w@])")
CARD = re.compile(r"(?<![\d,.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\d-])")
IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)")
PHONE = re.compile(r"(?<![\w/.,#-])(?:\+|00)?\(?\d(?:[ ()./-]{0,2}\d){6,14}(?![\w-])")
CODE = re.compile(r"(?<![\w/-])(?=[\d/-]*[A-Z])[A-Z0-9]{1,12}(?:[-/][A-Z0-9]{1,12}){0,4}(?![\w-])")
NAMED = re.compile(
    r"(?i)(?<!\w)(?:order|ref|reference|booking|ticket|case|claim|invoice|policy|account|contract|customer|tracking|"
    r"best|bestell\w*|auftrag\w*|rechnung\w*|vorgang\w*|buchung\w*|vertrag\w*|kunden\w*|fall|schaden\w*|sendung\w*|aktenzeichen|"
    r"commande|cde|r[ée]f|r[ée]f[ée]rence|dossier|facture|r[ée]servation|contrat|client|colis|"
    r"pedido|reserva|referencia|expediente|factura|contrato|cliente|env[ií]o|gu[ií]a|"
    r"encomenda|protocolo|refer[êe]ncia|fatura|ordine|pratica|prenotazione|riferimento|fattura|contratto|spedizione|"
    r"bestelling|bestelnummer|kenmerk|boeking|factuur|dossiernummer|ordernummer|klantnummer|zaak)"
    r"(?:nummer|nr)?[ .:#]{0,3}(?:(?:no|nr|num|number|nummer|numero|n[úu]mero|n[°ºr])[ .:]{0,3})?[ #:]{0,2}"
    r"((?:[A-Z]{1,5}[ -]?)?\d[\dA-Z]{0,12}(?:[-/ ]\d[\dA-Z]{1,10}){0,4})(?![\w-])"
)
DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
REGIONS = {"en": ("GB", "US"), "de": ("DE", "AT", "CH"), "fr": ("FR", "CA", "BE"), "es": ("ES", "MX", "AR"),
           "pt": ("BR", "PT"), "it": ("IT",), "nl": ("NL", "BE")}  # fmt: skip


class Sort(StrEnum):
    """What it is."""

    PHONE = "phone"
    MAIL = "mail"
    CARD = "card"
    IBAN = "iban"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of personal data: what it is, and where it stands in the text."""

    sort: Sort
    start: int
    end: int


def found(text: str, language: str = "") -> tuple[Found, ...]:
    """Everything found, in the order in which it stands. `language` says how people there write their numbers.

    No character belongs to two: what a checksum proves goes before what only looks like something.
    """
    text = text[:LONGEST]
    if not any(letter.isdigit() for letter in text) and "@" not in text:
        return ()
    taken: list[Found] = []
    for one in (*_checked(text), *_by_form(text, language)):
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
    return tuple(sorted(taken, key=lambda one: one.start))


def sorts(text: str, language: str = "") -> tuple[str, ...]:
    """Which sorts there are, each once, in the order in which they stand."""
    return tuple(dict.fromkeys(one.sort.value for one in found(text, language)))


def _checked(text: str) -> Iterator[Found]:
    for match in _some(IBAN, text):
        if iban.is_valid(match[0]) or "iban" in text[max(0, match.start() - 25) : match.start()].lower():
            yield Found(Sort.IBAN, *match.span())
    for match in _some(CARD, text):
        digits = re.sub(r"\D", "", match[0])
        if 13 <= len(digits) <= 19 and luhn.is_valid(digits):
            yield Found(Sort.CARD, *match.span())


def _by_form(text: str, language: str) -> Iterator[Found]:
    for match in _some(MAIL, text):
        yield Found(Sort.MAIL, *match.span())
    for match in _some(NAMED, text):
        if sum(letter.isdigit() for letter in match[1]) > 3 and not DATE.fullmatch(match[1]):
            yield Found(Sort.ORDER, *match.span(1))
    for match in _some(CODE, text):
        if sum(letter.isdigit() for letter in match[0]) > 3:
            yield Found(Sort.ORDER, *match.span())
    for match in _some(PHONE, text):
        if not DATE.match(match[0]) and any(
            _dialled(match[0], region) for region in REGIONS.get(language, ("GB", "US"))
        ):
            yield Found(Sort.PHONE, *match.span())


def _dialled(written: str, region: str) -> bool:
    """Whether somebody could be called by it: it begins as numbers there do, and has as many digits."""
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return False
    begins = written.lstrip("(").startswith(("+", "0")) or phonenumbers.is_valid_number(number)
    return begins and phonenumbers.is_possible_number(number)


def _some(form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    yield from islice(form.finditer(text), MOST)
