# SPDX-License-Identifier: Apache-2.0
"""The inputs that zoo bench runs a model on, and more of them (zoo/bench/inputs.c)."""
import numpy as np

SEED = 20200713
GOLDEN = 0x9E3779B97F4A7C15


def random_codes(shape, count):
  """int8 (count, *shape): splitmix64's upper bytes; the first is zoo bench's input."""
  total = count * int(np.prod(shape))
  with np.errstate(over="ignore"):
    z = np.uint64(SEED) + np.arange(1, total + 1, dtype=np.uint64) * np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
  return (z >> np.uint64(56)).astype(np.uint8).view(np.int8).reshape(count, *shape)
