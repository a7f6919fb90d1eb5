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
PLACE = joined(
    ["(shop|store|branch|office|showroom|clinic|museum|library|depot|surgery)(s|es)?", "(laden|filiale|geschaft|buro|praxis|museum|werkstatt)[a-z]*", "(boutique|magasin|agence|bureau|guichet|musee|cabinet)s?",
     "(tienda|oficina|sucursal|museo|taller|clinica|ventanilla)s?", "(loja|agencia|escritorio|oficina|museu|balcao)s?", "(winkel|kantoor|vestiging|museum|praktijk|loket)[a-z]*"]
)  # fmt: skip
LINE = joined(
    ["(what|which)( is| 's|'s)?( the| your)? (phone )?(number|line)", "(phone|telephone) number", "press( office)?", "help ?(line|desk)?", "hotline", "switchboard", "who (do|can) i (call|ring|phone)", "number (do|can) i (call|ring)", "where (do|can) i (report|complain)[a-z ]*",
     "wo (melde|kann) ich", "waar (meld|kan) ik", "(donde|onde) (denuncio|aviso|reclamo)", "ou (signaler|se plaindre)",
     "(welche|unter welcher|wie lautet die) (telefon)?nummer", "presse[a-z]*", "hilfe", "zentrale", "notaufnahme", "(quel|quelle)( est)? (le |votre )?(numero|ligne)", "service presse", "standard", "aide",
     "(que|cual es el|a que) (numero|telefono)", "(gabinete|sala) de prensa", "ayuda", "centralita", "(qual|que)( e)?( o)? (numero|telefone)", "(assessoria|gabinete) de imprensa", "ajuda", "(welk|wat is het) (telefoon)?nummer", "persdienst", "hulp"]
)  # fmt: skip
PAY = joined(
    ["(donat|spend|doa|dono|doo|donn)[a-z]*", "dons?", "(where|how) (do|can|should) i (pay|transfer|give)", "wohin (soll ich |muss ich )?(uberweis|zahl)[a-z]*", "(ou|comment) (payer|virer|verser|donner)", "(donde|como) (pago|ingreso|transfiero|dono)",
     "(onde|como) (pago|transfiro|deposito)", "(waar|hoe) (betaal|stort|geef|schrijf) ik"]
)  # fmt: skip
THING = joined(
    ["(spare |replacement )?parts?", "part number", "seals?", "batch(es)?", "lots?", "recall[a-z]*", "model(s|l|le|lo|los|len)?", "isbn", "serial[a-z]*", "how (big|large|heavy|wide)", "size", "(ersatz)?teil[a-z]*", "dichtung", "charge[n]?", "ruckruf[a-z]*", "norm", "wie (gross|schwer|breit)",
     "piece", "joint", "rappele[a-z]*", "norme", "dimensions?", "taille", "recambio[s]?", "junta", "lote[s]?", "retira[a-z]*", "norma", "medidas?", "peca[s]?", "borracha", "recolh[a-z]*", "onderdeel", "dichting", "teruggeroepen", "afmetingen", "(mostra|zeigt|shows?|affiche|muestra|toont)( [a-z]+){0,2} (codigo|code|fehler|erreur|error|fout)[a-z]*", "which law", "gesetz", "loi", "ley", "lei", "wet"]
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


def asks_where_to_pay(asked: str) -> bool:
    """Whether they want to pay or give, and look for an account of the house."""
    return bool(PAY.search(asked)) and not ME.search(asked)
