#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time zoo, LiteRT and ONNX Runtime side by side, on the same models and inputs.

Every contestant is timed for a short while in each round, one after the other, so that what
disturbs the machine disturbs all; each round begins with another one, so that none always runs
first.  Each peer is a process of its own that waits while the others run.  Writing an input is
in no time and in no throughput.  Outputs are compared byte by byte under each of zoo's three roundings.
README.md in this folder says what the columns mean.
"""
import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys

import environment

HERE = pathlib.Path(__file__).parent
ROUNDINGS = ("double", "single", "fp32")


def parse():
  parser = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
  parser.add_argument(
    "--models", nargs="+", type=pathlib.Path, metavar="PATH",
    help=".tflite files, or folders to look for them (below $ZOO_SHARED/ml-zoo)")
  parser.add_argument("--rounds", type=int, default=5, help="(5)")
  parser.add_argument("--ms", type=int, default=300, help="of each contestant in a round (300)")
  parser.add_argument("--inputs", type=int, default=8, help="of which outputs are compared (8)")
  parser.add_argument(
    "--threads", type=int, default=2, help="of the contestants that have several (2)")
  parser.add_argument("--isa", help="kernels of zoo: its best, or avx2 with --peer-isa avx2")
  parser.add_argument(
    "--peer-isa", choices=("best", "avx2"), default="best",
    help="what the peers may use of the CPU; avx2 needs objdump and a C compiler")
  parser.add_argument(
    "--onnx-form", choices=("u8s8", "u8u8", "s8s8"), default="u8s8",
    help="activations and weights in ONNX Runtime (u8s8, as its quantiser makes them)")
  parser.add_argument(
    "--skip", action="append", default=[], choices=("threads", "reference", "onnxruntime"),
    help="leave these contestants out; may be repeated")
  parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
  environment.add_options(parser)
  arguments = parser.parse_args()
  if min(arguments.rounds, arguments.ms, arguments.inputs, arguments.threads) < 1:
    parser.error("--rounds, --ms, --inputs and --threads must be at least 1")
  return arguments


def find_models(paths):
  """Files, and those below folders.  Ends with a message where there are none."""
  if not paths:
    paths = [environment.shared() / "ml-zoo"]
    if not paths[0].is_dir():
      sys.exit(f"{paths[0]}: there is no such folder; name models with --models, or the folder "
               "above ml-zoo with ZOO_SHARED")
  models = []
  for path in paths:
    found = sorted(path.rglob("*.tflite")) if path.is_dir() else [path]
    if not found or not found[0].exists():
      sys.exit(f"{path}: {'no .tflite file below it' if path.is_dir() else 'there is no such file'}")
    models += found
  return [model.absolute() for model in models]


class Peer:
  """A process of peer.py; `error` says why it has none."""

  def __init__(self, name, spec, work):
    import numpy as np
    self.name, self.threads = name, spec["threads"]
    self.rounds, self.outputs, self.ready = [], None, {}
    spec["outputs"] = str(work / "peer-output.npy")
    self.process = subprocess.Popen(
      [sys.executable, str(HERE / "peer.py"), json.dumps(spec)], stdin=subprocess.PIPE,
      stdout=subprocess.PIPE, stderr=(work / "peers.log").open("a"), text=True)
    answer = self.receive()
    self.error = answer.get("error")
    if not self.error:
      self.ready = answer
      self.outputs = np.load(spec["outputs"])

  def receive(self):
    line = self.process.stdout.readline()
    if line:
      return json.loads(line)
    return {"error": f"its process ended with status {self.process.wait()}; see peers.log"}

  def play(self, ms):
    if self.error:
      return
    self.process.stdin.write(f"{ms / 1000}\n")
    self.process.stdin.flush()
    answer = self.receive()
    self.error = answer.get("error")
    if not self.error:
      self.rounds.append(answer)

  def close(self):
    self.process.stdin.close()
    self.process.wait()


class Ours:
  """zoo bench, called anew in every round."""

  error = None

  def __init__(self, name, zoo, model, threads):
    self.name, self.zoo, self.model, self.threads = name, zoo, model, threads
    self.rounds = []

  def play(self, ms):
    self.rounds.append(self.zoo.bench(self.model, ms, self.threads))

  def close(self):
    pass


def peers_of(arguments, model, inputs, held):
  """(name, what peer.py is told) of each."""
  common = {"model": str(model), "inputs": str(inputs), "held": held, "reference": False}
  litert = {**common, "engine": "litert"}
  specs = [("LiteRT, XNNPACK", {**litert, "threads": 1})]
  if "threads" not in arguments.skip:
    specs.append(("LiteRT, XNNPACK", {**litert, "threads": arguments.threads}))
  if "reference" not in arguments.skip:
    specs.append(("LiteRT, reference", {**litert, "threads": 1, "reference": True}))
  if "onnxruntime" not in arguments.skip:
    specs.append((f"ONNX Runtime, {arguments.onnx_form}", {
      **common, "engine": "onnxruntime", "threads": 1, "form": arguments.onnx_form}))
  return specs


def differences(outputs, ours):
  """Against each rounding: bytes that differ, and inputs whose first largest output does."""
  return {
    rounding: {
      "bytes": int((outputs != other).sum()),
      "argmax": int((outputs.argmax(1) != other.argmax(1)).sum())}
    for rounding, other in ours.items()}


def summarise(contestant, base, base_many, ours):
  """`base`, `base_many`: zoo with one thread and with several."""
  result = {"engine": contestant.name, "threads": contestant.threads}
  if contestant.error:
    return {**result, "error": contestant.error}
  rounds = contestant.rounds
  result["ms_min"] = min(r["ms_min"] for r in rounds)
  result["ms_median"] = statistics.median(r["ms_median"] for r in rounds)
  if isinstance(contestant, Ours):
    best = min(rounds, key=lambda r: r["ms_min"])
    result["per_second"] = max(r["per_second"] for r in rounds)
    result["isa"] = best["isa"]
    peaks = [r["peak_gmac_per_second"] for r in rounds if r["peak_gmac_per_second"]]
    if peaks:
      result["peak_gmac_per_second"] = statistics.median(peaks)
      result["fraction_of_peak"] = (
        best["mmac"] / result["ms_min"] / result["peak_gmac_per_second"])
    return result
  # One inference at a time, be it by several threads.
  result["per_second"] = 1000 / result["ms_min"]
  result.update(contestant.ready)
  if contestant.threads == 1:
    result["ratio"] = result["ms_min"] / min(r["ms_min"] for r in base.rounds)
    result["ratio_of_medians"] = statistics.median(
      theirs["ms_median"] / own["ms_median"] for theirs, own in zip(rounds, base.rounds))
  elif base_many:
    result["ratio"] = max(r["per_second"] for r in base_many.rounds) / result["per_second"]
  result["differ"] = differences(contestant.outputs, ours)
  return result


def measure(arguments, zoo, model, held):
  import inputs
  import numpy as np
  path = arguments.work / "inputs.npy"
  np.save(path, inputs.random_codes(zoo.input_shape(model), arguments.inputs))
  ours = {rounding: zoo.outputs(model, path, rounding) for rounding in ROUNDINGS}
  base, many = Ours("zoo", zoo, model, 1), None
  if "threads" not in arguments.skip:
    many = Ours("zoo", zoo, model, arguments.threads)
  contestants = [c for c in (base, many) if c]
  try:
    for name, spec in peers_of(arguments, model, path, held):
      contestants.append(Peer(name, spec, arguments.work))
    for number in range(arguments.rounds):
      print(f"{model.name}: round {number + 1} of {arguments.rounds}", file=sys.stderr)
      first = number % len(contestants)
      for contestant in contestants[first:] + contestants[:first]:
        contestant.play(arguments.ms)
  finally:
    for contestant in contestants:
      contestant.close()
  return {
    "model": model.name, "mmac": base.rounds[0]["mmac"], "inputs": arguments.inputs,
    "output_bytes": int(ours["double"].size),
    "contestants": [summarise(c, base, many, ours) for c in contestants]}


def means(models):
  """Geometric mean of the ratios of each contestant that was measured on every model."""
  result = []
  for index, first in enumerate(models[0]["contestants"]):
    ratios = [m["contestants"][index].get("ratio") for m in models]
    if all(ratios):
      result.append({
        "engine": first["engine"], "threads": first["threads"],
        "ratio": math.exp(statistics.fmean(math.log(r) for r in ratios))})
  return result


def row_of(model, result):
  start = [model["model"], result["engine"], str(result["threads"])]
  if "error" in result:
    return [*start, *["-"] * 9]
  fraction = result.get("fraction_of_peak")
  row = [*start, f"{result['ms_min']:.4f}", f"{result['ms_median']:.4f}",
         f"{result['per_second']:.0f}",
         f"{100 * fraction:.1f} %" if fraction else "-",
         f"{result['ratio']:.2f}x" if "ratio" in result else "-"]
  if "differ" not in result:
    return [*row, *["-"] * 4]
  differ = result["differ"]
  return [*row, *(str(differ[r]["bytes"]) for r in ROUNDINGS), str(differ["double"]["argmax"])]


def print_text(document):
  from table import print_table
  models = document["models"]
  print(f"{document['cpu']}; load {document['load']:.2f} at the start; {document['rounds']} rounds "
        f"of {document['ms']} ms each; peers may use {document['peer_isa']}\n")
  rows = [["MODEL", "ENGINE", "THREADS", "MS MIN", "MS MEDIAN", "INFERENCES/S", "OF PEAK", "RATIO",
           "DOUBLE", "SINGLE", "FP32", "ARGMAX"]]
  rows += [row_of(model, result) for model in models for result in model["contestants"]]
  print_table(rows, 2)
  print()
  for model in models:
    print(f"{model['model']}: {model['mmac']:.3f} MMAC, {model['output_bytes']} output bytes of "
          f"{model['inputs']} inputs compared")
    for result in model["contestants"]:
      if "error" in result:
        print(f"  not measured: {result['engine']}, {result['threads']} threads: {result['error']}")
  for mean in document["geometric_means"]:
    print(f"geometric mean of the ratios, {mean['engine']}, {mean['threads']} "
          f"thread{'s' if mean['threads'] > 1 else ''}: {mean['ratio']:.2f}x")
  abouts = {r["about"] for m in models for r in m["contestants"] if "about" in r}
  cpuids = {(r["cpuid"]["answered"], r["cpuid"]["changed"])
            for m in models for r in m["contestants"] if "cpuid" in r}
  isas = {r["isa"] for m in models for r in m["contestants"] if "isa" in r}
  print(f"zoo with {', '.join(sorted(isas))}; {', '.join(sorted(abouts))}")
  if cpuids:
    print("held to AVX2: CPUID was answered "
          f"{min(a for a, _ in cpuids)} times or more in each peer's process, "
          f"{min(c for _, c in cpuids)} of them or more without the newer features")


def main():
  arguments = parse()
  models = find_models(arguments.models)
  environment.enter(arguments)
  import hold
  import ours
  held = None
  if arguments.peer_isa == "avx2":
    held = str(arguments.work / "avx2")
    packages = ["ai_edge_litert"] + ["onnxruntime"] * ("onnxruntime" not in arguments.skip)
    for package in packages:
      hold.prepare(package, held)
    hold.build(held)
  (arguments.work / "peers.log").write_text("")
  zoo = ours.Zoo(arguments.zoo, arguments.isa or ("avx2" if held else None))
  document = {
    "schema": "zoo.peers/1", "cpu": environment.cpu_name(), "load": os.getloadavg()[0],
    "rounds": arguments.rounds, "ms": arguments.ms, "peer_isa": arguments.peer_isa}
  try:
    document["models"] = [measure(arguments, zoo, model, held) for model in models]
  except ours.ZooError as error:
    sys.exit(str(error))
  document["geometric_means"] = means(document["models"])
  if arguments.json:
    print(json.dumps(document, indent=2))
  else:
    print_text(document)
  failed = any("error" in r for m in document["models"] for r in m["contestants"])
  sys.exit(1 if failed else 0)


if __name__ == "__main__":
  main()
