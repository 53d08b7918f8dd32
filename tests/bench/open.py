#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What it costs that every model is hashed when it is opened.

`zoo inspect` is timed for three files in turn: one as large as the largest model of the ML-zoo, by
its card, from a store, where it is hashed; the same bytes by their path, where nothing is; and the
model that travels inside the program, by its card.  The large one is that model and random bytes
behind it: hashing does not care what they are.
"""
import argparse
import hashlib
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).parent.parent.parent
SMALL = ROOT / "models/keyword_spotting/demo_words/demo_words.tflite"

CARD = """id: large
title: Large
task: keyword_spotting
description: The demo's model with random bytes behind it.
licence: Apache-2.0
framework: TensorFlow Lite
provenance: made to measure with
file:
  name: large.tflite
  path: large.tflite
  size_bytes: {nbytes}
  sha1: {sha1}
  sha256: {sha256}
inputs:
  - {{name: "serving_default_mfcc:0", type: int8, shape: [1, 49, 10, 1], description: MFCCs}}
outputs:
  - {{name: "StatefulPartitionedCall_1:0", type: int8, shape: [1, 12], description: words}}
labels:
  list: [a, b, c, d, e, f, g, h, i, j, k, l]
  count: 12
  source: none
"""


def parse():
  parser = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
  parser.add_argument(
    "--zoo", type=pathlib.Path, default=ROOT / "build/zoo", help="the program (build/zoo)")
  parser.add_argument(
    "--nbytes", type=int, default=largest_nbytes(),
    help="of the large model (that of the largest in metadata/known_models.tsv)")
  parser.add_argument("--rounds", type=int, default=15, help="(15)")
  arguments = parser.parse_args()
  if arguments.nbytes < SMALL.stat().st_size or arguments.rounds < 1:
    parser.error(f"--nbytes must be at least {SMALL.stat().st_size}, --rounds at least 1")
  if not arguments.zoo.exists():
    sys.exit(f"{arguments.zoo}: there is no such program; run make, or name it with --zoo")
  return arguments


def largest_nbytes():
  lines = (ROOT / "metadata/known_models.tsv").read_text().splitlines()
  return max(int(line.split("\t")[2]) for line in lines if line and not line.startswith("#"))


def make(folder, nbytes):
  """The model, and its card in a folder of its own."""
  small = SMALL.read_bytes()
  content = small + random.Random(1).randbytes(nbytes - len(small))
  model = folder / "large.tflite"
  model.write_bytes(content)
  (folder / "cards").mkdir()
  (folder / "cards/large.yaml").write_text(CARD.format(
    nbytes=nbytes, sha1=hashlib.sha1(content).hexdigest(),
    sha256=hashlib.sha256(content).hexdigest()))
  return model


def main():
  arguments = parse()
  program = arguments.zoo.absolute()
  with tempfile.TemporaryDirectory(prefix="zoo-open-") as name:
    folder = pathlib.Path(name)
    environment = {
      **os.environ, "ZOO_HOME": str(folder / "home"), "ZOO_METADATA": str(folder / "cards")}

    def run(*words):
      begun = time.perf_counter()
      subprocess.run(
        [program, "--offline", *words], env=environment, check=True, stdout=subprocess.DEVNULL)
      return 1e3 * (time.perf_counter() - begun)

    model = make(folder, arguments.nbytes)
    run("add", "large", model)
    run("fetch", "demo-words")
    asked = {"hashed": "large", "not hashed": str(model), "small": "demo-words"}
    took_ms = {what: [] for what in asked}
    for _ in range(arguments.rounds):
      for what, word in asked.items():
        took_ms[what].append(run("inspect", word))
  median_ms = {what: statistics.median(times) for what, times in took_ms.items()}
  print(f"zoo inspect, medians of {arguments.rounds}; load {os.getloadavg()[0]:.2f}")
  print(f"  {arguments.nbytes:>10} bytes from a store, hashed: {median_ms['hashed']:6.1f} ms")
  print(f"  {arguments.nbytes:>10} bytes from a path:          {median_ms['not hashed']:6.1f} ms")
  print(f"  {SMALL.stat().st_size:>10} bytes from a store, hashed: {median_ms['small']:6.1f} ms")
  print(f"  the check costs {median_ms['hashed'] - median_ms['not hashed']:.1f} ms")


if __name__ == "__main__":
  main()
