"""Links: that they lead somewhere, openly, and count nobody."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from earful.kit.counted import bare, counts
from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Text

SHORT = frozenset(
    [
        "bit.ly",
        "t.co",
        "tinyurl.com",
        "ow.ly",
        "lnkd.in",
        "goo.gl",
        "buff.ly",
        "is.gd",
        "cutt.ly",
        "rb.gy",
        "shorturl.at",
        "t.ly",
        "tiny.cc",
        "rebrand.ly",
        "bl.ink",
        "dlvr.it",
        "ift.tt",
        "v.gd",
        "tr.im",
        "s.id",
        "n9.cl",
        "acortar.link",
        "kurzelinks.de",
        "short.io",
        "snip.ly",
        "soo.gd",
        "x.gd",
        "adf.ly",
        "trib.al",
        "fb.me",
        "youtu.be.com",
        "amzn.to",
        "j.mp",
        "u.to",
        "qr.ae",
        "shorte.st",
        "spr.ly",
        "hubs.ly",
        "mailchi.mp",
        "lc.cx",
        "urlz.fr",
        "encurtador.com.br",
        "dub.sh",
        "bitly.com",
        "tiny.one",
    ]
)
CAMPAIGN = re.compile(r"/(?:campaigns?|promo(?:tion)?s?|sale|deals?|offers?|black-?friday|angebote?|aktion(?:en)?|soldes|offres?|ofertas?|aanbieding(?:en)?|rebajas|promocoes|descuentos?|rabatt)(?:[/?#._-]|$)", re.IGNORECASE)  # fmt: skip
HELP = re.compile(
    r"(?i)\b(?:help|hilfe|support|faq|hc|docs|aide|ayuda|ajuda|terms|legal|agb)\b"
)  # about offers, not one
INSIDE = re.compile(
    r"^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0|[^.:]+(?::\d+)?$|.*\.(?:local|internal|intranet|lan|corp|intern|localdomain)(?::\d+)?$)",
    re.IGNORECASE,
)
BROKEN = re.compile(
    r"https?://https?:?/|https?:/[^/\s]|https?//|htt(?:ps?)?:/?/?(?:\s|$)|\bhttps?:\s+//|\bh?ttps?;//|https?://\s|https?://[^\s/]*(?:\s*/\s+\w|…|\.{3})|https?://\S*(?:…|\.{3})|"
    r"[\[(<{](?:insert |your |add |put |the |hier |mettre |inserer |insérer |enlace |poner |link |lien |invoegen |inserir )*(?:link|url|lien|enlace|hyperlink)(?: here| hier| ici| aqui| aquí| einfügen| einsetzen| to [a-z ]+| zu[rm]? [a-zäöü ]+)?[\])>}]|"
    r"(?:https?://|www\.)[\w.-]+/[\w-]+ [\w-]+/|https?://[\w-]+ \.[a-z]{2,3}|https?://[\w.-]+\. [a-z]{2,3}/|www\. \w|https?://[\w.-]+/ \w+[/-]\w+|https?://www\.(?:\s|$)",
    re.IGNORECASE,
)


def findings(text: Text, _about: About) -> Iterator[Finding]:
    """Links that count, that hide where they lead, and that lead nowhere."""
    links = [(link.span(), link[0].rstrip(".,;:!?)]}>'\"…")) for link in LINK.finditer(text.text)]
    counting = [(span, link) for span, link in links if counts(link)]
    if counting:
        mended = text.text
        for (start, _end), link in reversed(counting):
            mended = mended[:start] + bare(link) + mended[start + len(link) :]
        yield "campaign_link", counting[0][1], mended
    elif found := next((link for _span, link in links if CAMPAIGN.search(link) and not HELP.search(link)), ""):
        yield "campaign_link", found, None
    if found := next((link for _span, link in links if _host(link) in SHORT), ""):
        yield "short_link", found, None
    broken = BROKEN.search(text.text)
    if broken or any(
        INSIDE.match(_host(link)) for _span, link in links if "://" in link or link.lower().startswith("www.")
    ):
        yield "broken_link", broken[0] if broken else links[0][1], None


def _host(link: str) -> str:
    whole = link if "://" in link else f"http://{link}"
    try:
        return urlsplit(whole).netloc.rpartition("@")[2].lower().removeprefix("www.")
    except ValueError:
        return ""
