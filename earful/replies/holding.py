"""What a holding reply may say, in the customer's language; a person changes it, and sends it."""

from datetime import datetime

from django.utils import formats, timezone, translation

TEXTS = {
    "en": "Thank you for your message. I have seen it and am looking into it. I will come back to you by {by}.",
    "de": "Danke für deine Nachricht. Ich habe sie gesehen und gehe dem nach. Ich melde mich bis {by} wieder.",
    "es": "Gracias por tu mensaje. Lo he visto y lo estoy revisando. Te respondo antes de las {by}.",
    "fr": "Merci pour votre message. Je l’ai vu et je m’en occupe. Je reviens vers vous avant {by}.",
    "it": "Grazie per il messaggio. L’ho visto e me ne sto occupando. Ti rispondo entro {by}.",
    "nl": "Bedankt voor je bericht. Ik heb het gezien en zoek het uit. Ik kom er voor {by} op terug.",
    "pt": "Obrigado pela sua mensagem. Já a vi e estou a tratar do assunto. Respondo até {by}.",
}


def suggested(language: str, until: datetime) -> str:
    """A first wording, with the time as the clock on the workspace's wall shows it; English for other languages."""
    known = language if language in TEXTS else "en"
    with translation.override(known):
        local = timezone.localtime(until)
        today = local.date() == timezone.localdate()
        at = formats.date_format(local, "H:i" if today else "l, H:i")
    return TEXTS[known].format(by=at)
