"""What most networks have nothing of, for their adapters to inherit."""

from earful.channels.contract import SignIn, Subscription


class Uncalled:
    """For adapters of networks that never call us."""

    async def subscription(self) -> Subscription | None:
        """There is none."""
        return None


class Lasting:
    """For adapters of networks whose sign-in lasts until somebody takes it back."""

    async def sign_in(self) -> SignIn:
        """It lasts."""
        return SignIn()
