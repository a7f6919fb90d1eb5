"""What is said to people about Hacker News, as sentences."""

from earful.kit.words import gettext_noop as _

READ_ONLY = _(
    "Hacker News takes no answers from programs. Open the comment there, answer under your own name, and note here what you wrote."
)
NO_WORDS = _("Words: enter at least one. Hacker News is heard by what is searched for.")
NO_USER = _("Your user name there: nobody on Hacker News is called that. Capital and small letters count.")
NO_SEARCH = _("Search: this address does not answer as the search of Hacker News does.")
STRANGE = _("Hacker News gives an answer that cannot be read. Earful asks again.")
