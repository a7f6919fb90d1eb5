"""Whom a text speaks to: placeholders nobody filled, a name that is not theirs, a language they did not write."""

import re
from collections.abc import Iterator

from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Text, language_of, plain
from earful.replies.guard.signs import common, folded, pattern

NAMES = r"(?:first|last|full|sur|user|customer|client|agent|brand|company|order|ticket|case|booking|product|vor|nach|kunden|bestell|firmen|mein|voor|achter|klant|pre|pre?nom)?[ _-]?(?:name|nom|nombre|nome|naam|prenom|prénom|apellidos?|sobrenome|apelido|achternaam|nachname|surname|date|datum|fecha|data|number|nummer|numero|número|order|bestellung|commande|pedido|customer|kunde|client|cliente|klant|agent|brand|product|produkt|produit|time|uhrzeit|heure|hora|tijd|city|stadt|link|url|id|amount|betrag|anrede|vorname|nachname|company|firma|store|filiale|email|e-mail|phone|details|day|tag|price|xx+)"
FILL = r"(?:insert|enter|add|fill|check|ask|confirm|name|time|date|branch|here|tbc|tbd|einf[üu]gen|erg[äa]nzen|eintragen|pr[üu]fen|fragen|kl[äa]ren|hier|ins[ée]rer|compl[ée]ter|confirmer|v[ée]rifier|demander|ajouter|ici|poner|completar|confirmar|preguntar|rellenar|a[ñn]adir|aqu[íi]|inserir|preencher|perguntar|verificar|colocar|invullen|navragen|checken|aanvullen|nakijken|controleren)"
SURE = 3  # words of a language, before one says that a reply is in another than it should be
FIELD = r"(?:fecha|hora|nombre|apellidos?|importe|tienda|lugar|date|heure|nom|pr[ée]nom|magasin|montant|ville|datum|uhrzeit|vorname|nachname|betrag|filiale|ort|name|time|shop|store|amount|data|nome|apelido|valor|loja|naam|tijd|bedrag|winkel|plaats)"
# Other programs' gaps, values that were none, a greeting to nobody, a preposition before nothing.
LEFT = (
    r"\*\|[A-Z_:]{2,30}\|\*|\{![^{}\n]{1,40}\}|\[%[^%\n]{1,40}%\]|(?<=\s)%(?:\d\$)?s(?=[\s,.!])|\{\d\}|\[object Object\]|\[\?+\]|\(\?{1,3}\)|<\?+>|(?<![A-Za-z0-9])XX(?![A-Za-z0-9])|#{3,}|"
    r"(?i:^(?:@\S+\s+)?(?:hi|hello|dear|hey|hallo|liebe[rs]?|bonjour|cher|ch[èe]re|hola|estimad[oa]|ol[áa]|oi|beste|geachte|dag) (?:null|undefined|none|nan|n/a)\b)|"
    r"(?i:^(?:@\S+\s+)?(?:hi|hello|dear|hey|hallo|liebe[rs]?|bonjour|cher|ch[èe]re|hola|ol[áa]|beste|geachte|guten tag|dag) ,)|"
    r"\b(?:by|until|before|am|bis|vom|zum|el|le|du|dia|op|v[óo][óo]r|number|Nummer|num[ée]ro|n[úu]mero|nummer) +[.,;](?=\s|$)|"
    r"\b(?=[A-Z]+_)(?:[A-Z]+_)*(?:NAME|NUMBER|NR|DATE|DATUM|CUSTOMER|KUNDE|CLIENT|ORDER|AGENT|LINK|URL|TIME|AMOUNT|NOMBRE|FECHA|NOM|NUMERO|NOME|NAAM)(?:_[A-Z]+)*\b|"
    r"\b[a-z]+_(?:name|number|nummer|date|datum|nombre|nom|nome|naam)\b|"
    r"\[(?:ein|the|your|our|my|ihr|ihre|dein|deine|unser|votre|notre|ton|tu|su|nuestro|seu|sua|nosso|je|uw|ons|agent|team|signature|unterschrift|firma|firme)(?: [\w-]+){1,4}\]|"
)
HOLES = re.compile(
    LEFT +
    r"\b(?:HH|hh):(?:MM|mm)\b|(?<![\w:])[Xx]{2}:[Xx]{2}(?![\w:])|\$(?:NOM|NAME|NOMBRE|NOME|NAAM|VORNAME|PRENOM|[A-Z]{4,20})\b|(?<!\d)\.\./\.\.|\B\.{3} ?€|"
    r"(?:\b(?:Herrn?|Frau|Mr|Mrs|Ms|Mme|M|Sra?|Srta|Se[ñn]ora?|Monsieur|Madame|Dhr|Mevr|Senhora?)\b\.?[ /]*)+(?:NAME|NACHNAME|NOM|NAAM|ACHTERNAAM|APELLIDOS?|NOMBRE|SURNAME|APELIDO|NOME|SOBRENOME)\b|"
    rf"(?i:\[(?:[àa] )?{FILL}(?: [^\[\]\n]{{1,40}})\]|\([^()\n]{{0,20}}\b(?:name|time|date|number) here\)|\((?:poner|insertar|rellenar|completar|inserir|colocar|preencher|mettre|ins[ée]rer|compl[ée]ter|insert|fill in|invullen|einf[üu]gen|eintragen)(?: [^()\n]{{1,30}})?\)|[«‹]\s?{FIELD}\s?[»›])|\bby TB[CD]\b|\bTB[CD] \(|"
    r"\{\{[^{}\n]{0,60}\}\}|\$\{[^{}\n]{1,60}\}|<%=?[^%\n]{1,60}%>|\{%[^%\n]{1,60}%\}|%%?[A-Z][A-Z_]{2,30}%%?|%\([a-z_]+\)s|"
    r"(?<![\w`'\"])\{[ ]?[A-Za-zÀ-ÿ][\w À-ÿ.'-]{1,40}\}|"
    r"(?i:[\[<{(](?:[^\[\]<>{}()\n]{0,40}\b)?(?:insert|einfügen|einfuegen|eintragen|einsetzen|pegar|insertar|insérer|inserer|coller|inserir|colar|invoegen|invullen|plakken|ausfüllen|rellenar|preencher|compléter|fill in)\b[^\[\]<>{}()\n]{0,40}[\]>})])|"
    r"\?\?[/.-]\?\?|\b[Xx]{2}[,./-][Xx]{2,4}\b|\b[Xx]{2,} ?(?:h|Uhr|uur|€)\b|##[./-]##|(?<![\w$])\$[a-z_]{4,30}\b|\.{8,}|[€$£] ?(?:\.{3}|…)(?=[ ,])|<<[^<>\n]{2,40}>>|<[a-zà-ÿ_ -]{5,30}>|\*[^*\n]{0,30}\b(?:insert|inserir|insertar|insérer|invoegen|einfügen|zetten|hier|here|aqui|aquí|ici)\b[^*\n]{2,40}\*|%[a-zà-ÿ_]{3,30}%|\b(?i:(?:dd|tt|jj|aa)[-./]mm(?:[-./](?:jjjj|yyyy|aaaa|yy|jj))?)\b|\b[A-ZÀ-Ý]{3,}(?: [A-ZÀ-Ý]{3,})* (?:HERE|HIER|AQUI|AQUÍ|ICI)\b|"
    r"\b(?:NAME|NAAM|NOMBRE|NOME|NOM|TEXTO?|TEXTE|DATUM|DATE|FECHA|BEDRAG|BETRAG|MONTANT|IMPORTE|ENLACE|LIEN|LINK)(?: [A-ZÀ-Ý]{2,})+\b|"
    rf"(?i:[\[<](?:\w+[ _-]){{0,3}}{NAMES}(?:[ _-]\w+){{0,3}}[\]>])|\[[A-ZÀ-Ý][A-ZÀ-Ý _-]{{3,40}}\]|"
    r"(?<![A-Za-z0-9])X{3,}(?![A-Za-z0-9])|\b(?:xxx+)\b|\bTO[D]O\b|\b(?:FIX[M]E|LOREM)\b|(?i:lorem ipsum)|\b(?:Max|Erika|Maxi) Mustermann\b|\b(?:John|Jane) Doe\b|\bTT\.MM\.|\bDD[./]MM\b|\bJJ/MM\b|_{3,}|\[\.\.\.\]|\[…\]|<\s*>|\[\s*\]|"
    r"(?i:\b(?:dear|hello|hi) (?:customer|client|user|first|last) ?name\b)|\b(?:Lieber?|Hallo|Sehr geehrter?) (?:Kunden|Vor|Nach)name\b|\[[Nn]ame[^\]]{0,20}\]|#[A-Z_]{4,}#|@@\w+@@",
    re.UNICODE,
)  # fmt: skip
MEANT = re.compile(r"(?i)^[\[({<](?:sic|optional\w*|\d+|x|ok|esc|enter|ctrl|shift|alt|tab|s|e|in|a|link)[\])}>]$")
ABOUT_ONE = re.compile(
    r"\b(?:templates?|sjablo\w+|vorlagen?|modelos?|modeles?|plantillas?|platzhalter|placeholders?|accolades?|chavetas|llaves|klammern?|curly|braces?|brackets?|crochets?|corchetes|colchetes|haakjes|fields?|feld(?:er)?|champs?|campos?|veld(?:en)?|variablen?|variables?|variaveis|footer|fusszeile|shortcuts?|kurzel|raccourcis?|atajos?|atalhos?|sneltoets\w*)\b"
)  # how a gap is written may be the answer
BEFORE = 3  # words at most, before the name somebody is greeted by
HANDLES = re.compile(r"^(?:@\S+\s+)+")
ENDS = re.compile(
    r"(?:[.!?:;]|(?:^|\s)(?:and|und|et|y|en|e))$"
)  # behind it something else begins: "good morning and sorry"
TITLE = r"(?:Herrn?|Hr|Frau|Fr|Mr|Mrs|Ms|Miss|Mme|Madame|Monsieur|M|Sr|Sra|Srta|Señora?|Don|Doña|Dona|Seu|[Mm]evrouw|[Mm]evr|[Mm]eneer|[Dd]hr|Dr|Dra|Prof|Familie|Family|Famille|Fam[ií]lia)"
CALLED = rf"(?:{TITLE}\.? ){{0,3}}(?P<name>[A-ZÀ-Ý][a-zà-ÿ'-]{{1,20}})(?: (?P<last>[A-ZÀ-Ý][a-zà-ÿ'-]{{1,20}}))?\s*(?:[,!.:;–—]|(?<=\s)-|\n|$)"
SIGNED = 3  # words at the end of what they wrote, where their name may stand
GENERIC = frozenset(
    [
        "there",
        "all",
        "everyone",
        "everybody",
        "team",
        "again",
        "folks",
        "you",
        "guys",
        "both",
        "and",
        "from",
        "to",
        "the",
        "it",
        "this",
        "we",
        "i",
        "thanks",
        "thank",
        "sorry",
        "zusammen",
        "an",
        "und",
        "alle",
        "ihr",
        "euch",
        "wir",
        "danke",
        "leute",
        "a",
        "tous",
        "et",
        "toutes",
        "tout",
        "le",
        "monde",
        "merci",
        "nous",
        "je",
        "vous",
        "madame",
        "monsieur",
        "todos",
        "todas",
        "y",
        "que",
        "gracias",
        "equipo",
        "buenas",
        "senor",
        "senora",
        "muchas",
        "cliente",
        "kunde",
        "klant",
        "client",
        "customer",
        "kundin",
        "klanten",
        "mevrouw",
        "meneer",
        "heer",
        "allemaal",
        "iedereen",
        "en",
        "bedankt",
        "wij",
        "ik",
        "tudo",
        "bem",
        "todos",
        "e",
        "obrigado",
        "obrigada",
        "senhora",
        "senhor",
        "clientes",
        "friend",
        "sir",
        "madam",
        "mr",
        "mrs",
        "ms",
        "miss",
        "herr",
        "frau",
        "dr",
        "guest",
        "traveller",
        "reader",
        "wie",
        "wat",
        "hoe",
        "fijn",
        "leuk",
        "wat",
        "dank",
        "vielen",
        "schon",
        "toll",
        "super",
        "no",
        "yes",
        "ja",
        "nein",
        "oui",
        "si",
        "sim",
        "hoi",
        "hello",
        "hi",
        "lovely",
        "good",
        "great",
        "please",
        "just",
        "sad",
        "happy",
        "so",
        "that",
        "what",
        "yes",
        "your",
        "our",
        "congratulations",
        "understood",
        "noted",
        "done",
        "agreed",
        "congrats",
        "absolutely",
        "wow",
        "perfect",
        "apologies",
        "entschuldigung",
        "gluckwunsch",
        "perfekt",
        "prima",
        "klasse",
        "felicitations",
        "bravo",
        "desole",
        "desolee",
        "parfait",
        "disculpa",
        "disculpe",
        "enhorabuena",
        "felicidades",
        "perfecto",
        "genial",
        "desculpe",
        "desculpa",
        "parabens",
        "perfeito",
        "gefeliciteerd",
        "excuses",
        "gast",
        "gastin",
        "gaste",
        "gasten",
        "leser",
        "leserin",
        "fahrgast",
        "kunden",
        "nachbar",
        "nachbarin",
        "huesped",
        "hospede",
        "voyageur",
        "voyageuse",
        "reiziger",
        "lezer",
    ]
)


def findings(text: Text, about: About) -> Iterator[Finding]:
    """All three."""
    hole = next((m[0] for m in HOLES.finditer(LINK.sub(" ", text.text)) if not MEANT.match(m[0])), "")
    if hole and hole not in text.said and not ABOUT_ONE.search(text.whole):
        yield "placeholder", hole, None
    elif name := _misnamed(text, about):
        right = _first(about.customer)
        yield (
            "wrong_name",
            name,
            re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", right, text.text, count=1) if right else None,
        )
    if _foreign(text, about.language):
        yield "language", "", None


def _first(customer: str) -> str:
    found = re.match(r"[A-ZÀ-Ý][a-zà-ÿ'-]+(?= |$)", customer.strip())
    return found[0] if found else ""


def _misnamed(text: Text, about: About) -> str:
    """A name after the greeting that is neither theirs, or short for it, nor in what they signed with."""
    greeting = pattern(text.languages, "manners.greeting").match(plain(text.text))
    words = len(greeting[0].split()) if greeting else 0  # "Guten Tag" greets by two, and names nobody Tag
    bare = HANDLES.sub("", text.text.strip())
    found = greeting and re.match(rf"(?P<before>(?:\S+\s+){{{words},{max(words, BEFORE)}}}?){CALLED}", bare)
    if not found or not about.customer or ENDS.search(found["before"].rstrip()):
        return ""
    names = [folded(one) for one in found.group("name", "last") if one]
    theirs, said = (set(re.findall(r"[^\W\d_]+", folded(words))) for words in (about.customer, text.said))
    signed = folded(" ".join(word for word in text.said.split()[-SIGNED:] if word[0].isupper()))
    known, glued = theirs | set(re.findall(r"[^\W\d_]+", signed)), re.sub(r"[\W\d_]", "", folded(about.customer))
    if any(_same(name, known) or name in said | GENERIC or (len(name) > 2 and name in glued) for name in names):
        return ""
    if any(name in common(language) for language in text.languages for name in names):
        return ""
    others = set(re.findall(r"[^\W\d_]+", folded(" ".join(about.others))))
    return str(found["name"]) if _first(about.customer) or any(_same(name, others) for name in names) else ""


def _same(name: str, known: set[str]) -> bool:
    """The same name, or one short for the other."""
    return any(_short(name) == _short(one) or (min(len(name), len(one)) > 2 and name[:3] == one[:3]) for one in known)


def _short(name: str) -> str:
    """With umlauts that were written out as they are folded: Juergen is Jürgen."""
    return re.sub(r"([aou])e", r"\1", name)


def _foreign(text: Text, language: str) -> bool:
    """Whether it is surely in one language, and what it answers in another, and it was not asked for."""
    ours, theirs = language_of(text.text, SURE), language or language_of(text.said, 1)
    if not theirs or not ours or theirs == ours:
        return False
    if _shares(text.text, theirs) * 2 > _shares(text.text, ours) or _shares(text.said, ours):
        return False
    return not pattern((ours,), "asked_for_it").search(text.asked)


def _shares(text: str, language: str) -> int:
    return sum(word in common(language) for word in re.findall(r"[a-z']{2,}", plain(text)))
