#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measure demo_words.tflite with other people's engines: where the card's figure comes from.

The test archive is scored three times: with TFLite Micro, whose arithmetic zoo promises to the
bit; with LiteRT's reference kernels; and with LiteRT as installed, which is XNNPACK.  Of equal
outputs the first is the answer.  --golden also writes inputs and TFLite Micro's outputs.

  measure.py [--golden golden]
"""
import argparse
import hashlib
import importlib.metadata
import io
import pathlib
import tarfile

import numpy as np
import soundfile
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from tflite_micro import runtime as micro

import features
from synthesise import LABELS

HERE = pathlib.Path(__file__).parent


def read_archive(path):
  """(labels, clips) in byte order of the names, which is the order that zoo uses."""
  labels, clips = [], []
  with tarfile.open(path) as tar:
    for member in sorted(tar.getmembers(), key=lambda member: member.name):
      samples, rate_hz = soundfile.read(io.BytesIO(tar.extractfile(member).read()), dtype="int16")
      if rate_hz != features.RATE_HZ:
        raise ValueError(f"{member.name}: {rate_hz} Hz")
      labels.append(LABELS.index(member.name.split("/")[0]))
      clips.append(samples)
  return np.array(labels), clips


def litert(model, resolver):
  interpreter = Interpreter(
    model_content=model, experimental_op_resolver_type=resolver, num_threads=1
  )
  interpreter.allocate_tensors()
  return interpreter


def run_litert(model, inputs, resolver):
  """int8 (n, 49, 10, 1) to int8 (n, 12)."""
  interpreter = litert(model, resolver)
  source = interpreter.get_input_details()[0]["index"]
  sink = interpreter.get_output_details()[0]["index"]
  outputs = []
  for value in inputs:
    interpreter.set_tensor(source, value[None])
    interpreter.invoke()
    outputs.append(interpreter.get_tensor(sink)[0].copy())
  return np.stack(outputs)


def run_micro(model, inputs):
  interpreter = micro.Interpreter.from_bytes(model)
  outputs = []
  for value in inputs:
    interpreter.set_input(value[None], 0)
    interpreter.invoke()
    outputs.append(np.array(interpreter.get_output(0)[0]))
  return np.stack(outputs)


def describe(path, content):
  print(f"{path.name}: {len(content)} bytes")
  print(f"  sha1 {hashlib.sha1(content).hexdigest()}")
  print(f"  sha256 {hashlib.sha256(content).hexdigest()}")


def describe_graph(interpreter):
  """Operators, input and output; all in int8, with biases and shapes in int32."""
  tensors = {t["index"]: t for t in interpreter.get_tensor_details()}
  for operator in interpreter._get_ops_details():  # no public call tells the operators
    types = [np.dtype(tensors[i]["dtype"]).name for i in operator["inputs"] if i >= 0]
    print(f"  {operator['op_name']}: {' '.join(types)}")
    if not set(types) <= {"int8", "int32"}:
      raise ValueError(f"{operator['op_name']} is not in int8")
  for role, details in (
    ("input", interpreter.get_input_details()[0]),
    ("output", interpreter.get_output_details()[0]),
  ):
    scale, zero = details["quantization"]
    shape = "x".join(map(str, details["shape"]))
    print(f"  {role} {details['name']} {shape} {np.dtype(details['dtype']).name}", end=" ")
    print(f"scale {float(scale)!r} zero point {zero}")


def write_golden(folder, model, inputs):
  """Eight clips, four patterns of random codes, and their outputs.

  The clips are those whose best output is lowest: a softmax that is sure of itself is -128
  and 127 whatever small errors went into it, and would hide them.
  """
  unsure = np.argsort(run_micro(model, inputs).max(axis=1), kind="stable")[:8]
  rng = np.random.default_rng(0)
  shape = (1,) + inputs.shape[1:]
  chosen = [inputs[unsure]]
  chosen += [np.rint(rng.normal(0, spread, shape)).astype(np.int8) for spread in (4, 12)]
  chosen += [rng.integers(-128, 128, shape).astype(np.int8)]
  chosen += [rng.choice(np.array([-128, 127], np.int8), shape)]
  chosen = np.concatenate(chosen)
  folder.mkdir(parents=True, exist_ok=True)
  np.save(folder / "input.npy", chosen)
  np.save(folder / "output.npy", run_micro(model, chosen))


def main():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--model", type=pathlib.Path, default=HERE / "demo_words.tflite")
  parser.add_argument("--data", type=pathlib.Path, default=HERE / "demo_words_test.tar")
  parser.add_argument("--golden", type=pathlib.Path, help="folder for input.npy and output.npy")
  arguments = parser.parse_args()

  model = arguments.model.read_bytes()
  describe(arguments.model, model)
  reference = litert(model, OpResolverType.BUILTIN_REF)
  describe_graph(reference)
  describe(arguments.data, arguments.data.read_bytes())

  labels, clips = read_archive(arguments.data)
  counts = np.bincount(labels, minlength=len(LABELS))
  real = np.stack([features.mfcc(clip) for clip in clips])[..., None]
  scale, zero = reference.get_input_details()[0]["quantization"]
  inputs = features.quantise(real, scale, zero)
  steps = features.before_rounding(real, scale, zero)
  near = np.count_nonzero(np.abs(steps - np.floor(steps) - 0.5) < 1e-9)
  print(f"codes within 1e-9 of a rounding boundary: {near} of {inputs.size}")
  print(f"all inputs, one behind the other: sha256 {hashlib.sha256(inputs.tobytes()).hexdigest()}")

  versions = {name: importlib.metadata.version(name) for name in ("tflite-micro", "ai-edge-litert")}
  engines = {
    f"TFLite Micro {versions['tflite-micro']}": run_micro(model, inputs),
    f"LiteRT {versions['ai-edge-litert']}, reference kernels (BUILTIN_REF)": run_litert(
      model, inputs, OpResolverType.BUILTIN_REF
    ),
    f"LiteRT {versions['ai-edge-litert']}, as installed": run_litert(
      model, inputs, OpResolverType.AUTO
    ),
  }
  for name, outputs in engines.items():
    answers = outputs.argmax(axis=1)  # the first of equals
    right = answers == labels
    ties = np.count_nonzero((outputs == outputs.max(axis=1, keepdims=True)).sum(axis=1) > 1)
    print(f"{name}: {right.sum()}/{len(labels)} = {100 * right.mean():.2f}%, {ties} ties")
    print(f"  all outputs: sha256 {hashlib.sha256(outputs.tobytes()).hexdigest()}")
    for index, label in enumerate(LABELS):
      print(f"  {label}: {right[labels == index].sum()}/{counts[index]}")

  if arguments.golden:
    write_golden(arguments.golden, model, inputs)


if __name__ == "__main__":
  main()
