"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.ACCOUNT,
    5,
    _("Comments of members below the posts of your own Ghost site, also those that are hidden there."),
    cannot=(_("Ghost knows no spam: what is called so here is deleted there, and its author is not told."),),
    sketches=(
        Sketch(
            0,
            _("Ghost, the settings"),
            (_("Settings"), _("Integrations"), _("Add custom integration")),
            ((_("Name"), "Earful"),),
            _("Add"),
        ),
        Sketch(2, _("Ghost, the members"), (_("Members"), _("New member")), ((_("Name"), "Northwind"),), _("Save")),
    ),
)
