"""Many ids in little memory: Gmail's are hexadecimal numbers, and a number of eight bytes takes a tenth of its text."""

from array import array
from collections.abc import Iterable, Iterator

Key = int | str
"""An id as it is compared and counted: a number, or the text itself where it is not the usual form of one."""

_LARGEST = 2**64 - 1


def key(id: str) -> Key:
    """The number whose hexadecimal form is exactly `id`, else `id`."""
    try:
        number = int(id, 16)
    except ValueError:
        return id
    return number if 0 <= number <= _LARGEST and f"{number:x}" == id else id


class Ids:
    """Ids in their order. They can be added, and come out as they went in."""

    __slots__ = ("_numbers", "_odd")

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._numbers = array("Q")
        self._odd: dict[int, str] = {}
        for id in ids:
            self.append(id)

    def append(self, id: str) -> None:
        found = key(id)
        if isinstance(found, str):
            self._odd[len(self._numbers)] = found
            found = 0
        self._numbers.append(found)

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: int) -> str:
        found = self.key(place)
        return found if isinstance(found, str) else f"{found:x}"

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))

    def key(self, place: int) -> Key:
        return self._odd[place] if place in self._odd else self._numbers[place]

    def as_keys(self) -> Iterator[Key]:
        if not self._odd:  # all but always
            return iter(self._numbers)
        return (self.key(place) for place in range(len(self)))
