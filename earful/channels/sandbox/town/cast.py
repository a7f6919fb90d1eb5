"""Who lives in the town: three brands and their customers. All of them are invented."""

from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Brand:
    """A company with an account. `key` names its words, `weight` says how much is said about it."""

    number: int
    key: str
    handle: str
    name: str
    weight: int
    staff: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """Someone who writes, and how."""

    number: int
    handle: str
    name: str
    language: str
    temper: str

    @property
    def first(self) -> str:
        """What friends call them."""
        return self.name.split()[0]


BRANDS = (
    Brand(1, "rail", "northwindrail", "Northwind Rail", 4, ("Jo", "Imran", "Bethan", "Callum")),
    Brand(2, "phone", "lumenloop", "Lumenloop", 4, ("Ade", "Kirsty", "Marek", "Sunita")),
    Brand(3, "bakery", "oatmoorbakery", "Oatmoor Bakery", 3, ("Nell", "Tomasz", "Grace")),
)


def _people() -> tuple[Customer, ...]:
    lines = files("earful.channels.sandbox.town").joinpath("words/people.txt").read_text("utf-8").splitlines()
    cards = [[part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#")]
    return tuple(
        Customer(len(BRANDS) + place, handle, name, language, temper)
        for place, (handle, name, language, temper) in enumerate(cards, 1)
    )


PEOPLE = _people()
BY_NUMBER = {customer.number: customer for customer in PEOPLE}
BRAND_BY_NUMBER = {brand.number: brand for brand in BRANDS}
