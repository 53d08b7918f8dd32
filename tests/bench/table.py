# SPDX-License-Identifier: Apache-2.0
"""Aligned columns of text."""


def print_table(rows, left):
  """The first row has the titles; the first `left` columns are flush left."""
  widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
  for row in rows:
    cells = [
      cell.ljust(width) if i < left else cell.rjust(width)
      for i, (cell, width) in enumerate(zip(row, widths))]
    print("  ".join(cells).rstrip())
