"""What is said to people about WordPress, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the address of the blog, your user name there and an application password.")
NO_SITE = _("Address: no WordPress was found there, or it does not let other programs in.")
INSECURE = _("Address: the blog must be reached by https, or the password could be read on the way.")
INTERNAL = _("This address lies inside a private network. The owner must allow it in EARFUL_TRUSTED_HOSTS.")
NO_PASSWORD = _("Application password: the blog does not accept it for this user. Make a new one and copy it whole.")
NO_RIGHT = _("User name: this user may not moderate comments there. An editor or an administrator may.")
EXPIRED = _("The blog no longer accepts the application password. Make a new one and sign in again.")
AWAY = _("The blog cannot be reached at the moment. Earful keeps trying.")
BUSY = _("The blog asks to be left alone for a while.")
STRANGE = _("The blog answered something that cannot be understood. Earful keeps trying.")
LOST = _("The connection broke off while the comment was on its way. Earful looks whether it stands.")
CLOSED = _("The blog takes no more comments below this post. Nothing was sent.")
GONE = _("The comment is not there any more. Nothing was sent.")
SAME = _("The same words stand there already, by the same user. Nothing was sent.")
REFUSED = _("The blog refused this comment. Nothing was sent.")
NO_PICTURE = _("Comments on WordPress hold no pictures.")
NO_PLACE = _("What was kept about how far this blog was read cannot be used. Connect the account again.")
