"""Numbers and places that anybody may know, beside those of one person."""

import pytest

from earful.channels.contract import Can, Length
from earful.replies.guard import About, Letter, check


def told(text: str, said: str, language: str) -> bool:
    about = About(said=said, language=language, public=True)
    letter = Letter(text=text, length=Length(1, None, "characters"), can=Can(send=True), about=about)
    return any(ruling.code == "personal_data" for ruling in check(letter))


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("Which number do I ring about a leak?", "020 7946 0018, day and night.", "en"),
        ("Pressestelle?", "0421 555 0018, werktags neun bis fünf.", "de"),
        ("¿Gabinete de prensa?", "987 555 018, de lunes a viernes.", "es"),
        ("what's the part number of the seal", "It's 00614-223B, any hardware shop has it.", "en"),
        ("Quel lot est rappelé ?", "De L2309-4 à L2311-1, sur le couvercle.", "fr"),
        ("Winkel in Gent?", "Veldstraat 12, naast de bakker, tot 18 uur.", "nl"),
        ("Loja em Évora?", "Rua da República 12, ao lado da padaria, até às 18.", "pt"),
        ("Does USB-C charge it?", "Yes, any USB-C 65 W charger does.", "en"),
    ],
)
def test_what_anybody_may_know_is_told(said: str, text: str, language: str) -> None:
    assert not told(text, said, language)


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("Which number do you have for me?", "07911 123456, and it rang out twice.", "en"),
        ("¿Qué móvil tienen mío?", "Lo intentamos en el 612 345 678 a las 10.", "es"),
        ("Où est le livreur ?", "Devant le 118 ter avenue Jean Jaurès en ce moment.", "fr"),
        ("Entrega de mi madre", "Doña Edna Lobo, camino de la Iglesia 5, firmó ella.", "es"),
        ("Meu pacote", "O rastreio BR123456789BR tá em Curitiba.", "pt"),
        ("Mein Päckchen", "Sendung 00340434161094042557 ist in Kassel.", "de"),
        ("INSS", "No CPF 529.982.247-25 o benefício já consta.", "pt"),
        ("Sécu", "Au 2 87 03 13 055 123 45 le remboursement est parti lundi.", "fr"),
        ("Auto klaar?", "De blauwe Polo, kenteken XX-123-B, staat gewassen klaar.", "nl"),
        ("Fecha mal en el formulario", "Nos consta que nació el 4 de marzo de 1987, ¿es eso?", "es"),
    ],
)
def test_what_is_one_persons_is_not(said: str, text: str, language: str) -> None:
    assert told(text, said, language)
