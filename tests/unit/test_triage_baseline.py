"""What the first triage makes of ordinary messages, in seven languages. All messages are written for this test."""

import pytest

from earful.triage import baseline
from earful.triage.rules import Assessment, Earlier, Subject

NAMES = ("Northwind Outdoor", "northwind.town")
ASKED = Earlier("The zip of my tent is broken.", ours=False, same_author=True)
ANSWERED = Earlier("We have sent you a new one.", ours=True, same_author=False)
TALK = (ASKED, ANSWERED)


def judge(text: str, why: str = "mention", **more: object) -> Assessment:
    return baseline.assess(Subject(text, why, names=NAMES, **more))  # type: ignore[arg-type]  # -- fields by name


def codes(verdict: Assessment) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("@northwind.town where is my parcel? It should have been here by now.", "question", "en"),
        ("The boots fell apart after a week and nobody answers my mails.", "complaint", "en"),
        ("I love the new rain jacket, great work!", "praise", "en"),
        ("It would be great if you brought back the blue rucksack.", "suggestion", "en"),
        ("Wo bleibt mein Paket? Wann kommt es endlich?", "question", "de"),
        ("Der Reißverschluss ist schon wieder kaputt, ich bin enttäuscht.", "complaint", "de"),
        ("Großes Lob, die neue Jacke ist super!", "praise", "de"),
        ("Es wäre schön, wenn es den Rucksack auch in Blau gäbe.", "suggestion", "de"),
        ("Bonjour, où est ma commande ? Quand arrive-t-elle ?", "question", "fr"),
        ("La tente est arrivée cassée, je suis très déçue.", "complaint", "fr"),
        ("Bravo pour la nouvelle veste, je l'adore !", "praise", "fr"),
        ("Ce serait bien d'avoir ce sac en bleu aussi.", "suggestion", "fr"),
        ("¿Dónde está mi pedido? ¿Cuándo llega?", "question", "es"),
        ("La tienda llegó rota y nadie responde, qué vergüenza.", "complaint", "es"),
        ("Me encanta la chaqueta nueva, excelente trabajo.", "praise", "es"),
        ("Sería genial tener la mochila también en azul.", "suggestion", "es"),
        ("Onde está o meu pedido? Quando chega?", "question", "pt"),
        ("A barraca chegou quebrada e ninguém responde, péssimo.", "complaint", "pt"),
        ("Adorei a jaqueta nova, parabéns pelo trabalho!", "praise", "pt"),
        ("Fica a dica: seria legal ter a mochila em azul.", "suggestion", "pt"),
        ("Dov'è il mio ordine? Quando arriva?", "question", "it"),
        ("La tenda è arrivata rotta e nessuno risponde, che delusione.", "complaint", "it"),
        ("Complimenti, la giacca nuova è bellissima!", "praise", "it"),
        ("Sarebbe bello avere lo zaino anche in blu.", "suggestion", "it"),
        ("Waar blijft mijn bestelling? Wanneer komt die?", "question", "nl"),
        ("De tent is nog steeds niet geleverd en niemand reageert, schandalig.", "complaint", "nl"),
        ("Complimenten voor de nieuwe jas, geweldig!", "praise", "nl"),
        ("Het zou leuk zijn om die rugzak ook in het blauw te hebben.", "suggestion", "nl"),
    ],
)
def test_what_is_said_to_us_is_shown_and_named(text: str, kind: str, language: str) -> None:
    verdict = judge(text)
    assert verdict.needs_answer
    assert (verdict.kind, verdict.language) == (kind, language)
    assert verdict.language_p > 0.8
    assert not verdict.spam


@pytest.mark.parametrize(
    "text",
    [
        "Thanks so much for your help!", "Perfect, thank you 🙏", "Vielen Dank für die schnelle Hilfe!", "Danke euch, super",
        "Merci beaucoup pour votre aide", "Muchas gracias por la ayuda", "Muito obrigada pela ajuda!", "Grazie mille, gentilissimi",
        "Bedankt voor de hulp!", "👍", "❤️",
    ],
)  # fmt: skip
def test_a_thank_you_after_our_answer_closes_the_talk(text: str) -> None:
    verdict = judge(text, "reply", earlier=TALK)
    assert not verdict.needs_answer
    assert codes(verdict)[0] == "closing_thanks"
    assert verdict.urgency == 0


@pytest.mark.parametrize(
    "text", ["ok", "Alles klar", "D'accord", "Vale, entendido", "Combinado", "Va bene", "Is goed", "Got it"]
)
def test_taking_note_closes_the_talk_too(text: str) -> None:
    verdict = judge(text, "reply", earlier=TALK)
    assert not verdict.needs_answer
    assert codes(verdict)[0] == "acknowledges"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but it is still broken", "Thank you! When will it arrive?", "My order number is 48213", "It is the red one from the spring sale",
        "Danke, aber es geht immer noch nicht", "Merci, mais toujours rien reçu", "Gracias, pero sigue sin funcionar",
        "Obrigado, mas ainda não chegou", "Grazie, ma non è ancora arrivato nulla: non funziona", "Bedankt, maar het werkt nog steeds niet",
        "Thanks! I sent the receipt to the address on your page, and the number on the label is B-204",
    ],
)  # fmt: skip
def test_a_talk_that_goes_on_is_shown(text: str) -> None:
    assert judge(text, "reply", earlier=TALK).needs_answer


def test_thanks_out_of_the_blue_are_praise_and_are_shown() -> None:
    verdict = judge("Thank you, your staff in the shop were so helpful")
    assert verdict.needs_answer
    assert verdict.kind == "praise"


def test_what_a_program_sent_waits_for_nobody_whatever_it_says() -> None:
    away = judge("Where is my order? @northwind I am away, is this urgent?", "automatic")
    assert not away.needs_answer
    assert codes(away)[0] == "sent_by_program"


def test_bystanders_are_left_in_peace_unless_they_name_us() -> None:
    beside = judge("My tent leaks too, any idea?", "context")
    assert not beside.needs_answer
    assert codes(beside)[0] == "context_only"
    for text in ("My Northwind Outdoor tent leaks too", "@northwind.town mine leaks too", "@northwind mine is broken"):
        verdict = judge(text, "context")
        assert verdict.needs_answer, text
        assert "names_us" in codes(verdict)


def test_speaking_to_somebody_else_under_our_post() -> None:
    verdict = judge("@ben.town look at this", "reply")
    assert not verdict.needs_answer
    assert codes(verdict)[0] == "speaks_to_others"
    assert judge("@northwind.town @ben.town look at this", "reply").needs_answer
    assert baseline.assess(Subject("@ben.town look at this", "reply")).needs_answer  # nobody knows what we are called


@pytest.mark.parametrize(
    ("text", "urgency", "code"),
    [
        ("The stove caught fire in my hand", 2, "safety"),
        ("We are stranded at the hut, the bus was cancelled, what should we do?", 2, "stranded"),
        ("My account was hacked, please help", 2, "safety"),
        ("I need an answer today, urgent: we leave in an hour", 1, "time_presses"),
        ("You charged twice and I want a refund", 1, "money"),
        ("My lawyer will write to you about this", 1, "legal"),
        ("I am cancelling my subscription and switching to another shop", 1, "threatens_to_leave"),
        ("Der Kocher ist explodiert", 2, "safety"),
        ("Wir sitzen fest und kommen nicht nach Hause", 2, "stranded"),
        ("Mein Anwalt meldet sich", 1, "legal"),
        ("Le réchaud a pris feu", 2, "safety"),
        ("C'est très urgent, je pars demain matin", 1, "time_presses"),
        ("El hornillo explotó", 2, "safety"),
        ("Nos cobraron dos veces, quiero un reembolso", 1, "money"),
        ("O fogareiro pegou fogo", 2, "safety"),
        ("Vou ao Procon amanhã, quero falar com um advogado", 1, "legal"),
        ("Il fornello ha preso fuoco", 2, "safety"),
        ("Siamo bloccati in montagna", 2, "stranded"),
        ("De brander is ontploft", 2, "safety"),
        ("Ik wil mijn geld terug", 1, "money"),
        ("Which size fits a child of ten?", 0, "question_mark"),
    ],
)
def test_urgency_comes_from_what_is_at_stake(text: str, urgency: int, code: str) -> None:
    verdict = judge(text)
    assert verdict.needs_answer
    assert verdict.urgency == urgency
    assert code in codes(verdict)


def test_a_customer_left_alone_becomes_urgent() -> None:
    again = (ASKED, Earlier("Hello? The zip?", ours=False, same_author=True))
    verdict = judge("Still no answer, I want a refund", "mention", earlier=again)
    assert "asked_again" in codes(verdict)
    assert verdict.urgency > judge("The colour is lovely", "mention", earlier=again).urgency


@pytest.mark.parametrize(
    "text",
    [
        "Free crypto airdrop! Claim your 500 USDT now, join my Telegram https://spam.example/x #crypto #btc",
        "Passives Einkommen mit Krypto, garantierte Rendite! Link in Bio https://spam.example #bitcoin #forex",
        "Gana dinero desde casa con bitcoin, ganancias garantizadas, clic aquí https://spam.example",
    ],
)
def test_advertising_is_put_aside(text: str) -> None:
    verdict = judge(text)
    assert verdict.spam
    assert not verdict.needs_answer
    assert codes(verdict)[0] == "promotes"


@pytest.mark.parametrize(
    "text",
    [
        "Somebody writes to me in your name: claim your free crypto airdrop, click here. Is that you?",
        "The promo code from your giveaway does not work, help please https://northwind.example/cart",
        "Your casino night giveaway was so much fun #fun #town #night #summer",
        "https://northwind.example/tent/4 https://northwind.example/tent/5 https://northwind.example/tent/6 which one is lighter?",
    ],
)  # fmt: skip
def test_customers_who_only_sound_like_it_are_not(text: str) -> None:
    assert not judge(text).spam


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I am not very happy with the new backpack", "complaint"),
        ("No problem at all, lovely shop", "praise"),
        ("Das ist nicht gut", "complaint"),
        ("Je ne suis pas très contente", "complaint"),
        ("Sin problemas, todo perfecto", "praise"),
    ],
)
def test_a_negation_turns_words_round(text: str, kind: str) -> None:
    assert judge(text).kind == kind


def test_words_of_another_language_do_not_count() -> None:
    assert "legal" not in codes(
        judge("Le sentier est trop court et la vue est belle, je reviens samedi avec mes enfants")
    )
    assert judge("Der Weg zum Bad ist weit, aber das Wetter war gestern sehr angenehm").kind == "other"


def test_a_language_without_a_list_is_shown_and_says_so() -> None:
    verdict = judge("Mój namiot przyjechał bez śledzi i nie wiem co teraz zrobić")
    assert verdict.language == "pl"
    assert verdict.needs_answer
    assert "unread_language" in codes(verdict)


def test_short_texts_are_honest_about_their_language() -> None:
    verdict = judge("ok")
    assert verdict.language == "und"
    assert verdict.language_p < 0.5
    assert (judge("👍").language, judge("👍").language_p) == ("und", 0.0)
    assert judge("Danke", claimed=("de-CH",)).language == "de"
    assert judge("This is plainly an English sentence about tents", claimed=("de",)).language == "en"


def test_nothing_but_a_picture_is_shown() -> None:
    assert "picture_only" in codes(judge("", has_pictures=True))
    assert judge("", has_pictures=True).needs_answer
    assert judge("@northwind.town").needs_answer


def test_reasons_name_the_words_that_were_found() -> None:
    (complaint,) = [r for r in judge("The strap is BROKEN and it smells awful").reasons if r.code == "complains"]
    assert complaint.words == "BROKEN"
    assert complaint.weight > 0
