"""Numbers and places that are nobody's: what customers ask of a house, and of things."""

import re

from earful.replies.guard.signs import joined

# The customer speaks of themself: then what they ask for is theirs.
ME = re.compile(
    r"\b(?:me|my|mine|our|us|mir|mich|mein\w*|uns\w*|moi|mon|ma|mes|nous|notre|nos|mi|mis|mio|mia|tienen mio|conmigo|nuestr\w+|meu|minha|meus|mim|comigo|"
    r"nosso|nossa|mij|mijn|ons|onze)\b"
)
BROUGHT = re.compile(  # who brings something stands before a home
    r"\b(?:courier|driver|parcel|package|delivery|kurier|fahrer|paket|packchen|sendung|lieferung|livreur|colis|livraison|mensajero|repartidor|paquete|pedido|"
    r"estafeta|entregador|encomenda|pacote|koerier|bezorger|chauffeur|pakje|pakket|technician|engineer|techniker|monteur|technicien|tecnico)\b"
)
HOME = re.compile(  # somebody lives there, or took something in for another
    r"\b(?:flat|apt|apartment|neighbou?rs?|signed|handed|took (?:it|this)|mr|mrs|(?:bei|chez|con|com|bij|with) (?:de |der |la |el |a |o )?(?:frau|herrn?|mme|senora?|senhora?|dona|d\.|mevrouw|meneer) |nachbar\w*|familie|herr|unterschr\w+|angenommen|og|voisine?s?|signe|m\.|mme|vecin\w+|firm\w+|vizinh\w*|assin\w+|"
    r"buren|buur\w*|getekend|tekende|meneer|mevrouw|dto|esq|on file|on record)\b|\d\.? ?[oº°]|\?$"
)
PLACE = joined(
    ["(shop|store|branch|office|showroom|clinic|museum|library|depot|surgery)(s|es)?", "(laden|filiale|geschaft|buro|praxis|museum|werkstatt)[a-z]*", "(boutique|magasin|agence|bureau|guichet|musee|cabinet)s?",
     "(tienda|oficina|sucursal|museo|taller|clinica|ventanilla)s?", "(loja|agencia|escritorio|oficina|museu|balcao)s?", "(winkel|kantoor|vestiging|museum|praktijk|loket)[a-z]*"]
)  # fmt: skip
LINE = joined(
    ["(what|which)( is| 's|'s)?( the| your)? (phone )?(number|line)", "(phone|telephone) number", "press( office)?", "help ?(line|desk)?", "hotline", "switchboard", "who (do|can) i (call|ring|phone)", "(press|presse|prensa|imprensa|pers)", "wen (rufe ich|kann ich) ?(an|anrufen)?", "qui (appeler|joindre)", "a quien (llamo|aviso)", "(para|pra) quem (ligo|eu ligo)", "wie (bel|kan ik bellen|moet ik bellen)( ik)?", "number (do|can) i (call|ring)", "where (do|can) i (report|complain)[a-z ]*",
     "wo (melde|kann) ich", "waar (meld|kan) ik", "(donde|onde) (denuncio|aviso|reclamo)", "ou (signaler|se plaindre)",
     "(welche|unter welcher|wie lautet die) (telefon)?nummer", "presse[a-z]*", "hilfe", "zentrale", "notaufnahme", "(quel|quelle)( est)? (le |votre )?(numero|ligne)", "service presse", "standard", "aide",
     "(que|cual es el|a que) (numero|telefono)", "(gabinete|sala) de prensa", "ayuda", "centralita", "(qual|que)( e)?( o)? (numero|telefone)", "(assessoria|gabinete) de imprensa", "ajuda", "(welk|wat is het) (telefoon)?nummer", "persdienst", "hulp"]
)  # fmt: skip
STREETS = joined(
    ["pot ?holes?", "(street ?)?lights?( out)?", "lamp ?posts?", "kerbs?", "graffiti", "fly[- ]?tipping", "bins? (is|are|not|overflow)[a-z]*", "(fallen |overhanging )?trees?", "pavements?", "burst pipe",
     "schlagloch", "laterne[n]?", "strassenlampe[n]?", "gehweg", "mull", "baum", "nid[s]?[- ]de[- ]poule", "lampadaires?", "trottoirs?", "arbres?", "bache[s]?", "farolas?", "baldosas?", "acera", "arbol(es)?",
     "buracos?", "postes?", "iluminacao", "passeio", "calcada", "arvores?", "gat in de weg", "(losse )?stoeptegels?", "lantaarn(paal|palen)?", "straatlamp(en)?", "stoep", "boom", "zwerfvuil"]
)  # fmt: skip
PAY = joined(
    ["(donat|spend|doa|dono|doo|donn|donar|donac|donativ)[a-z]*", "dons?", "(where|how) (do|can|should) i (pay|transfer|give)", "wohin (soll ich |muss ich )?(uberweis|zahl)[a-z]*", "(ou|comment) (payer|virer|verser|donner)", "(donde|como) (pago|ingreso|transfiero|dono)",
     "(onde|como) (pago|transfiro|deposito)", "(waar|hoe) (betaal|stort|geef|schrijf) ik"]
)  # fmt: skip
THING = joined(
    ["(spare |replacement )?parts?", "(akku|batterie|pile|pila|bateria|accu|batterij|battery|filter|filtre|filtro|cartridge|patrone|cartouche)(s|n|en|ies)?", "part number", "seals?", "batch(es)?", "lots?", "recall[a-z]*", "model(s|l|le|lo|los|len)?", "isbn", "serial[a-z]*", "how (big|large|heavy|wide)", "size", "(ersatz)?teil[a-z]*", "dichtung", "charge[n]?", "ruckruf[a-z]*", "norm", "wie (gross|schwer|breit)",
     "piece", "joint", "rappel(e[a-z]*)?", "norme", "dimensions?", "taille", "recambio[s]?", "junta", "lote[s]?", "retira[a-z]*", "norma", "medidas?", "peca[s]?", "borracha", "recolh[a-z]*", "onderdeel", "dichting", "terug(geroepen|roep[a-z]*)", "afmetingen", "(mostra|zeigt|shows?|affiche|muestra|toont)( [a-z]+){0,2} (codigo|code|fehler|erreur|error|fout)[a-z]*", "which law", "gesetz", "loi", "ley", "lei", "wet"]
)  # fmt: skip


def asks_for_a_line(asked: str) -> bool:
    """Whether they want to know whom to call, and do not speak of a number of their own."""
    return bool(LINE.search(asked)) and not ME.search(asked)


def asks_for_a_place(asked: str) -> bool:
    """Whether they want to know where something is that everybody may visit."""
    return bool(PLACE.search(asked)) and not ME.search(asked) and not BROUGHT.search(asked)


def asks_for_a_thing(asked: str) -> bool:
    """Whether they ask about a thing that bears a number."""
    return bool(THING.search(asked)) and not ME.search(asked)


def asks_about_a_street(asked: str) -> bool:
    """Whether they tell of something out in the street, which one has to find."""
    return bool(STREETS.search(asked)) and not ME.search(asked)


def asks_where_to_pay(asked: str) -> bool:
    """Whether they want to pay or give, and look for an account of the house."""
    return bool(PAY.search(asked)) and not ME.search(asked)
