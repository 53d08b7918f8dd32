#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measure demo_words.tflite with LiteRT: where the card's figure comes from.

Scores the test archive twice, with the reference kernels (BUILTIN_REF: the arithmetic that
zoo's engine promises to the bit) and with LiteRT as installed (XNNPACK).  Of equal outputs
the first is the answer.  --golden also writes inputs and reference outputs for zoo's tests.

  measure.py [--golden golden]
"""
import argparse
import hashlib
import io
import pathlib
import tarfile

import ai_edge_litert
import numpy as np
import soundfile
from ai_edge_litert.interpreter import Interpreter, OpResolverType

import features
from synthesise import LABELS

HERE = pathlib.Path(__file__).parent
KERNELS = {"reference": OpResolverType.BUILTIN_REF, "as installed": OpResolverType.AUTO}


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


def interpreter_of(model, resolver):
  interpreter = Interpreter(
    model_content=model, experimental_op_resolver_type=resolver, num_threads=1
  )
  interpreter.allocate_tensors()
  return interpreter


def run(interpreter, inputs):
  """int8 (n, 49, 10, 1) to int8 (n, 12)."""
  source = interpreter.get_input_details()[0]["index"]
  sink = interpreter.get_output_details()[0]["index"]
  outputs = []
  for value in inputs:
    interpreter.set_tensor(source, value[None])
    interpreter.invoke()
    outputs.append(interpreter.get_tensor(sink)[0].copy())
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


def write_golden(folder, interpreter, inputs):
  """Eight clips, four patterns of random codes, and their outputs.

  The clips are those whose best output is lowest: a softmax that is sure of itself is -128
  and 127 whatever small errors went into it, and would hide them.
  """
  unsure = np.argsort(run(interpreter, inputs).max(axis=1), kind="stable")[:8]
  rng = np.random.default_rng(0)
  shape = (1,) + inputs.shape[1:]
  chosen = [inputs[unsure]]
  chosen += [np.rint(rng.normal(0, spread, shape)).astype(np.int8) for spread in (4, 12)]
  chosen += [rng.integers(-128, 128, shape).astype(np.int8)]
  chosen += [rng.choice(np.array([-128, 127], np.int8), shape)]
  chosen = np.concatenate(chosen)
  folder.mkdir(parents=True, exist_ok=True)
  np.save(folder / "input.npy", chosen)
  np.save(folder / "output.npy", run(interpreter, chosen))


def main():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--model", type=pathlib.Path, default=HERE / "demo_words.tflite")
  parser.add_argument("--data", type=pathlib.Path, default=HERE / "demo_words_test.tar")
  parser.add_argument("--golden", type=pathlib.Path, help="folder for input.npy and output.npy")
  arguments = parser.parse_args()

  model = arguments.model.read_bytes()
  describe(arguments.model, model)
  describe_graph(interpreter_of(model, OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES))
  describe(arguments.data, arguments.data.read_bytes())

  labels, clips = read_archive(arguments.data)
  counts = np.bincount(labels, minlength=len(LABELS))
  real = np.stack([features.mfcc(clip) for clip in clips])[..., None]
  reference = interpreter_of(model, OpResolverType.BUILTIN_REF)
  scale, zero = reference.get_input_details()[0]["quantization"]
  inputs = features.quantise(real, scale, zero)
  steps = features.before_rounding(real, scale, zero)
  near = np.count_nonzero(np.abs(steps - np.floor(steps) - 0.5) < 1e-9)
  print(f"codes within 1e-9 of a rounding boundary: {near} of {inputs.size}")
  print(f"all inputs, one behind the other: sha256 {hashlib.sha256(inputs.tobytes()).hexdigest()}")

  print(f"LiteRT {ai_edge_litert.__version__}")
  for name, resolver in KERNELS.items():
    outputs = run(interpreter_of(model, resolver), inputs)
    answers = outputs.argmax(axis=1)  # the first of equals
    right = answers == labels
    ties = np.count_nonzero((outputs == outputs.max(axis=1, keepdims=True)).sum(axis=1) > 1)
    print(f"{name}: {right.sum()}/{len(labels)} = {100 * right.mean():.2f}%, {ties} ties")
    print(f"  all outputs: sha256 {hashlib.sha256(outputs.tobytes()).hexdigest()}")
    for index, label in enumerate(LABELS):
      print(f"  {label}: {right[labels == index].sum()}/{counts[index]}")

  if arguments.golden:
    write_golden(arguments.golden, reference, inputs)


if __name__ == "__main__":
  main()
