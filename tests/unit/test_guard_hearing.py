"""What is heard in a reply beside the signs, and the guard without it."""

import shutil
from pathlib import Path

import pytest

from earful.channels.contract import Can, Length
from earful.replies.guard import About, Letter, Strength, check, hearing, weighing


def codes(text: str, said: str, language: str, *, first: bool = False, public: bool = True) -> set[str]:
    about = About(said=said, language=language, public=public, first=first)
    letter = Letter(text=text, length=Length(1, None, "characters"), can=Can(send=True), about=about)
    return {ruling.code for ruling in check(letter)}


def test_each_sentence_is_heard_by_where_it_stands() -> None:
    text = "Hold the button for ten seconds. Ok. The Pro never does that, it is yours from £29 today!"
    spans = [(0, 32), (33, 36), (37, len(text)), (len(text), len(text) + 1)]
    heard = hearing.heard(text, "My speaker hangs", spans)
    assert [one is None for one in heard] == [False, False, False, True]
    assert hearing.heard("Yes, ok.", "My speaker hangs", [(0, 8)]) == (None,)


def test_the_same_words_sound_otherwise_to_who_asked_for_them() -> None:
    text = "It starts at £29 a month and includes the sports channels."
    asked, unasked = (
        hearing.heard(text, said, [(0, len(text))])[0]
        for said in ("What does Premium cost?", "My screen stays black since noon.")
    )
    assert asked is not None
    assert unasked is not None
    assert unasked.sells > asked.sells


def test_what_is_too_long_to_be_read_is_not_heard_in_its_middle() -> None:
    text = "It is on its way to you now. " * 200
    heard = hearing.heard(text, "", [(place, place + 29) for place in range(0, len(text), 29)])
    assert heard[0] is not None
    assert heard[100] is None


@pytest.mark.parametrize("gone", hearing.FILES)
def test_without_a_file_of_weights_nothing_is_heard(gone: str, tmp_path: Path) -> None:
    for name in hearing.FILES:
        if name != gone:
            (tmp_path / name).symlink_to(hearing.FOLDER / name)
    assert hearing.load(tmp_path) is None


def test_beside_other_words_than_it_learned_with_it_does_not_listen(tmp_path: Path) -> None:
    for name in hearing.FILES:
        shutil.copy(hearing.FOLDER / name, tmp_path / name)
    with (tmp_path / "precise.onnx").open("ab") as file:
        file.write(b" ")
    assert hearing.load(tmp_path) is None


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("Radio cuts out in the tunnel", "No DAB in there, sadly. A hybrid set switches to streaming, we've one at a third off till Sunday.", "en"),
        ("Pizza war kalt", "Der Fahrer hatte einen Platten. Probieren Sie beim nächsten Mal unbedingt unsere neue Trüffelpizza!", "de"),
        ("Mes écouteurs grésillent", "Réinitialisez-les dix secondes. La gamme Pro vient de sortir et n'a pas ce souci, dès 49 € !", "fr"),
    ],
)  # fmt: skip
def test_a_push_is_heard(said: str, text: str, language: str) -> None:
    assert "selling" in codes(text, said, language)


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("Engineer didn't show", "So sorry. What's the address and a mobile we can reach you on?", "en"),
        ("Falta o reembolso", "Com que e-mail fez a compra, e qual é o NIF?", "pt"),
        ("Registreren lukt niet", "Vertel eens met welk mailadres je ingeschreven bent.", "nl"),
        ("Where is my parcel?", "Our system does not show your order. What is your order number?", "en"),
        ("Où est mon colis ?", "Notre système ne montre rien. Quel est votre numéro de commande ?", "fr"),
        ("Cadê meu pedido?", "O sistema não mostra nada. Qual é o número do seu pedido?", "pt"),
        ("¿Dónde está mi pedido?", "El sistema no ha mostrado nada. ¿Cuál es tu número de pedido?", "es"),
    ],
)
def test_a_question_for_personal_data_is_heard(said: str, text: str, language: str) -> None:
    assert "asks_personal_data" in codes(text, said, language)


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("Do I need Pro to export pdfs?", "No, the free version does it: File, Share, PDF. Pro only adds batches.", "en"),
        ("Habt ihr die Jacke im Angebot?", "Ja, bis Samstag für 49 statt 79 Euro, in Grün nur noch in L.", "de"),
        ("Your app keeps throwing me out", "Without revealing your e-mail address, could you share a screenshot of the message?", "en"),
        ("Votre appli me déconnecte", "Sans montrer votre adresse mail, une capture du message nous aiderait, vous pouvez ?", "fr"),
        ("¿Dónde está mi número de cliente?", "Arriba a la derecha en cada factura. No lo escribas aquí.", "es"),
    ],
)  # fmt: skip
def test_an_answer_is_left_alone(said: str, text: str, language: str) -> None:
    assert codes(text, said, language) & {"selling", "asks_personal_data"} == set()


@pytest.mark.parametrize(
    ("said", "text", "language", "code"),
    [
        ("My meter reading is wrong", "Thanks for flagging it. One of us will pick this up and let you hear the outcome.", "en", "no_due_time"),
        ("Der Zähler zählt falsch", "Dem gehen wir nach. Sie hören dann von uns, wenn die Kollegen draufgeschaut haben.", "de", "no_due_time"),
        ("The fridge hums", "Let's take this to the message box, where it is easier to talk.", "en", "dm_first"),
        ("El frigo hace ruido", "Mejor lo hablamos por el chat privado, ¿vale?", "es", "dm_first"),
    ],
)  # fmt: skip
def test_a_promise_and_a_way_out_are_heard(said: str, text: str, language: str, code: str) -> None:
    assert codes(text, said, language, first=True) == {code}


def test_signs_are_mistaken_where_a_clear_no_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    said, text = "Der Zähler zählt falsch", "Wir melden uns bei Ihnen."
    heard = hearing.heard(text, said, [(0, len(text))])[0]
    assert heard is not None
    assert codes(text, said, "de") == {"no_due_time"}
    monkeypatch.setitem(weighing._table()["bars"], "promises_not", heard.promises + 0.1)
    monkeypatch.setitem(weighing._table()["bars"], "promises", heard.promises + 0.2)
    assert codes(text, said, "de") == set()


def test_a_call_to_follow_is_never_taken_for_an_answer() -> None:
    assert weighing.together(-6.0, -20.0, {"follow": True}) > weighing.together(-6.0, -20.0, {"follow": False}) + 5
    assert weighing.together(0.0, -20.0, {}) == weighing.together(0.0, -5.0, {}), "no sign weighs less"


def test_what_makes_up_for_something_speaks_against_a_push_but_not_against_a_clear_one() -> None:
    plain, made_up = (weighing.together(2.0, -5.0, {"gift": gift}) for gift in (False, True))
    assert made_up < plain
    assert weighing.together(4.0, 3.0, {"gift": True}) > weighing.bar("heard"), (
        "heard clearly, and said in words that sell"
    )


@pytest.mark.parametrize(
    ("said", "text", "language", "code"),
    [
        ("Two hours late with the kids", "I am so sorry, that was far too long. Your next ride is one you will not have to pay for.", "en", "compensation"),
        ("Twee uur te laat", "Sorry dat het zo liep. De volgende rit betalen wij voor je.", "nl", "compensation"),
    ],
)  # fmt: skip
def test_a_gift_is_heard_without_a_word_that_says_so(said: str, text: str, language: str, code: str) -> None:
    assert codes(text, said, language) == {code}
    assert codes(text, said, language, public=False) == set(), "in private it may be given"


def test_an_ear_of_another_version_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "QUESTIONS", hearing.QUESTIONS + 1)
    assert hearing.load(hearing.FOLDER) is None


@pytest.mark.parametrize(
    ("weight", "told"),
    [(Strength.REFUSE, {"placeholder"}), (Strength.NOTE, {"placeholder", "language"}), (None, {"language"})],
)
def test_a_rule_that_is_off_or_weaker_says_nothing_for_another(weight: Strength | None, told: set[str]) -> None:
    about = About(said="Wo ist mein Paket?", language="de", public=True)
    text = "Hi [NAME], your parcel is on its way and will be with you on Friday."
    letter = Letter(
        text=text,
        length=Length(1, None, "characters"),
        can=Can(send=True),
        about=about,
        strengths={"placeholder": weight},
    )
    assert {ruling.code for ruling in check(letter)} == told
