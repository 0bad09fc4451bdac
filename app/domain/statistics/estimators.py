"""The two figures that every report of the hall rests on, so plain that anybody can check them by hand."""

import math
from collections.abc import Iterable

# The 97.5 % point of the normal distribution: intervals of 95 %.
Z_95 = 1.959964


def nearest_rank(values: Iterable[float | None], percent: int) -> float | None:
    """The value at rank ⌈percent/100 × n⌉ of the ordered values: always one that was measured, none in between.

    None among the values is one that was never reached and ranks last; None is the answer when the rank falls there,
    or without values. Raises ValueError unless 0 < percent ≤ 100.
    """
    if not 0 < percent <= 100:
        raise ValueError(f"no rank at {percent} %")
    ordered = sorted(math.inf if value is None else value for value in values)
    if not ordered:
        return None
    rank = -(-percent * len(ordered) // 100)  # in whole numbers: as a float 0.07 × 100 is above 7
    value = ordered[rank - 1]
    return None if math.isinf(value) else value


def wilson(successes: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share without continuity correction (E. B. Wilson, JASA 22, 1927), inside 0…1.

    It stays honest where few or all succeeded; without a trial it is all of 0…1. Raises ValueError for more successes
    than trials or fewer than none.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    if n == 0:
        return 0.0, 1.0
    share, doubt = successes / n, z * z / n
    centre = share + doubt / 2
    half = math.sqrt(doubt * (share * (1 - share) + doubt / 4))
    # At the ends the formula gives the ends themselves; rounding must not move them.
    low = 0.0 if successes == 0 else (centre - half) / (1 + doubt)
    high = 1.0 if successes == n else (centre + half) / (1 + doubt)
    return low, high
