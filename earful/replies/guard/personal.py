"""What belongs to one person has no place where everybody reads: see asking.py for what asks for it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from earful.replies.guard import of_all, weighing
from earful.replies.guard.forms import PARCEL, PLATES, STATE
from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Text
from earful.replies.guard.signs import folded, joined

if TYPE_CHECKING:
    from earful.triage.personal import Found

# Mailboxes and lines that houses publish; and words before a code that is no customer's.
HOUSE_MAIL = re.compile(
    r"^(?:support|help|hello|hi|info|service|care|kontakt|contact|contacto|contato|kundenservice|kundendienst|klantenservice|"
    r"team|office|shop|booking|reservations?|reservas|press|presse|privacy|datenschutz|claims|complaints|returns?|retouren|"
    r"hilfe|sav|aide|atencion\w*|atendimento|ajuda|ayuda|soporte|suporte|clientes?|customer\w*|feedback|klachten?|reclam\w*|r[eé]clam\w*|beschwerden?|reklamation\w*|quejas|plaintes|jobs|karriere|impressum|vertrieb|orders?|bestellungen|commandes|pedidos|rechnung\w*|billing|factur\w*|sales|hola|ola|bonjour|hallo)"
    r"(?:[._-]?\w+)?@",
    re.IGNORECASE,
)
HOUSE_LINE = joined(
    [
        "(our|the|unser[a-z]*|die|notre|nos|nuestr[oa]|onze|nossa|la)( [a-z0-9]+){0,3} ?(hotline|helpline|help desk|phone line|line|number is|switchboard|branch|store|shop|office|desk|showroom|filiale|laden|geschaft|zentrale|standard|boutique|magasin|agence|tienda|oficina|sucursal|winkel|vestiging|kantoor|loja|agencia)",
        "(our|unsere|notre|nuestro|o nosso|ons|het) (new |neue )?(number|nummer|rufnummer|numero|telefono|telefone|telefoonnummer)( (is|ist|est|es|e|bleef|blijft|bleibt))?", "telefone (segue|continua)", "(we|wij|wir|nous|estamos|estamos|ficamos|we) ?(zitten|sind|sommes|estamos|vind je|vindt u|are)? ?(nu |jetzt |maintenant |ahora |agora )?(in|an|am|au|aux|en|na|no|op|aan) (de|der|dem|la|el|the|r\\.|rua|av)", "(linea|numero|telefono|telefone) de (emergencias?|urgencias?|emergencia)", "notruf[a-z]*", "notdienst[a-z]*", "noodnummer", "numero d'urgence", "emergency (line|number)", "hotline", "helpline", "toll-?free", "freephone", "servicenummer", "service client(s)?", "numero (vert|gratuit)", "linea gratuita", "linha gratuita", "telefono gratuito", "klantenservice", "kundenservice", "customer (service|care)", "servicio de atencion", "atencion al cliente",
        r"(call|phone|ring|reach|find|visit|contact|klachten?|klacht|reclam\w*|beschwerden?|verzoeken?) us", "(rufen|ruf)( sie)? uns", "(erreichen|erreichst)( sie| du)? uns", "(appelez|appelle|contactez)-nous", "(llamanos|llamenos)", "bel ons", "bereikbaar", "ligue para", "(we are|we're) (open|at|in)", "geoffnet", "(?<!a )ouvert", "abierto", "geopend", "aberto",
    ]
)  # fmt: skip
NO_CUSTOMERS = joined(
    ["model(l|o|e|le)?", "(lot|lote|batch|batches|charge|chargen|partij|partijen|serie|series|serien)s?( (numbers?|nummern?))?", "(error|fehler|erreur|fout)[a-z]*( code)?", "(error|fehler)code", "codigo de (error|erro)", "code (d'erreur|erreur)", "flight", "flug", "vol", "vuelo", "voo", "vlucht", "train", "zug", "tren", "trein", "comboio", "version", "versie", "versao", "firmware", "artikel[a-z]*", "part", "teil", "iso", "din", "(din|norme?|norma) en", "antwoordnummer", "planning (reference|application)", "bebauungsplan", "baugenehmigung", "permis( de construire)?", "licencia de obras", "mast", "machine", "automat", "form", "formular", "formulier", "formulaire", "article", "articulo", "artigo", "paragraph", "§", "typ", "type", "tipo", "line", "bus", "tram", "gate", "platform", "build", "router", "kabel", "usb", "release"]
)  # fmt: skip
STREET = re.compile(
    r"\b(?:[Ff]lat \d+[a-z]?,? )?\d{1,4}[a-z]? (?:[A-ZÉ][\w'-]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Walk|Court|Crescent|Terrace|Gardens|Place|Row|Hill|Grove|Rise|Mews|Hollow)\b"
    r"|\b(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|allee|platz|ring|damm|ufer)|[A-Z][\w-]+(?:straat|laan|plein|gracht|kade|singel|dijk|steeg|pad|hof|baan|lei))(?: \d{1,4}[a-z]?)\b"
    r"|\b\d{1,4},? ?(?:bis |ter )?(?:rue|avenue|boulevard|chemin|impasse|allée|place|quai|route|cours|square) (?:de la |de l'|de |du |des |d'|la |le )?[A-ZÉ][\w'-]+"
    r"|\b(?:[Cc]alle|[Aa]venida|[Aa]v\.|[Pp]laza|[Pp]aseo|[Cc]amino|[Cc]arretera|[Rr]onda|[Cc]/|[Rr]ua|[Tt]ravessa|[Pp]raça|[Pp]raceta|[Aa]lameda|[Ll]argo|[Ee]strada|[Bb]eco|[Cc]ais|[Cc]alçada|[Rr]odovia) (?:de |del |de la |de los |de las |da |do |das |dos )?[A-ZÁÉÍÓÚ][\w'-]+(?: [A-Z][\w'-]+)*,? (?:n\.?[º°] ?|n\. ?)?\d{1,4}\b"
)
BIRTH = re.compile(
    r"(?i)\b(?:born|birth\w*|nascid\w+|geb(?:oren|urts\w*|\.)|née?|naissance|nacid\w|nació|nacimiento|geboren|geboorte\w*|nascid\w|nascimento)\b[^.\n]{0,25}(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b(?:19\d\d|20[012]\d)\b)"
)
# A code behind a word that says whose it is: "booking reference QX7T2M". Upper case and a digit, or a long row of digits.
CODE = re.compile(
    r"(?i:\b(?:booking|reservation|confirmation|reference|ref|pnr|tracking|policy|contract|account|membership|customer|order|"
    r"dossier|réservation|commande|colis|contrat|adhérent|abonné|buchungs?\w*|auftrags?\w*|bestell\w*|sendungs\w*|kunden\w*|vertrags\w*|"
    r"versicher\w*|mitglieds\w*|localizador|reserva|expediente|pedido|póliza|socio|cédula|boekings?\w*|reserverings?\w*|klant\w*|polis\w*|"
    r"bestel\w*|encomenda|processo|matr[ií]cula|apólice|protocolo|nif|niss|bsn|cpf|nie|dni|iban|steuer\w*|conta|cuenta|konto|compte|rekening|(?:your|jouw|uw|dein|ihr|votre|tu|su|seu|sua) (?:code|código|codigo))\b)"
    r"(?:(?i:[ :#°.º]|number|numbers|code|no|nr|nummer|n|numéro|número|num|is|ist|lautet|es|est|é|com|de|the|o|el|le|id|reference|ref|di|auf|op|sob|bajo|sous|under))*"
    r"(?P<code>(?=[A-Z0-9-]*\d)(?:[A-Z0-9]{5,}|[A-Z0-9]{2,}(?:-[A-Z0-9]{1,})+))\b"
)
CARD = re.compile(r"(?<!\d)\d{4} \d{4} \d{4} \d{4}(?! ?\d)")
# A plate behind a word for a car, an account's form whether or not its checksum holds, a number in groups behind its name.
PLATE = re.compile(
    r"(?i:\b(?:car|auto|wagen|voiture|coche|carro|viatura|vehicle|fahrzeug|van|kennzeichen|plate|registration|reg|kenteken|nummerplaat|matr[ií]cula|placa|patente|immatricul\w+|plaque))\b[:,]?(?: [a-zà-ÿ]+){0,2} "
    r"(?:[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}|[A-Z]{2}\d{2} ?[A-Z]{3}|\d{4} [A-Z]{3}|[A-Z]{2}-\d{3}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2}|[A-Z]{2}-\d{2}-[A-Z]{2}|[A-Z]-\d{3}-[A-Z]{2}|\d-[A-Z]{3}-\d{2,3}|[A-Z]{3}-?\d[A-Z0-9]\d{2})\b"
)
ACCOUNT = re.compile(r"\b\d{2}-\d{2}-\d{2}[ ,]+\d{8}\b|\b[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){3,7}(?: [A-Z0-9]{1,4})?\b")
GROUPS = re.compile(
    r"(?i:\b(?:membership|loyalty|account|passport|meter|reservation|res|fid[ée]lit[ée]|adh[ée]rent|s[ée]cu(?:rit[ée] sociale)?|point de livraison|compteur|passeport|cuenta(?: de ahorros)?|ahorros|rut|cbu|cups|contador|pasaporte|z[äa]hler|zählpunkt|reisepass|mitglied\w*|conta|contador|passaporte|rekening|meter|paspoort|lidmaatschap)\b\.?(?: (?:no\.|number|nr\.?|n[º°]|num[ée]ro|n[úu]mero|nummer|is|ist|est|es|é)){0,2}) "
    r"(?=[A-Z0-9 .-]*\d{3})(?:[A-Z0-9]*\d[A-Z0-9]*(?:[ .-][A-Z0-9]*\d[A-Z0-9]*){1,6}|[A-Z0-9]*\d{5,}[A-Z0-9]*)\b"
)
BOOKED = re.compile(r"(?i:\b(?:under|unter|onder|sous|bajo|sob)\b) (?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6}\b")
OF_A_MACHINE = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3}){3}|KB\d{6,8}|CVE-\d{4}-\d+)$")
MANY = re.compile(r"^,? ?(?:to|bis|till|au|à|a|al|tot|t/m|until|-|–|/) ?\d|^.{0,40}(?<![\w])(?:du|von|del|van) \d")
# What a house tells of itself, and what is out of order for everybody.
OF_THE_HOUSE = re.compile(
    r"\b(?:your|eure|ihre|vos|votre|vuestro|su|vosso|seu|o seu|jullie|uw) (?:ust-?id(?:nr)?|vat|tva|numero de tva|nif|cif|iva|cnpj|btw|kvk|siret)\b"
)
FOR_ALL = re.compile(r"\b(?:storung|storing|outage|incident|panne|averia|avaria|apagon)\w*\b")
WHERE = re.compile(
    r"\b(?:where|wo|ou|donde|onde|waar|moved|umgezogen|mudad[oa]s?|mudaram|verhuisd|demenage\w*|"
    r"open|opens|offen|geoffnet|ouvert\w*|ouvre\w*|abiert[oa]s?|abre\w*|abert[oa]s?|geopend|(?:old|new|former) (?:site|building)|altbau|neubau|ancien|nouveau (?:site|batiment))\b"
)
THEIRS = re.compile(
    r"\b(?:your|ihr\w*|dein\w*|euer\w*|eure\w*|votre|vos|ton|ta|tu|su|tus|sus|seu|sua|teu|tua|vossa|je|uw|jouw|my|mein\w*|mon|ma|mi|meu|minha|mijn)\b"
)
# A line that anybody may call: said with "call" just before it, or of a body that serves the public.
DIAL = re.compile(
    r"(?<!will )(?<!'ll )\b(?:call|ring|dial|text|wahlen sie|appelez(?: le)?|composez(?: le)?|llame al|marque el|ligue(?: para)?(?: o)?|bel(?: naar)?)(?: the)? $"
)
BODIES = re.compile(
    r"\b(?:ombudsman|schlichtungsstelle|verbraucherzentrale|police|polizei|policia|\w*politie|ordnungsamt|environmental health|returns|retouren\w*|retours?|service retours|devoluciones|devolucoes|hospital|clinic|klinik|poison|giftnotruf|mediateur|mairie|ayuntamiento|gemeente|rathaus|council|press office|press desk|pressestelle|\w{4,}amt|stadtwerke|(?:gabinete|sala|assessoria|servicio|service) de (?:prensa|imprensa|presse)|service presse|persdienst|camara|prefeitura|municipio|stadsbestuur|lost property|fundburo|objets trouves|customs|zoll|douane|aduana|alfandega|samu|pharmacie de garde|breakdown|pannendienst)\b"
)
# A line of one colleague's own is nobody's to publish.
OWN = re.compile(
    r"\b(?:at home|private|own|privat\w*|eigene?[mnrs]?|perso|personnel|particular|propio|prive\w*|mobile|handy\w*|portable|movil|celular|telemovel|mobiel\w*|gsm)\b"
)
CHECKED = {"card", "iban"}  # their checksum is right: whatever a sentence sounds like, they are what they look like
LONG = 10  # digits; a telephone number is seldom shorter where the country is named
SHORT = 9  # signs; the number of an article is seldom longer
MINE = re.compile(
    r"(?i)order|booking|bestell|buchung|auftrag|kunden|commande|réservation|dossier|pedido|reserva|encomenda|klant|boeking|bestel"
)
FREE = re.compile(r"^(?:\+?\d{1,3}[ -]?)?\(?0?\)?[ -]?(?:0?800|0?808|0?900|0?85|0?88|00800|1-?8(?:00|88|77|66))\b")


def findings(text: Text, about: About) -> Iterator[Finding]:
    """In private it does not hold."""
    if not about.public:
        return
    if found := _told(text, about):
        words = ", ".join(text.text[a:b] for a, b in found)
        yield "personal_data", words, _masked(text.text, found)


def _told(text: Text, about: About) -> list[tuple[int, int]]:
    from earful.triage import personal  # noqa: PLC0415 -- the dialling plans of the world, which most answers do not need

    links = [link.span() for link in LINK.finditer(text.text)]
    language = text.languages[0]
    known = [
        one
        for one in personal.found(text.text, language)
        if not any(a <= one.start < b for a, b in links) and not _public(text, one, about)
    ]
    spots = [(one.start, one.end) for one in known]
    sure = {(one.start, one.end) for one in known if one.sort in CHECKED}
    taken = [one.span("code") for one in CODE.finditer(text.text)]
    spots += [
        (start, end)
        for start, end in taken
        if not any(a < end and start < b for a, b in [*spots, *links])
        and not (
            NO_CUSTOMERS.search(folded(text.text[max(0, start - 22) : start]))
            or OF_A_MACHINE.match(text.text[start:end])
        )
        and not any(text.text[start:end] in ours for ours in about.ours)
    ]
    for form in (STREET, BIRTH, CARD, PLATE, ACCOUNT, GROUPS, BOOKED, PARCEL, STATE, PLATES):
        spots += [
            m.span()
            for m in form.finditer(text.text)
            if not HOUSE_LINE.search(_around(text, m.start()))
            and m[0] not in about.ours
            and not any(a < m.end() and m.start() < b for a, b in [*spots, *links])
            and not (form is STREET and (_place(text, m.start()) or MANY.match(text.text[m.end() :])))
            and not (form in (ACCOUNT, CARD) and _of_the_house(text, m.start()))
            and not (form in (PARCEL, PLATES) and _of_a_thing(text, m.start()))
        ]
    sure |= {spot for spot in spots if CARD.fullmatch(text.text[slice(*spot)])}
    return sorted(spot for spot in spots if spot in sure or not weighing.surely_not(text.sounds(spot[0]), "tells"))


def _place(text: Text, at: int) -> bool:
    """Whether they asked where something is, and it is nobody's home."""
    said = _around(text, at)
    if BODIES.search(said):
        return True
    # "your" in their own words is the house's: what they speak of as theirs is "my".
    if any(words.search(said) for words in (THEIRS, of_all.BROUGHT, of_all.HOME)):
        return False
    if of_all.ME.search(text.asked) or of_all.BROUGHT.search(text.asked):
        return False
    return bool(WHERE.search(text.asked)) or of_all.asks_for_a_place(text.asked)


def _of_the_house(text: Text, at: int) -> bool:
    """Whether they asked where to pay, and nothing says that the account is theirs."""
    return of_all.asks_where_to_pay(text.asked) and not THEIRS.search(_around(text, at))


def _of_a_thing(text: Text, at: int) -> bool:
    """Whether it numbers a thing they asked about, or is said to."""
    return of_all.asks_for_a_thing(text.asked) or bool(NO_CUSTOMERS.search(folded(text.text[max(0, at - 22) : at])))


def _public(text: Text, one: "Found", about: About) -> bool:
    """Whether a house publishes it, or it is nobody's."""
    words = text.text[one.start : one.end]
    bare = re.sub(r"\W", "", words).lower()
    if (
        OF_THE_HOUSE.search(text.asked)
        or OF_A_MACHINE.match(words)
        or any(bare and bare in re.sub(r"\W", "", ours).lower() for ours in about.ours)
    ):
        return True
    if one.sort == "mail":
        return bool(HOUSE_MAIL.match(words)) or any(
            words.rpartition("@")[2].lower() in ours.lower() for ours in about.ours
        )
    if one.sort in {"iban", "card"}:
        return one.sort == "iban" and _of_the_house(text, one.start)
    before = folded(text.text[max(0, one.start - 22) : one.start])
    if not MINE.search(before) and _asked_for(text, one, bare):
        return True
    if one.sort == "phone":
        return _of_a_line(text, one, before, bare)
    return bool(NO_CUSTOMERS.search(before) or FOR_ALL.search(_around(text, one.start)))


def _asked_for(text: Text, one: "Found", bare: str) -> bool:
    """Whether it is the number of an article they asked about."""
    if NO_CUSTOMERS.search(text.asked) and len(bare) < SHORT:
        return True
    return one.sort == "order" and len(bare) < LONG and of_all.asks_for_a_thing(text.asked)


def _of_a_line(text: Text, one: "Found", before: str, bare: str) -> bool:
    """Whether a telephone number is one that anybody may call, or none at all."""
    said, words = _around(text, one.start), text.text[one.start : one.end]
    if bare.isdigit() and len(bare) <= LONG and (NO_CUSTOMERS.search(before[-14:]) or FOR_ALL.search(said)):
        return True
    if FREE.match(words) or HOUSE_LINE.search(said):
        return True
    if OWN.search(said):
        return False
    asked = of_all.asks_for_a_line(text.asked) or bool(BODIES.search(text.asked))
    return asked or bool(DIAL.search(before)) or (bool(BODIES.search(said)) and not THEIRS.search(said))


def _around(text: Text, at: int) -> str:
    """The sentence that stands there."""
    return next((part.words for part in text.parts if part.start <= at < part.end), "")


def _masked(text: str, spots: list[tuple[int, int]]) -> str:
    """Without it; the last three signs of something long stay, by which its owner knows it."""
    for start, end in reversed(spots):
        kept = text[max(start, end - 3) : end] if end - start > 5 and text[end - 3 : end].isdigit() else ""
        text = f"{text[:start]}…{kept}{text[end:]}"
    return text
