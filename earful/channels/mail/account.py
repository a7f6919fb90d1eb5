"""One mail account as the adapter holds it: who we are there, both servers, and the way to them."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from earful.channels.contract import Json, Us
from earful.channels.mail import entering, servers
from earful.channels.mail.mailbox import Mailbox
from earful.kit.transport import Transport

KEEPS_ITSELF = ("gmail.com", "googlemail.com", "office365.com", "outlook.com")  # servers that put away what they send
PROOF = 60.0  # seconds for the copy to ourselves to come


@dataclass(frozen=True, slots=True)
class Account:
    """`settings` and `secrets` as stored."""

    us: Us
    settings: Json
    secrets: Json
    door: Transport

    @property
    def user(self) -> str:
        """The name to sign in with."""
        return str(self.settings.get("user") or self.us.external_id)

    @property
    def password(self) -> str:
        """Likewise."""
        return str(self.secrets.get("password", ""))

    @property
    def house(self) -> str:
        """What the brand is called in front of its address."""
        return str(self.settings.get("name") or "")

    @property
    def keeps_itself(self) -> bool:
        """Whether the server itself puts a copy of what it sends among what was sent."""
        return servers.of(self.settings, "smtp").host.lower().endswith(KEEPS_ITSELF)

    @property
    def proof(self) -> float:
        """How long to wait for the proof that an answer left."""
        stated: Any = self.settings.get("proof_seconds", PROOF)
        return float(stated) if isinstance(stated, int | float) else PROOF

    @property
    def only(self) -> frozenset[str]:
        """Folders that are listened to besides the inbox and what was sent; none: all that make sense."""
        return frozenset(name.strip() for name in str(self.settings.get("folders") or "").split(",") if name.strip())

    def mailbox(self) -> AbstractAsyncContextManager[Mailbox]:
        """Signed in to."""
        return entering.signed_in(servers.of(self.settings, "imap"), self.user, self.password, self.door)
