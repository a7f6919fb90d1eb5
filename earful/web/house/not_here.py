"""Networks that Earful does not know yet, and what they would ask of you: said, so that nobody looks for them in vain."""

from django.utils.translation import gettext_noop as _

from earful.channels.offering import Needs

# What each asks of a program that reads and answers on behalf of a brand, by its own documentation in 2026.
NOT_HERE: tuple[tuple[str, Needs, str], ...] = (
    ("Disqus", Needs.ACCOUNT, _("An application registered there; answers need a sign-in on its own pages.")),
    ("Facebook, Messenger", Needs.REVIEW, _("Meta looks at each program before it sees what strangers write.")),
    ("Instagram", Needs.REVIEW, _("A professional account; for answers after a day, Meta's consent.")),
    ("LinkedIn", Needs.REVIEW, _("Open to partners that LinkedIn has chosen.")),
    ("Threads", Needs.REVIEW, _("An application of your own with Meta; there are no private messages.")),
    ("TikTok", Needs.REVIEW, _("TikTok decides; its private messages are closed to programs in Europe.")),
    ("WhatsApp", Needs.ACCOUNT, _("A business account with Meta; messages cost money beyond a free number of them.")),
    ("X", Needs.PAYMENT, _("Reading costs per post; answers are allowed only to those who called you.")),
    ("YouTube", Needs.ACCOUNT, _("A project with Google, and a daily number of questions one may ask.")),
)
