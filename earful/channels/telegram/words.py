"""What is said to people about Telegram, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Bot token: enter the token that BotFather gave you, for example 123456:ABC-DEF.")
NO_TOKEN = _("Bot token: Telegram does not know it. Copy it whole from BotFather.")
NO_BOT = _("Bot token: what answers to it is no bot.")
NO_API = _("Server: this is not a web address. It begins with https://.")
INSECURE = _("Server: it must be reached by https, or the token could be read on the way.")
INTERNAL = _("This address lies inside a private network. The owner must allow it in EARFUL_TRUSTED_HOSTS.")
NO_HEARS = _("In groups: write all or named.")
NO_ADDRESS = _("Address of this desk: this is not an https address without a path, as Telegram can reach it.")
BAD_ADDRESS = _("Address of this desk: Telegram does not accept it. It must be https, on port 443, 80, 88 or 8443.")
TAKEN = _(
    "Bot token: another program is told by webhook what this bot hears. End that there first, or write yes under Take over."
)
EXPIRED = _("Telegram no longer accepts the bot's token. Ask BotFather for the token and sign in again.")
AWAY = _("Telegram cannot be reached at the moment. Earful keeps trying.")
BUSY = _("Telegram asks to be left alone for a while.")
STRANGE = _("Telegram answered something that cannot be understood. Earful keeps trying.")
ANOTHER = _(
    "Another program fetches what this bot hears. Only one can: end the other one, or give it a bot of its own."
)
HOOKED = _("Another program has set a webhook for this bot, so nothing can be fetched. Remove it there.")
UNCALLED = _("Telegram did not know our address any more. It was set again, and what Telegram had kept was fetched.")
UNREACHED = _("Telegram could not reach this desk. What it had kept was fetched, and our address set again.")
NO_HOOK = _("Telegram has no address to call us at.")
OTHER_HOOK = _("Telegram calls another address than ours: another program has set it.")
CANNOT_REACH = _("Telegram cannot reach the address of this desk.")
LOST = _("The connection broke off while the message was on its way. Telegram does not say whether it arrived.")
CANNOT_ASK = _("Telegram lets no bot look at what it has sent. Look in the chat, then decide here.")
NO_PARENT = _("What this answers cannot be found any more. Nothing was sent.")
BLOCKED = _("They have blocked the bot, or ended their account. Nothing was sent.")
PUT_OUT = _("The bot is not in this group any more. Nothing was sent.")
MUTED = _("The bot may not write in this group. Nothing was sent.")
GONE = _("What this answers was deleted. Nothing was sent.")
TOO_LONG = _("Telegram takes no message that is so long. Nothing was sent.")
CAPTION = _("With a picture, Telegram takes at most 1,024 characters. Nothing was sent.")
REFUSED = _("Telegram refused this message. Nothing was sent.")
NO_PICTURE = _("This picture cannot be fetched.")
NO_PLACE = _("What was kept about how far Telegram was read cannot be used. Connect the account again.")
UNPROVEN = _("This call does not bear the secret that Telegram was given.")
NOT_READ = _("This call holds no update.")
STARTED = "[Pressed Start.]"
