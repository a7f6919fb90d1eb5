"""What is said to people about Discord, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Bot token: enter the token from the page Bot of your application.")
NO_TOKEN = _("Bot token: Discord does not know it. Make a new one on the page Bot and copy it whole.")
NO_BOT = _("Bot token: what answers to it is no bot.")
NO_SERVER = _("The bot is on no server yet. Open the link from the page OAuth2, and let it onto yours first.")
NO_HEARS = _("On servers: write all or named.")
MANY_ROOMS = _("Only these channels: these are more than 500, or one name is longer than 100 characters.")
NO_ROOM = _("Only these channels: the bot sees none of them. Check the names, and whether the bot may view them.")
NO_API = _("Interface: this is not a web address. It begins with https://.")
INSECURE = _("Interface: it must be reached by https, or the token could be read on the way.")
INTERNAL = _("This address lies inside a private network. The owner must allow it in EARFUL_TRUSTED_HOSTS.")
EXPIRED = _("Discord no longer accepts the bot's token. Make a new one on the page Bot and sign in again.")
AWAY = _("Discord cannot be reached at the moment. Earful keeps trying.")
BUSY = _("Discord asks to be left alone for a while.")
STRANGE = _("Discord answered something that cannot be understood. Earful keeps trying.")
BLOCKED = _("Discord blocks requests from this machine for now. Earful asks again later.")
LOST = _("The connection broke off while the message was on its way. Earful looks whether it stands.")
CHANGE_LOST = _("The connection broke off while the change was on its way. Earful looks whether it was made.")
DELETE_LOST = _("The connection broke off while the message was being deleted. Earful looks whether it is gone.")
NO_PARENT = _("What this answers cannot be found any more. Nothing was sent.")
CLOSED = _("They take no private messages from the bot. Nothing was sent.")
PUT_OUT = _("The bot does not see this channel any more. Nothing was sent.")
MUTED = _(
    "The bot may not write in this channel. It needs Send Messages, in threads as well, and Read Message History. Nothing was sent."
)
LOCKED = _("This thread is closed or locked. Nothing was sent.")
GONE = _("What this answers was deleted. Nothing was sent.")
HELD = _("A rule of this server does not let the message through. Change the words or the links. Nothing was sent.")
TOO_LONG = _("Discord takes no message over 2,000 characters. Nothing was sent.")
TOO_LARGE = _("Discord takes no pictures that are so large. Nothing was sent.")
REFUSED = _("Discord refused this message. Nothing was sent.")
NOT_SAID = _("The channel has been too busy to tell whether the message stands there. Look there, then decide here.")
UNSEEN = _("The bot does not see this channel any more, so nobody can say whether the message stands there.")
OURS_GONE = _("The message does not stand there any more.")
CHANGED_ELSEWHERE = _("Somebody changed this message in another place meanwhile.")
NO_CHANGE = _("Discord does not let this message be changed.")
NO_PICTURE = _("This picture cannot be fetched.")
NO_PLACE = _("What was kept about how far Discord was read cannot be used. Connect the account again.")
HIDDEN = _("Discord does not hand over the words of messages on servers, unless they name the bot.")
SHOW = _("Switches on Message Content Intent for the bot, as on the page Bot of your application.")
NOT_LIFTED = _(
    "Discord did not let it be switched on from here. Switch on Message Content Intent on the page Bot of your application."
)
UNSEEN_WORDS = "[Discord does not hand over the words of this message. Read it there.]"
