"""Pairs rows with columns at the least total cost (the Hungarian method)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def assign(costs: NDArray[np.float64], most: float) -> list[tuple[int, int]]:
    """Returns (row, column) pairs of least total cost, each row and column once.

    Args:
        costs: [rows, columns]; infinite where a pair is impossible.
        most: Cost of leaving a row alone; a dearer pair is never made.
    """
    rows, columns = costs.shape
    if not rows or not columns:
        return []
    # A column for each row of being left alone makes every row assignable.
    padded = np.full((rows, columns + rows), most)
    padded[:, :columns] = np.where(costs < most, costs, 2 * most + 1)
    chosen = _least(padded)
    return [
        (row, column) for row, column in enumerate(chosen) if column < columns and costs[row, column] < most
    ]


def _least(costs: NDArray[np.float64]) -> list[int]:
    """Returns the column of each row; there are at least as many columns as rows."""
    rows, columns = costs.shape
    row_price, column_price = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.zeros(columns + 1, dtype=np.intp)  # the row of each column, counted from 1; 0 is none
    for row in range(1, rows + 1):
        owner[0] = row
        column = 0
        least = np.full(columns + 1, np.inf)
        before = np.zeros(columns + 1, dtype=np.intp)
        used = np.zeros(columns + 1, dtype=bool)
        while owner[column]:
            used[column] = True
            reduced = costs[owner[column] - 1] - row_price[owner[column]] - column_price[1:]
            better = ~used[1:] & (reduced < least[1:])
            least[1:][better], before[1:][better] = reduced[better], column
            following = int(np.argmin(np.where(used, np.inf, least)))
            step = least[following]
            row_price[owner[used]] += step
            column_price[used] -= step
            least[~used] -= step
            column = following
        while column:
            owner[column] = owner[before[column]]
            column = int(before[column])
    chosen = [0] * rows
    for number in range(1, columns + 1):
        if owner[number]:
            chosen[owner[number] - 1] = number - 1
    return chosen
