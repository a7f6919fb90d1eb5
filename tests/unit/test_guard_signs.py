"""The guard's groups of signs one by one: what each finds, and what looks like it and is none."""

import pytest

from earful.channels.contract import Can, Length
from earful.replies.guard import About, Letter, check


def codes(text: str, said: str = "My kettle leaks.") -> set[str]:
    about = About(said=said, customer="Ida Brandt", public=True)
    return {one.code for one in check(Letter(text, Length(10, None, "characters"), Can(send=True), about=about))}


ASKED = [
    ("Which order number is it?", "My kettle leaks."),
    ("Your customer number, please, Ida.", "My kettle leaks."),
    ("Ihre Kundennummer bitte, Frau Brandt.", "Mein Kessel ist undicht."),
    ("Wie lautet Ihre Telefonnummer?", "Mein Kessel ist undicht."),
    ("Quel est votre numéro de client ?", "Ma bouilloire fuit, que faire ?"),
    ("¿Cuál es su número de pedido?", "Mi hervidor pierde agua, ¿qué hago?"),
    ("Qual é o seu número de cliente?", "A minha chaleira está a perder água."),
    ("Wat is je ordernummer?", "Mijn waterkoker lekt, wat nu?"),
]
NOT_ASKED = [
    ("We send the new kettle to your address today.", "My kettle leaks."),
    ("The code was sent to your phone number at 9:40.", "Where is my code?"),
    ("The serial number is printed on the bottom.", "Where is the serial number?"),
    ("We never ask for your password.", "Was that mail from you?"),
    ("Wir schicken den neuen heute an Ihre Adresse.", "Mein Kessel ist undicht."),
    ("Die Kundennummer steht oben auf der Rechnung.", "Wo steht meine Kundennummer?"),
    ("Le code a été envoyé à votre adresse mail à 9 h 40.", "Où est mon code ?"),
    ("Het nummer staat onderop.", "Waar vind ik het serienummer?"),
]
TOLD = [
    "The fine for your car LK21 ABC is lifted.",
    "The money went to FR76 3000 4028 3798 7654 3210 943 this morning.",
    "Your membership 6330 1120 4471 holds 840 points.",
    "Found it under K7RR4M, Ida.",
]
OF_THE_HOUSE = [
    ("Open 192.168.1.1 in your browser and press save.", "How do I get into the router?"),
    ("It is complaints@kettles.example.", "Where do complaints go?"),
    ("Est é reclamacoes@kettles.example.", "Qual é o vosso email?"),
    ("The station of the police there has 020 7946 0018.", "Who has found things?"),
]
GAPS = [
    "We are open from HH:MM on Sundays.",
    "The next bus leaves at xx:xx from stop B.",
    "Dear *|FNAME|*, the kettle is on its way.",
    "Hello null, the kettle is on its way.",
    "It arrives by . See you then.",
    "Sehr geehrte Frau NACHNAME, der Kessel ist unterwegs.",
    "Bonjour, la bouilloire part le [à confirmer avec Paul].",
    "Hola, cerramos a las (poner hora).",
    "Hello ORDER_NUMBER, it is on its way.",
]
NO_GAPS = [
    "Size XXL fits best.",
    "Press Menu, then Network, then 6.",
    "Type {date} in the footer, and each page carries the day.",
    "The ETA is tomorrow at 10:00.",
]
FOR_LATER = ["Which line was that? I'll ask the driver now.", "It is checked once a year, free of charge."]


@pytest.mark.parametrize(("text", "said"), ASKED)
def test_a_question_whose_answer_all_would_read_is_found(text: str, said: str) -> None:
    assert "asks_personal_data" in codes(text, said)


@pytest.mark.parametrize(("text", "said"), NOT_ASKED)
def test_where_something_goes_or_stands_is_no_question(text: str, said: str) -> None:
    assert "asks_personal_data" not in codes(text, said)


@pytest.mark.parametrize("text", TOLD)
def test_plates_accounts_and_numbers_in_groups_are_one_persons(text: str) -> None:
    assert "personal_data" in codes(text)


@pytest.mark.parametrize(("text", "said"), OF_THE_HOUSE)
def test_what_a_house_publishes_is_nobodys(text: str, said: str) -> None:
    assert "personal_data" not in codes(text, said)


@pytest.mark.parametrize("text", GAPS)
def test_gaps_of_every_form_are_found(text: str) -> None:
    assert "placeholder" in codes(text)


@pytest.mark.parametrize("text", NO_GAPS)
def test_what_looks_like_a_gap_is_none(text: str) -> None:
    assert "placeholder" not in codes(text)


@pytest.mark.parametrize("text", FOR_LATER)
def test_what_is_done_now_or_again_is_no_promise_without_a_time(text: str) -> None:
    assert "no_due_time" not in codes(text)


HINTS = [
    ("The valve is on page 4. By the way, our Plus members save a third on every filter!", "My kettle leaks."),
    ("Das Ventil steht auf Seite 4. Übrigens: Mit unserer Pluskarte sparen Sie ein Drittel!", "Mein Kessel ist undicht."),
    ("La valve est à la page 4. Au fait, notre formule Premium est offerte, profitez-en vite !", "Ma bouilloire fuit, que faire ?"),
]  # fmt: skip
NO_HINTS = [
    ("The guarantee covers it: we repair it at no charge, and you have it back on Friday.", "My kettle leaks."),
    ("You do not need a membership for that; the app is free.", "Do I have to be a member to use the app?"),
    ("Die Garantie deckt das, die Reparatur kostet Sie nichts.", "Mein Kessel ist undicht."),
    ("La garantie couvre cela, la réparation ne vous coûte rien.", "Ma bouilloire fuit, que faire ?"),
]


@pytest.mark.parametrize(("text", "said"), HINTS)
def test_weak_signs_that_come_together_sell(text: str, said: str) -> None:
    assert "selling" in codes(text, said)


@pytest.mark.parametrize(("text", "said"), NO_HINTS)
def test_help_that_costs_nothing_sells_nothing(text: str, said: str) -> None:
    assert "selling" not in codes(text, said)


@pytest.mark.parametrize("text", ["Buy now with code TRAIN20.", "Get 20% off your next ticket."])
def test_a_plain_offer_is_one_though_nothing_else_is_said(text: str) -> None:
    assert "selling" in codes(text, "Where is my train?")
