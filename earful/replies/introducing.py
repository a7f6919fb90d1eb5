"""How somebody who goes on with a conversation may say who they are, in the customer's language."""

TEXTS = {
    "en": "Hello, I am {name}. I am taking over from {other} and have read what you wrote.",
    "de": "Hallo, ich bin {name}. Ich übernehme von {other} und habe gelesen, was bisher geschrieben wurde.",
    "es": "Hola, soy {name}. Sigo yo en lugar de {other} y he leído lo anterior.",
    "fr": "Bonjour, je suis {name}. Je prends la suite de {other} et j’ai lu les échanges.",
    "it": "Ciao, sono {name}. Continuo io al posto di {other} e ho letto tutto.",
    "nl": "Hallo, ik ben {name}. Ik neem het over van {other} en heb alles gelezen.",
    "pt": "Olá, sou {name}. Continuo no lugar de {other} e já li o que foi escrito.",
}


def introduction(language: str, name: str, other: str) -> str:
    """One sentence, with first names; English for other languages."""
    first, before = (" ".join(one.split()[:1]) or one for one in (name, other))
    return TEXTS.get(language, TEXTS["en"]).format(name=first, other=before)
