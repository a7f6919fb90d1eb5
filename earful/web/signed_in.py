"""Who is signed in: the person and their workspace together, by a query made ready, as every page begins with it."""

from django.contrib.auth.backends import ModelBackend

from earful.kit.ready import Ready
from earful.staff.models import Agent

_of = Ready(lambda pk: Agent.objects.filter(pk=pk).select_related("workspace"))


class Backend(ModelBackend):
    """Names and passwords as Django checks them."""

    def get_user(self, user_id: int) -> Agent | None:
        """The person of a session; None for one who may not come in any more."""
        found = _of.first(int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None
