# SPDX-License-Identifier: Apache-2.0
"""zoo as the scripts here drive it: its commands, and the documents that they print."""
import json
import os
import pathlib
import subprocess
import tempfile

import numpy as np


class ZooError(Exception):
  """zoo said no, and why."""


class Zoo:
  def __init__(self, program, isa):
    self.program = str(program)
    self.isa = ["--isa", isa] if isa else []
    self.scratch = tempfile.TemporaryDirectory(prefix="zoo-bench-")
    # A store of its own, so that what is measured is the file that was named.
    self.environment = {
      **os.environ, "ZOO_HOME": self.scratch.name, "ZOO_METADATA": "", "ZOO_MIRROR": ""}

  def document(self, *arguments, allowed=(0,)):
    command = [self.program, "--json", "--offline", *map(str, arguments)]
    done = subprocess.run(
      command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
      document = json.loads(done.stdout)
    except ValueError as error:
      raise ZooError(f"{' '.join(command)}: {done.stderr.strip() or 'no document'}") from error
    if done.returncode not in allowed or "error" in document:
      message = document.get("error", {}).get("message", done.stderr.strip())
      raise ZooError(f"zoo {arguments[0]}: {message}")
    return document

  def input_shape(self, model):
    """Of the one int8 input; other models are not measured here."""
    document = self.document("inspect", model)
    tensors = [document["tensors"][i] for i in document["inputs"]]
    if len(tensors) != 1 or tensors[0]["type"] != "int8":
      raise ZooError(f"{model}: expected one input of int8")
    return tensors[0]["shape"]

  def outputs(self, model, inputs, rounding):
    """int8 (n, elements) for an .npy of n inputs."""
    path = pathlib.Path(self.scratch.name) / "output.npy"
    self.document("run", model, inputs, "--output", path, "--rounding", rounding, *self.isa)
    outputs = np.load(path)
    return outputs.reshape(len(np.load(inputs)), -1)

  def bench(self, model, ms, threads):
    """One result of zoo bench."""
    return self.document("bench", model, "--ms", ms, "--threads", threads, *self.isa)["results"][0]

  def evaluate(self, model, data, rounding, threads, protocol="kws-micronet"):
    """One result of zoo eval; that it cannot be measured, or is not met, is an answer too."""
    return self.document(
      "eval", model, "--protocol", protocol, "--data", data, "--rounding", rounding, "--threads",
      threads, *self.isa, allowed=(0, 1, 7))["results"][0]
