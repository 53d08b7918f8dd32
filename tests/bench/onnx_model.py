# SPDX-License-Identifier: Apache-2.0
"""An int8 .tflite file as an ONNX model of quantised operators, for ONNX Runtime.

Convolutions become QLinearConv; what ONNX itself has no quantised form of becomes ONNX
Runtime's own operator (microsoft/onnxruntime:docs/ContribOperators.md).  The formats are those
of its quantiser: activations and weights signed or unsigned.  Unsigned codes are ours plus 128,
with a zero point as much higher.  Pictures become NCHW at the first operator that needs it;
ONNX Runtime turns that back where it has channels-last kernels.
"""
import numpy as np
import onnx
from ai_edge_litert import schema_py_generated as schema
from onnx import TensorProto, helper, numpy_helper

OPERATORS = {v: k for k, v in vars(schema.BuiltinOperator).items() if not k.startswith("_")}
MICROSOFT = "com.microsoft"


class NotConverted(Exception):
  """The model has something for which there is no rule here."""


class Converter:
  def __init__(self, path, form):
    root = schema.Model.GetRootAs(bytearray(path.read_bytes()), 0)
    self.model = schema.ModelT.InitFromObj(root)
    self.graph = self.model.subgraphs[0]
    self.unsigned_codes, self.unsigned_weights = form[0] == "u", form[2] == "u"
    self.nodes, self.constants = [], []
    self.channels_first = set()  # tensors that are NCHW by now

  # Tensors

  def shape(self, index):
    return [int(n) for n in self.graph.tensors[index].shape]

  def data(self, index, kind):
    tensor = self.graph.tensors[index]
    raw = self.model.buffers[tensor.buffer].data
    return np.frombuffer(bytes(raw), kind).reshape(self.shape(index))

  def constant(self, name, value):
    self.constants.append(numpy_helper.from_array(np.asarray(value), name))
    return name

  def quantisation(self, index):
    """Scale and zero point, as constants of the graph."""
    q = self.graph.tensors[index].quantization
    if q is None or q.scale is None or len(q.scale) != 1:
      raise NotConverted(f"tensor {index} has no single scale")
    return [
      self.constant(f"scale{index}_{len(self.constants)}", np.float32(q.scale[0])),
      self.constant(f"zero{index}_{len(self.constants)}", self.code(int(q.zeroPoint[0])))]

  def code(self, value):
    return np.uint8(value + 128) if self.unsigned_codes else np.int8(value)

  def node(self, kind, inputs, output, domain="", **attributes):
    self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
    return output

  def first(self, index):
    """The tensor's name with channels first."""
    name = f"t{index}"
    if index in self.channels_first or len(self.shape(index)) != 4:
      return name
    return self.node("Transpose", [name], f"{name}_first{len(self.nodes)}", perm=[0, 3, 1, 2])

  def last(self, index):
    """The tensor's name in TFLite's order."""
    name = f"t{index}"
    if index not in self.channels_first:
      return name
    return self.node("Transpose", [name], f"{name}_last{len(self.nodes)}", perm=[0, 2, 3, 1])

  # Operators

  def clamped(self, index, activation):
    """Name for the operator's output; finish() puts the clamp behind it, where one is needed."""
    q = self.graph.tensors[index].quantization
    scale, zero = np.float32(q.scale[0]), int(q.zeroPoint[0])
    low, high = -128, 127
    if activation in (1, 3):  # RELU, RELU6
      low = max(low, zero)
    if activation == 3:
      high = min(high, zero + int(np.floor(np.float32(6) / scale + np.float32(0.5))))
    if activation not in (0, 1, 3):
      raise NotConverted(f"activation {activation}")
    if (low, high) == (-128, 127):
      return f"t{index}", lambda: None
    raw = f"t{index}_raw"
    bounds = [self.constant(f"low{index}", self.code(low)),
              self.constant(f"high{index}", self.code(high))]
    return raw, lambda: self.node("Clip", [raw, *bounds], f"t{index}")

  def weights(self, index, axis, order=None):
    q = self.graph.tensors[index].quantization
    values = self.data(index, np.int8)
    if order:
      values = np.transpose(values, order)
    scale = np.asarray(q.scale, np.float32)
    zero = np.zeros(len(scale), np.int8)
    if self.unsigned_weights:
      values = (values.astype(np.int16) + 128).astype(np.uint8)
      zero = np.full(len(scale), 128, np.uint8)
    if len(scale) == 1:
      scale, zero = scale[0], zero[0]
    elif q.quantizedDimension != axis:
      raise NotConverted(f"weights {index} quantised along axis {q.quantizedDimension}")
    return [
      self.constant(f"w{index}", np.ascontiguousarray(values)),
      self.constant(f"wscale{index}", scale), self.constant(f"wzero{index}", zero)]

  def pads(self, options, index, out, taps):
    """Rows above and columns left get the smaller half (TFLite's padding.h)."""
    if options.padding == schema.Padding.VALID:
      return [0, 0, 0, 0]
    before, after = [], []
    steps = [options.strideH, options.strideW]
    for extent, size, tap, step in zip(self.shape(index)[1:3], self.shape(out)[1:3], taps, steps):
      total = max(0, (size - 1) * step + tap - extent)
      before.append(total // 2)
      after.append(total - total // 2)
    return before + after

  def convolution(self, op, options, depthwise):
    source, weights, out = op.inputs[0], op.inputs[1], op.outputs[0]
    if options.dilationHFactor != 1 or options.dilationWFactor != 1:
      raise NotConverted("dilation")
    taps = self.shape(weights)[1:3]
    order = (3, 0, 1, 2) if depthwise else (0, 3, 1, 2)
    depth = self.shape(source)[3]
    group = depth if depthwise else depth // self.shape(weights)[3]
    name, finish = self.clamped(out, options.fusedActivationFunction)
    inputs = [self.first(source), *self.quantisation(source),
              *self.weights(weights, 3 if depthwise else 0, order), *self.quantisation(out)]
    if len(op.inputs) > 2 and op.inputs[2] >= 0:
      inputs.append(self.constant(f"bias{out}", self.data(op.inputs[2], np.int32)))
    self.node(
      "QLinearConv", inputs, name, kernel_shape=taps, group=group,
      strides=[options.strideH, options.strideW], pads=self.pads(options, source, out, taps))
    self.channels_first.add(out)
    finish()

  def conv_2d(self, op, options):
    self.convolution(op, options, False)

  def depthwise_conv_2d(self, op, options):
    self.convolution(op, options, True)

  def average_pool_2d(self, op, options):
    source, out = op.inputs[0], op.outputs[0]
    taps = [options.filterHeight, options.filterWidth]
    name, finish = self.clamped(out, options.fusedActivationFunction)
    self.node(
      "QLinearAveragePool",
      [self.first(source), *self.quantisation(source), *self.quantisation(out)], name, MICROSOFT,
      kernel_shape=taps, strides=[options.strideH, options.strideW], count_include_pad=0,
      pads=self.pads(options, source, out, taps))
    self.channels_first.add(out)
    finish()

  def add(self, op, options):
    (a, b), out = op.inputs, op.outputs[0]
    name, finish = self.clamped(out, options.fusedActivationFunction)
    self.node(
      "QLinearAdd",
      [self.first(a), *self.quantisation(a), self.first(b), *self.quantisation(b),
       *self.quantisation(out)], name, MICROSOFT)
    if len(self.shape(out)) == 4:
      self.channels_first.add(out)
    finish()

  def pad(self, op, _):
    source, out = op.inputs[0], op.outputs[0]
    pairs = self.data(op.inputs[1], np.int32)[[0, 3, 1, 2]]
    zero = self.code(int(self.graph.tensors[out].quantization.zeroPoint[0]))
    self.node("Pad", [
      self.first(source), self.constant(f"pads{out}", pairs.T.reshape(-1).astype(np.int64)),
      self.constant(f"fill{out}", zero)], f"t{out}")
    self.channels_first.add(out)

  def reshape(self, op, _):
    source, out = op.inputs[0], op.outputs[0]
    shape = self.constant(f"shape{out}", np.array(self.shape(out), np.int64))
    self.node("Reshape", [self.last(source), shape], f"t{out}")

  def fully_connected(self, op, options):
    source, out = op.inputs[0], op.outputs[0]
    name, finish = self.clamped(out, options.fusedActivationFunction)
    rows = self.constant(f"rows{out}", np.array([-1, self.shape(op.inputs[1])[1]], np.int64))
    flat = self.node("Reshape", [self.last(source), rows], f"flat{out}")
    bias = np.zeros(self.shape(op.inputs[1])[0], np.int32)
    if len(op.inputs) > 2 and op.inputs[2] >= 0:
      bias = self.data(op.inputs[2], np.int32)
    self.node(
      "QGemm",
      [flat, *self.quantisation(source), *self.weights(op.inputs[1], 0),
       self.constant(f"bias{out}", bias), *self.quantisation(out)], name, MICROSOFT, transB=1)
    finish()

  def softmax(self, op, options):
    if options.beta != 1:
      raise NotConverted(f"SOFTMAX with beta {options.beta}")
    self.node(
      "QLinearSoftmax",
      [self.last(op.inputs[0]), *self.quantisation(op.inputs[0]),
       *self.quantisation(op.outputs[0])], f"t{op.outputs[0]}", MICROSOFT, axis=-1, opset=13)

  # The whole

  def convert(self):
    if len(self.graph.inputs) != 1 or len(self.graph.outputs) != 1:
      raise NotConverted("more than one input or output")
    source, sink = self.graph.inputs[0], self.graph.outputs[0]
    for index in (source, sink):
      if self.graph.tensors[index].type != schema.TensorType.INT8:
        raise NotConverted("an input or output that is not int8")
    for op in self.graph.operators:
      code = self.model.operatorCodes[op.opcodeIndex]
      name = OPERATORS.get(max(code.builtinCode, code.deprecatedBuiltinCode), "?")
      rule = getattr(self, name.lower(), None)
      if rule is None:
        raise NotConverted(f"operator {name}")
      rule(op, op.builtinOptions)
    self.node("Identity", [self.last(sink)], "output")
    kind = TensorProto.UINT8 if self.unsigned_codes else TensorProto.INT8
    graph = helper.make_graph(
      self.nodes, "converted",
      [helper.make_tensor_value_info(f"t{source}", kind, self.shape(source))],
      [helper.make_tensor_value_info("output", kind, self.shape(sink))], self.constants)
    versions = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=10)


def convert(path, form):
  """Bytes of the ONNX model; `form` is "u8s8", "u8u8" or "s8s8"."""
  return Converter(path, form).convert().SerializeToString()
