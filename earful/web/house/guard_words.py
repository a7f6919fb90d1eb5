"""The guard's rules by name, and what each looks for."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "selling": (_("Selling"), _("Offers, coupons, pushes for products, calls to follow, like, share or rate.")),
    "campaign_link": (_("Campaign links"), _("Links that count who came, or lead to a campaign.")),
    "personal_data": (_("Personal data in public"), _("Phone numbers, mail and postal addresses, cards, accounts, numbers of orders, unless they are the house's own.")),
    "asks_personal_data": (_("Asking for personal data in public"), _("A question whose answer everybody could read.")),
    "placeholder": (_("Gaps not filled in"), _("Names in braces or brackets that a template left behind.")),
    "wish": (_("To somebody who wishes to be left alone"), _("It stands on the customer's page; once they speak again they can be answered.")),
    "broken_link": (_("Broken links"), _("Cut off, with a space inside, or to a machine only you can reach.")),
    "short_link": (_("Shortened links"), _("Nobody can see where they lead.")),
    "dm_first": (_("Only “write to us privately”"), _("A first public answer that helps nobody who reads along.")),
    "compensation": (_("Money offered in public"), _("Vouchers, credit, presents. What somebody is owed by law is none.")),
    "talking_down": (_("From above"), _("Sarcasm, threats, “calm down”, “as I already said”.")),
    "wrong_name": (_("Another's name"), _("A greeting to somebody else than whom you answer.")),
    "language": (_("Another language"), _("Than the one they wrote in, unless they asked for it.")),
    "after_solved": (_("After it is solved"), _("And they have said nothing since.")),
    "unasked": (_("To somebody who did not speak to you"), _("They did not name, ask or answer you.")),
    "too_often": (_("Too often"), _("Three messages or more since they last spoke.")),
    "by_fellow": (_("Over a fellow customer's answer"), _("Somebody has answered it well already.")),
    "same_text": (_("The same words to many"), _("Three others or more within a day.")),
    "no_due_time": (_("A promise without a time"), _("“We will get back to you”, and no word of when.")),
    "blame": (_("Reproaches"), _("“You should have”, “you failed to”.")),
    "canned": (_("Nothing but phrases"), _("Apologies and thanks without a word about the matter.")),
    "jargon": (_("Words from inside"), _("That a customer has not used and need not know.")),
    "shouting": (_("Shouting"), _("Words in capitals, rows of exclamation marks.")),
}  # fmt: skip
