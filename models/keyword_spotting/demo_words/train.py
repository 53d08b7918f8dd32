#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Train demo_words.tflite: a small depthwise-separable network, then int8 throughout.

The shape is that of the DS-CNNs of arXiv:1711.07128, cut down until it fits into the
program.  Features are limited to +-LIMIT before training, so the input's quantiser spends
its 256 codes where the information is; zoo's protocol clamps at the same place.
The test set is not looked at here: a tenth of the training clips tells how it goes.

  train.py --clips TRAIN.npz --out demo_words.tflite
"""
import argparse
import time

import keras
import numpy as np
import tensorflow as tf

import features
from synthesise import LABELS

LIMIT = 25.0
FILTERS = 48
BLOCKS = 3
SEED = 1


def build(batch_size=None):
  """Logits; the softmax is added for the file.  Batch normalisation folds into the filters."""
  layers = keras.layers
  steps = [
    keras.Input((features.FRAMES, features.COEFFICIENTS, 1), batch_size, name="mfcc"),
    layers.Conv2D(FILTERS, (10, 4), strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.ReLU(),
  ]
  for _ in range(BLOCKS):
    steps += [
      layers.DepthwiseConv2D(3, padding="same", use_bias=False),
      layers.BatchNormalization(),
      layers.ReLU(),
      layers.Conv2D(FILTERS, 1, use_bias=False),
      layers.BatchNormalization(),
      layers.ReLU(),
    ]
  steps += [
    layers.Dropout(0.2),
    layers.AveragePooling2D((25, 1)),  # over time; the five bands stay apart
    layers.Reshape((5 * FILTERS,)),
    layers.Dense(len(LABELS)),
  ]
  return keras.Sequential(steps)


def convert(trained, examples):
  """The bytes of a .tflite: a batch of one, int8 in and out, a scale for each filter."""
  fixed = build(batch_size=1)
  fixed.set_weights(trained.get_weights())
  fixed.add(keras.layers.Softmax())
  converter = tf.lite.TFLiteConverter.from_keras_model(fixed)
  converter.optimizations = [tf.lite.Optimize.DEFAULT]
  converter.representative_dataset = lambda: ([x[None]] for x in examples)
  converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
  converter.inference_input_type = converter.inference_output_type = tf.int8
  return converter.convert()


def main():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--clips", required=True, help="written by synthesise.py --split train")
  parser.add_argument("--out", required=True)
  parser.add_argument("--epochs", type=int, default=35)
  arguments = parser.parse_args()

  keras.utils.set_random_seed(SEED)
  tf.config.experimental.enable_op_determinism()
  begin = time.monotonic()

  with np.load(arguments.clips) as data:
    x = np.stack([features.mfcc(clip) for clip in data["clips"]])
    y = data["targets"].astype(np.int64)
  x = np.clip(x, -LIMIT, LIMIT).astype(np.float32)[..., None]
  order = np.random.default_rng(SEED).permutation(len(x))
  kept, training = order[: len(x) // 10], order[len(x) // 10 :]
  print(f"{len(x)} clips to features: {time.monotonic() - begin:.0f} s", flush=True)

  model = build()
  steps = arguments.epochs * -(-len(training) // 64)
  model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, steps)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
  )
  model.fit(
    x[training],
    y[training],
    batch_size=64,
    epochs=arguments.epochs,
    validation_data=(x[kept], y[kept]),
    verbose=2,
  )
  content = convert(model, x[training[:500]])
  with open(arguments.out, "wb") as file:
    file.write(content)
  print(f"{arguments.out}: {len(content)} bytes, {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
  main()
