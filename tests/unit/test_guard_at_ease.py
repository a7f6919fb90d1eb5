"""Good answers that sound a little like something the guard stops, and what they sound like."""

import pytest

from earful.channels.contract import Can, Length
from earful.replies.guard import About, Letter, check
from earful.replies.guard.reading import Text


def codes(text: str, said: str, language: str) -> set[str]:
    about = About(said=said, language=language, public=True, first=True)
    letter = Letter(text=text, length=Length(1, None, "characters"), can=Can(send=True), about=about)
    return {ruling.code for ruling in check(letter)}


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("The audio guide is wrong", "Room 4 was moved last week. Until tonight type 40 instead of 4.", "en"),
        ("¿Por qué subió el abono?", "El ayuntamiento retiró la mitad de la ayuda; con familia numerosa sigue en 16.", "es"),
        ("Il me faut une facture", "Elle est dans Commandes, avec notre numéro de TVA et les 20 % sur une ligne.", "fr"),
        ("Bus komt niet", "Hij rijdt nu met 12 minuten vertraging en is bij de brug.", "nl"),
        ("Reservé dos noches y sale una", "Ya está bien. La web se equivocó con el cambio de hora.", "es"),
        ("They charged me twice", "One of the two went back to your card at 3 pm today, nothing to do for you.", "en"),
        ("wc dicht", "In Zwolle bijgevuld, je ticket is ook in de volgende trein geldig.", "nl"),
        ("¿hay arreglo?", "Hay una solución provisional: apagar el filtro. La definitiva llega el jueves.", "es"),
        ("Wo ist Ihre neue Praxis?", "Seit April in der Bahnhofstraße 31, zweiter Stock mit Aufzug.", "de"),
        ("Pers: wie bel ik?", "De persdienst, 020 555 03 31, werkdagen 9 tot 18 uur.", "nl"),
        ("rappel de la chaise haute ?", "Seulement les lots HC-2207 à HC-2219, c'est sous l'assise.", "fr"),
        ("waar meld ik een gat in de weg", "Hier mag ook: in welke straat en bij welk nummer?", "nl"),
        ("can you ring me", "We can. Send us your number in a private message and Jill rings you today.", "en"),
    ],
)  # fmt: skip
def test_it_is_left_alone(said: str, text: str, language: str) -> None:
    assert codes(text, said, language) == set()


@pytest.mark.parametrize(
    ("said", "text", "language", "code"),
    [
        ("Shoes fell apart", "We'll swap them. And the new boots are now only £39 instead of £59!", "en", "selling"),
        ("¡Qué rico!", "¡Gracias! Síguenos en Instagram y no te pierdas nada.", "es", "selling"),
        ("who can I ring", "Ring Dave at home if it's urgent, 01632 960712, he won't mind.", "en", "personal_data"),
        ("where did it go", "To 9 Lark Rise, your neighbour Mrs Hall took it.", "en", "personal_data"),
        ("Tarjeta bloqueada", "Usted se equivocó de clave tres veces. A las doce se abre.", "es", "blame"),
        ("inloggen lukt niet", "Noem je gebruikersnaam en de laatste vier van je pas.", "nl", "asks_personal_data"),
    ],
)
def test_what_it_sounds_like_is_not(said: str, text: str, language: str, code: str) -> None:
    assert code in codes(text, said, language)


def test_the_dot_of_a_number_ends_no_sentence() -> None:
    text = Text.read("Version 5.14.2 is from 12.04.2026. It costs 3.50 more.", "")
    assert [part.words for part in text.parts] == ["version 5.14.2 is from 12.04.2026.", "it costs 3.50 more."]


@pytest.mark.parametrize(
    ("said", "text", "language", "code"),
    [
        ("refund?", "It went back to 4111111111111111 this morning.", "en", "personal_data"),
        ("you broke it lol", "lol, calm down please, it is only a kettle.", "en", "talking_down"),
        ("it hums at night", "I have never seen this before, so I will look into it and get back to you.", "en", "no_due_time"),
    ],
)  # fmt: skip
def test_one_word_beside_it_excuses_nothing(said: str, text: str, language: str, code: str) -> None:
    assert code in codes(text, said, language)


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("Esse molho é forte demais kkk", "Kkkk coitada! Pão e leite apagam o fogo.", "pt"),
        ("A text asks for my PIN", "Delete it. We will never ask you for a PIN, by text or on the phone.", "en"),
        ("Please put the allergens on the site", "Good idea, and you are not the only one to ask. They are there from the 15th.", "en"),
        ("I lost my save", "Hold L1 in the menu and choose the older profile.", "en"),
    ],
)  # fmt: skip
def test_comfort_and_a_shared_laugh_are_no_fault(said: str, text: str, language: str) -> None:
    assert codes(text, said, language) == set()
