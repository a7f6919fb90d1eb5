"""What belongs to one person has no place where everybody reads: neither said nor asked for there."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Text
from earful.replies.guard.signs import folded, joined

if TYPE_CHECKING:
    from earful.triage.personal import Found

# Mailboxes and lines that houses publish; and words before a code that is no customer's.
HOUSE_MAIL = re.compile(
    r"^(?:support|help|hello|hi|info|service|care|kontakt|contact|contacto|contato|kundenservice|kundendienst|klantenservice|"
    r"team|office|shop|booking|reservations?|reservas|press|presse|privacy|datenschutz|claims|complaints|returns?|retouren|"
    r"hilfe|sav|aide|atencion\w*|atendimento|ajuda|ayuda|soporte|suporte|clientes?|customer\w*|feedback|sales|hola|ola|bonjour|hallo)"
    r"(?:[._-]?\w+)?@",
    re.IGNORECASE,
)
HOUSE_LINE = joined(
    [
        "(our|the|unsere|die|notre|nos|nuestr[oa]|onze|nossa|la)( [a-z0-9]+){0,3} ?(hotline|helpline|help desk|phone line|line|number is|switchboard|branch|store|shop|office|desk|showroom|filiale|laden|geschaft|zentrale|standard|boutique|magasin|agence|tienda|oficina|sucursal|winkel|vestiging|kantoor|loja|agencia)",
        "hotline", "helpline", "toll-?free", "freephone", "servicenummer", "service client(s)?", "numero (vert|gratuit)", "linea gratuita", "linha gratuita", "telefono gratuito", "klantenservice", "kundenservice", "customer (service|care)", "servicio de atencion", "atencion al cliente",
        "(call|phone|ring|reach|find|visit|contact) us", "(rufen|ruf)( sie)? uns", "(erreichen|erreichst)( sie| du)? uns", "(appelez|appelle|contactez)-nous", "(llamanos|llamenos)", "bel ons", "bereikbaar", "ligue para", "(we are|we're) (open|at|in)", "geoffnet", "ouvert", "abierto", "geopend", "aberto",
    ]
)  # fmt: skip
NO_CUSTOMERS = joined(
    ["model(l|o|e|le)?", "(error|fehler|erreur|fout)[a-z]*( code)?", "(error|fehler)code", "codigo de (error|erro)", "code (d'erreur|erreur)", "flight", "flug", "vol", "vuelo", "voo", "vlucht", "train", "zug", "tren", "trein", "comboio", "version", "versie", "versao", "firmware", "artikel[a-z]*", "part", "teil", "iso", "din", "en", "form", "formular", "formulier", "formulaire", "article", "articulo", "artigo", "paragraph", "§", "typ", "type", "tipo", "line", "bus", "tram", "gate", "platform", "build", "router", "kabel", "usb", "release"]
)  # fmt: skip
STREET = re.compile(
    r"\b(?:[Ff]lat \d+[a-z]?,? )?\d{1,4}[a-z]? (?:[A-ZÉ][\w'-]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Walk|Court|Crescent|Terrace|Gardens|Place|Row|Hill|Grove)\b"
    r"|\b(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|allee|platz|ring|damm|ufer)|[A-Z][\w-]+(?:straat|laan|plein|gracht|kade|singel|dijk|steeg))(?: \d{1,4}[a-z]?)\b"
    r"|\b\d{1,4},? ?(?:bis |ter )?(?:rue|avenue|boulevard|chemin|impasse|allée|place|quai) (?:de |du |des |de la |d'|la |le )?[A-ZÉ][\w'-]+"
    r"|\b(?:[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Cc]/|[Rr]ua|[Tt]ravessa|[Pp]raça|[Aa]lameda) (?:de |del |de la |da |do |das |dos )?[A-ZÁÉÍÓÚ][\w'-]+(?: [A-Z][\w'-]+)*,? (?:n[º°.] ?)?\d{1,4}\b"
)
BIRTH = re.compile(
    r"(?i)\b(?:born|birth\w*|geb(?:oren|urts\w*)|née?|naissance|nacid\w|nacimiento|geboren|nascid\w|nascimento)\b[^.\n]{0,25}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
)
FREE = re.compile(r"^(?:\+?\d{1,3}[ -]?)?\(?0?\)?[ -]?(?:0?800|0?808|0?900|0?85|0?88|00800|1-?8(?:00|88|77|66))\b")


def findings(text: Text, about: About) -> Iterator[Finding]:
    """Both rules; in private neither holds."""
    if not about.public:
        return
    if found := _told(text, about):
        words = ", ".join(text.text[a:b] for a, b in found)
        yield "personal_data", words, _masked(text.text, found)
    if words := _asked_for(text):
        yield "asks_personal_data", words, None


def _told(text: Text, about: About) -> list[tuple[int, int]]:
    from earful.triage import personal  # noqa: PLC0415 -- the dialling plans of the world, which most answers do not need

    links = [link.span() for link in LINK.finditer(text.text)]
    language = text.languages[0]
    spots = [
        (one.start, one.end)
        for one in personal.found(text.text, language)
        if not any(a <= one.start < b for a, b in links) and not _public(text, one, about)
    ]
    for form in (STREET, BIRTH):
        spots += [
            m.span()
            for m in form.finditer(text.text)
            if not HOUSE_LINE.search(_around(text, m.start())) and m[0] not in about.ours
        ]
    return sorted(spots)


def _public(text: Text, one: "Found", about: About) -> bool:
    """Whether a house publishes it, or it is nobody's."""
    words = text.text[one.start : one.end]
    bare = re.sub(r"\W", "", words).lower()
    if any(bare and bare in re.sub(r"\W", "", ours).lower() for ours in about.ours):
        return True
    if one.sort == "mail":
        return bool(HOUSE_MAIL.match(words)) or any(
            words.rpartition("@")[2].lower() in ours.lower() for ours in about.ours
        )
    if one.sort == "phone":
        return bool(FREE.match(words)) or bool(HOUSE_LINE.search(_around(text, one.start)))
    before = folded(text.text[max(0, one.start - 22) : one.start])
    return one.sort == "order" and bool(NO_CUSTOMERS.search(before))


def _around(text: Text, at: int) -> str:
    """The sentence that stands there."""
    return next((part.words for part in text.parts if part.start <= at < part.end), "")


def _masked(text: str, spots: list[tuple[int, int]]) -> str:
    """Without it; the last three signs of something long stay, by which its owner knows it."""
    for start, end in reversed(spots):
        kept = text[max(start, end - 3) : end] if end - start > 5 and text[end - 3 : end].isdigit() else ""
        text = f"{text[:start]}…{kept}{text[end:]}"
    return text


def _asked_for(text: Text) -> str:
    """A question for a number or an address, with no word of writing it privately near."""
    for place, part in enumerate(text.parts):
        found = text.has("private.data", part.words)
        if not found or not text.has("private.request", part.words):
            continue
        near = " ".join(one.words for one in text.parts[max(0, place - 1) : place + 2])
        if (
            not text.has("private.channel", near)
            and not text.has("private.keep_out", part.words)
            and not LINK.search(text.text)
        ):
            return found
    return ""
