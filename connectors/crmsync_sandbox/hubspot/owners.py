"""The people of the account, to whom contacts and tasks can belong."""

from dataclasses import dataclass

from .errors import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A user of the account. `id` is what properties hold; `user_id` is another number."""

    id: str
    email: str
    user_id: int
    first_name: str = ""
    last_name: str = ""
    archived: bool = False

    def wire(self) -> Body:
        """The owner as HubSpot answers it: an archived one has no user id any more."""
        return {
            "id": self.id,
            "email": self.email,
            "type": "PERSON",
            "firstName": self.first_name,
            "lastName": self.last_name,
            "userId": None if self.archived else self.user_id,
            "userIdIncludingInactive": self.user_id,
            "createdAt": "2021-03-01T09:15:00.120Z",
            "updatedAt": "2024-03-01T09:15:00.120Z",
            "archived": self.archived,
        }


def owner_from(wire: Body) -> Owner:
    """An owner as `Owner.wire` wrote it."""
    return Owner(
        id=wire["id"],
        email=wire["email"],
        user_id=wire["userIdIncludingInactive"],
        first_name=wire["firstName"],
        last_name=wire["lastName"],
        archived=wire["archived"],
    )
