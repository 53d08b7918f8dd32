# SPDX-License-Identifier: Apache-2.0
"""One engine of other people's with one model, in a process of its own that litert.py asks.

The argument is a JSON object.  The first line of the answer says whether the model could be
loaded and what is to be known; then each line of input, a number of seconds, is answered by the
times of the runs that fitted into them.  A process of its own, as a library that is held to
AVX2 is held for the whole process.
"""
import gc
import importlib.metadata
import json
import os
import pathlib
import statistics
import sys
import time

import hold
import numpy as np


class Litert:
  """LiteRT as installed, which hands to XNNPACK what that can do; or its reference kernels."""

  def __init__(self, spec):
    from ai_edge_litert.interpreter import Interpreter, OpResolverType
    resolver = OpResolverType.BUILTIN_REF if spec["reference"] else OpResolverType.AUTO
    self.interpreter = Interpreter(
      model_path=spec["model"], num_threads=spec["threads"],
      experimental_op_resolver_type=resolver)
    self.interpreter.allocate_tensors()
    self.source = self.interpreter.get_input_details()[0]
    self.sink = self.interpreter.get_output_details()[0]["index"]
    self.about = "LiteRT " + importlib.metadata.version("ai-edge-litert")

  def write(self, value):
    self.interpreter.set_tensor(self.source["index"], value.reshape(self.source["shape"]))

  def run(self):
    self.interpreter.invoke()

  def read(self):
    return self.interpreter.get_tensor(self.sink)


class OnnxRuntime:
  """The converted model, with ONNX Runtime's own optimisations."""

  def __init__(self, spec):
    import onnx_model
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = spec["threads"]
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    self.unsigned = spec["form"][0] == "u"
    self.session = onnxruntime.InferenceSession(
      onnx_model.convert(pathlib.Path(spec["model"]), spec["form"]), options,
      providers=["CPUExecutionProvider"])
    self.source = self.session.get_inputs()[0]
    self.binding = self.session.io_binding()
    self.about = "ONNX Runtime " + onnxruntime.__version__

  def write(self, value):
    codes = value.reshape(self.source.shape)
    self.binding.bind_cpu_input(
      self.source.name, codes.view(np.uint8) ^ np.uint8(128) if self.unsigned else codes)
    self.binding.bind_output("output", "cpu")

  def run(self):
    self.session.run_with_iobinding(self.binding)

  def read(self):
    codes = self.binding.copy_outputs_to_cpu()[0]
    return (codes ^ np.uint8(128)).view(np.int8) if self.unsigned else codes


ENGINES = {"litert": Litert, "onnxruntime": OnnxRuntime}


def outputs_of(engine, inputs):
  outputs = []
  for value in inputs:
    engine.write(value)
    engine.run()
    outputs.append(np.array(engine.read()).reshape(-1))
  return np.stack(outputs)


def measure(engine, value, seconds):
  """Of each run, in milliseconds; at least one.  Writing the input is not in it."""
  times = []
  start = time.perf_counter()
  while not times or time.perf_counter() - start < seconds:
    engine.write(value)
    before = time.perf_counter_ns()
    engine.run()
    times.append((time.perf_counter_ns() - before) * 1e-6)
  return {"ms_min": min(times), "ms_median": statistics.median(times), "runs": len(times)}


def main():
  spec = json.loads(sys.argv[1])
  answers = os.fdopen(os.dup(1), "w")  # libraries may print on stdout what they like
  os.dup2(2, 1)

  def answer(value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()

  held = hold.install(spec["held"]) if spec["held"] else None
  try:
    engine = ENGINES[spec["engine"]](spec)
    inputs = np.load(spec["inputs"])
    np.save(spec["outputs"], outputs_of(engine, inputs))
    ready = {"about": engine.about}
    if held:
      ready["cpuid"] = hold.answers(held)
  except hold.NotHeld as error:
    answer({"error": str(error)})
    return
  except Exception as error:  # pylint: disable=broad-except -- whatever it is, it is reported
    answer({"error": f"{type(error).__name__}: {error}"})
    return
  answer(ready)
  gc.disable()
  for line in sys.stdin:
    answer(measure(engine, inputs[0], float(line)))


if __name__ == "__main__":
  main()
