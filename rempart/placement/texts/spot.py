"""A place inside a text, with what is known about what stands there."""

from __future__ import annotations

from dataclasses import dataclass

from rempart.model.normalised import Role
from rempart.placement.texts.roles import role_of_key


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text: its dotted path, the nearest name that says what it is for, and the role when it is settled.

    A ``role`` settled above holds for all that stands below.
    """

    place: str = ""
    key: str = ""
    role: Role | None = None

    def below(self, name: object, *, key: str | None = None, role: Role | None = None) -> Spot:
        """Return a spot inside this one; its key and role are this one's unless given."""
        place = f"{self.place}.{name}" if self.place else str(name)
        return Spot(place, self.key if key is None else key, role or self.role)

    def named(self, key: str) -> Spot:
        """Return the same place under another name."""
        return Spot(self.place, key, self.role)

    def settled(self) -> Role:
        """Return the role of an address here."""
        return self.role if self.role is not None else role_of_key(self.key)
