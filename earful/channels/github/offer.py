"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.ACCOUNT,
    5,
    _("Issues and discussions of the repositories you name, and what is said below them."),
    cannot=(_("Pull requests are not read."),),
    sketches=(
        Sketch(1, _("Settings"), (_("Settings"), _("Developer settings"), _("Fine-grained tokens"))),
        Sketch(
            2,
            _("New fine-grained personal access token"),
            (),
            (
                (_("Token name"), "Earful"),
                (_("Repository access"), _("Only select repositories")),
                (_("Issues"), _("Read and write")),
                (_("Discussions"), _("Read and write")),
            ),
            _("Generate token"),
        ),
    ),
)
