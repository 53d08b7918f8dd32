#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What it costs that every model is verified when it is opened.

A file as large as the largest model of the ML-zoo is hashed here, in memory and alone, by Python's
OpenSSL: SHA-1 and SHA-256, which is what opening it by its card adds to reading it; its size is
had for nothing.  In turn with that, whole commands are timed: `zoo inspect` of the file by its card,
where the store takes its SHA-256 and the program its SHA-1, to know whose it is; by its path, where
the SHA-1 alone is taken, for the same reason; and of the model that travels inside the program, by
its card.  The large file is that model and random bytes behind it: hashing does not care what they
are.
"""
import argparse
import hashlib
import os
import pathlib
import random
import ssl
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
  """The model, its content, and its card in a folder of its own."""
  small = SMALL.read_bytes()
  content = small + random.Random(1).randbytes(nbytes - len(small))
  model = folder / "large.tflite"
  model.write_bytes(content)
  (folder / "cards").mkdir()
  (folder / "cards/large.yaml").write_text(CARD.format(
    nbytes=nbytes, sha1=hashlib.sha1(content).hexdigest(),
    sha256=hashlib.sha256(content).hexdigest()))
  return model, content


def hash_ms(algorithm, content):
  begun = time.perf_counter()
  hashlib.new(algorithm, content).digest()
  return 1e3 * (time.perf_counter() - begun)


def print_text(nbytes, ms):
  large, small = f"{nbytes:>10} bytes", f"{SMALL.stat().st_size:>10} bytes"
  print(f"hashing in memory, {ssl.OPENSSL_VERSION}")
  print(f"  {large}, SHA-1                            {ms['sha1']:6.1f} ms")
  print(f"  {large}, SHA-256                          {ms['sha256']:6.1f} ms")
  print("zoo inspect, the whole process")
  print(f"  {large} by its card: SHA-1 and SHA-256    {ms['card']:6.1f} ms")
  print(f"  {large} by its path: SHA-1                {ms['path']:6.1f} ms")
  print(f"  {small} by its card: SHA-1 and SHA-256    {ms['small']:6.1f} ms")
  print(f"verifying {nbytes} bytes costs {ms['sha1'] + ms['sha256']:.1f} ms, both hashes; what the "
        f"store's SHA-256 adds to the command: {ms['card'] - ms['path']:.1f} ms")


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

    model, content = make(folder, arguments.nbytes)
    run("add", "large", model)
    run("fetch", "demo-words")
    timed = {
      "sha1": lambda: hash_ms("sha1", content), "sha256": lambda: hash_ms("sha256", content),
      "card": lambda: run("inspect", "large"), "path": lambda: run("inspect", model),
      "small": lambda: run("inspect", "demo-words")}
    took_ms = {what: [] for what in timed}
    for _ in range(arguments.rounds):
      for what, measure in timed.items():
        took_ms[what].append(measure())
  print(f"medians of {arguments.rounds}; load {os.getloadavg()[0]:.2f}")
  print_text(arguments.nbytes, {what: statistics.median(times) for what, times in took_ms.items()})


if __name__ == "__main__":
  main()
