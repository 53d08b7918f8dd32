#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time a whole evaluation: zoo eval beside LiteRT in Python, on Speech Commands' test set.

LiteRT gets features that were made beforehand, with the protocol written a second time in numpy
(models/keyword_spotting/demo_words/features.py), and is timed for inference and the largest
output alone.  zoo reads the sound, makes the features, runs the model and counts, all within its
own time (S MIN, S MEDIAN, CLIPS/S).  WALL is its whole process, from start to end: that is where
the set is listed, and an archive that has to be unpacked for that is unpacked.  The set may be an
archive or a directory.  Both take turns, round after round.  Correct clips are counted on both
sides: zoo's --rounding fp32 is LiteRT's arithmetic, so those two counts should be equal.
"""
import argparse
import io
import json
import pathlib
import statistics
import sys
import tarfile
import time
import wave

import environment

FEATURES = environment.ROOT / "models" / "keyword_spotting" / "demo_words"
DEFAULT_MODEL = "ml-zoo/models/keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite"
DEFAULT_DATA = "datasets/speech_commands_test_set_v0.02.tar.gz"
CARD = "micronet-kws-medium"  # whose class labels the model's outputs have


def parse():
  parser = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
  shared = environment.shared()
  parser.add_argument("--model", type=pathlib.Path, default=shared / DEFAULT_MODEL)
  parser.add_argument(
    "--data", type=pathlib.Path, default=shared / DEFAULT_DATA, help="an archive or a directory")
  parser.add_argument("--rounds", type=int, default=3, help="(3)")
  parser.add_argument("--threads", type=int, default=1, help="of both (1)")
  parser.add_argument("--isa", help="kernels of zoo (its best)")
  parser.add_argument(
    "--peer-isa", choices=("best", "avx2"), default="best",
    help="what LiteRT may use of the CPU; avx2 needs objdump and a C compiler")
  parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
  environment.add_options(parser)
  arguments = parser.parse_args()
  if min(arguments.rounds, arguments.threads) < 1:
    parser.error("--rounds and --threads must be at least 1")
  for path in (arguments.model, arguments.data):
    if not path.exists():
      sys.exit(f"{path}: no such file or directory; name it, or the folder above with ZOO_SHARED")
  arguments.model, arguments.data = arguments.model.absolute(), arguments.data.absolute()
  return arguments


def is_clip(path):
  """CLASS/NAME.wav below the set, which may be one folder down; not the double of a macOS file."""
  return path.suffix == ".wav" and len(path.parts) > 1 and not path.name.startswith(".")


def clip_files(folder):
  return [path for path in sorted(folder.rglob("*.wav"))
          if path.is_file() and is_clip(path.relative_to(folder))]


def sounds(data):
  """(label, bytes of a .wav file) of every clip."""
  if data.is_dir():
    for path in clip_files(data):
      yield path.parent.name, path.read_bytes()
    return
  with tarfile.open(data) as tar:
    for member in tar:
      path = pathlib.PurePosixPath(member.name)
      if member.isfile() and is_clip(path):
        yield path.parent.name, tar.extractfile(member).read()


def clips(data):
  """(label, int16 samples of one second) of every clip."""
  import features
  import numpy as np
  for label, content in sounds(data):
    with wave.open(io.BytesIO(content)) as sound:
      samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    second = np.zeros(features.SAMPLES, np.int16)
    second[: min(len(samples), features.SAMPLES)] = samples[: features.SAMPLES]
    yield label, second


def state(data):
  """What changes when the set does: how many files, their bytes, and the newest time."""
  infos = [path.stat() for path in (clip_files(data) if data.is_dir() else [data])]
  if not infos:
    sys.exit(f"{data}: there are no clips: expected CLASS/NAME.wav")
  return f"{data} {len(infos)} {sum(i.st_size for i in infos)} {max(i.st_mtime_ns for i in infos)}"


def prepare(arguments, labels, quantisation):
  """int8 features and classes of all clips, kept in the work folder for the next time."""
  import features
  import numpy as np
  scale, zero = quantisation
  path = arguments.work / "features.npz"
  key = f"{state(arguments.data)} {scale!r} {zero}"
  if path.exists():
    kept = np.load(path)
    if str(kept["key"]) == key:
      return kept["codes"], kept["classes"]
  print("making features", file=sys.stderr)
  codes, classes = [], []
  for label, samples in clips(arguments.data):
    codes.append(features.quantise(features.mfcc(samples), scale, zero))
    classes.append(labels.index(label))
  codes, classes = np.stack(codes), np.array(classes)
  np.savez(path, key=key, codes=codes, classes=classes)
  return codes, classes


class Litert:
  def __init__(self, model, threads):
    from ai_edge_litert.interpreter import Interpreter
    self.interpreter = Interpreter(model_path=str(model), num_threads=threads)
    self.interpreter.allocate_tensors()
    self.source = self.interpreter.get_input_details()[0]
    self.sink = self.interpreter.get_output_details()[0]["index"]

  def evaluate(self, codes, classes):
    """Seconds, and clips that are right."""
    shaped = codes.reshape(len(codes), *self.source["shape"])
    interpreter, index, sink = self.interpreter, self.source["index"], self.sink
    correct = 0
    start = time.perf_counter()
    for value, expected in zip(shaped, classes):
      interpreter.set_tensor(index, value)
      interpreter.invoke()
      correct += int(interpreter.get_tensor(sink).argmax() == expected)
    return time.perf_counter() - start, correct


def result(name, seconds, walls, clip_count, correct):
  return {
    "engine": name, "correct": correct, "seconds_min": min(seconds),
    "seconds_median": statistics.median(seconds), "clips_per_second": clip_count / min(seconds),
    "wall_seconds_min": min(walls, default=None),
    "wall_clips_per_second": clip_count / min(walls) if walls else None}


def measure(arguments, held):
  """`held`: of hold.install(), or None."""
  import hold
  import ours
  zoo = ours.Zoo(arguments.zoo, arguments.isa)
  labels = zoo.document("labels", CARD)["labels"]
  litert = Litert(arguments.model, arguments.threads)
  cpuid = hold.answers(held) if held else None
  codes, classes = prepare(arguments, labels, litert.source["quantization"])
  seconds = {"zoo": [], "zoo, fp32": [], "litert": []}
  walls = {"zoo": [], "zoo, fp32": [], "litert": []}
  correct = {}
  for number in range(arguments.rounds):
    print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr)
    for name, rounding in (("zoo", "double"), ("zoo, fp32", "fp32")):
      start = time.perf_counter()
      answer = zoo.evaluate(arguments.model, arguments.data, rounding, arguments.threads)
      if answer["samples"] != len(codes):
        sys.exit(f"zoo evaluated {answer['samples']} clips, but {arguments.data} has {len(codes)}")
      walls[name].append(time.perf_counter() - start)
      seconds[name].append(answer["seconds"])
      correct[name] = answer["correct"]
      isa = answer["engine"]["isa"]
    taken, correct["litert"] = litert.evaluate(codes, classes)
    seconds["litert"].append(taken)
  names = {"zoo": f"zoo eval, {isa}, double", "zoo, fp32": f"zoo eval, {isa}, fp32",
           "litert": "LiteRT in Python, inference only"}
  return {
    "schema": "zoo.peers-eval/1", "model": arguments.model.name, "clips": len(codes),
    "data": arguments.data.name, "packing": "directory" if arguments.data.is_dir() else "archive",
    "threads": arguments.threads, "rounds": arguments.rounds, "peer_isa": arguments.peer_isa,
    "cpuid": cpuid,
    "results": [result(names[n], seconds[n], walls[n], len(codes), correct[n]) for n in names]}


def print_text(document):
  from table import print_table
  rows = [["ENGINE", "CORRECT", "S MIN", "S MEDIAN", "CLIPS/S", "WALL S MIN", "WALL CLIPS/S"]]
  for r in document["results"]:
    wall = r["wall_seconds_min"]
    rows.append([r["engine"], str(r["correct"]), f"{r['seconds_min']:.3f}",
                 f"{r['seconds_median']:.3f}", f"{r['clips_per_second']:.0f}",
                 f"{wall:.3f}" if wall else "–",
                 f"{r['wall_clips_per_second']:.0f}" if wall else "–"])
  print(f"{document['model']}, {document['clips']} clips of the {document['packing']} "
        f"{document['data']}, {document['threads']} "
        f"thread{'s' if document['threads'] > 1 else ''}, {document['rounds']} rounds; LiteRT may use "
        f"{document['peer_isa']}\n")
  print_table(rows, 1)
  if document["cpuid"]:
    print(f"\nheld to AVX2: CPUID was answered {document['cpuid']['answered']} times to LiteRT, "
          f"{document['cpuid']['changed']} of them without the newer features")


def main():
  arguments = parse()
  environment.enter(arguments)
  sys.path.insert(0, str(FEATURES))
  import hold
  import ours
  held = None
  if arguments.peer_isa == "avx2":
    folder = hold.prepare("ai_edge_litert", arguments.work / "avx2")
    hold.build(folder)
    held = hold.install(folder)
    arguments.isa = arguments.isa or "avx2"
  try:
    document = measure(arguments, held)
  except ours.ZooError as error:
    sys.exit(str(error))
  except hold.NotHeld as error:
    sys.exit(f"LiteRT: {error}")
  if arguments.json:
    print(json.dumps(document, indent=2))
  else:
    print_text(document)


if __name__ == "__main__":
  main()
