"""The order of interactions: by when they count, then by source and id. So the same facts come in the same order."""

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.recordings import Recordings


def ordered(known: Recordings, places: NDArray[np.int32]) -> NDArray[np.int32]:
    """`places` in that order. Ids are looked at only of those that count at the same moment."""
    found = places[np.argsort(known.ended[places])]
    tied = _tied(known.ended[found])
    marks = known.marks(found[tied].tolist())
    moments = known.ended[found[tied]].tolist()
    apart = sorted(range(len(tied)), key=lambda place: (moments[place], marks[place]))
    found[tied] = found[tied[apart]]
    return found


def _tied(moments: NDArray[np.int64]) -> NDArray[np.intp]:
    """The places of those, which are in order, that are the same as one beside them."""
    same = moments[1:] == moments[:-1]
    return np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
