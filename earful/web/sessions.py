"""Sessions in the database, as Django keeps them, looked up with every page by a query made ready."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from earful.kit import clock
from earful.kit.ready import Ready

_good = Ready(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """The same rows under the same keys."""

    def _get_session_from_db(self) -> Any:
        found = _good.first(self.session_key, clock.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found
