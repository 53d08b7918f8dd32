# SPDX-License-Identifier: Apache-2.0
"""The pre-processing of zoo's protocol kws-micronet at its default knobs, in double.

Written a second time, in another language than zoo/protocols/, so that the two can be held
against each other.  Facts: arXiv:2010.11267 section 4.2, mlcommons/tiny:benchmark/training/
keyword_spotting/get_dataset.py, tensorflow/tensorflow:tensorflow/python/ops/signal/.
"""
import numpy as np

RATE_HZ = 16000
SAMPLES = 16000
FRAME = 640  # 40 ms
HOP = 320  # 20 ms
FRAMES = 49
FFT = 1024
BANDS = 40
COEFFICIENTS = 10


def mel(frequency_hz):
  return 1127.0 * np.log1p(np.asarray(frequency_hz) / 700.0)


def mel_bands():
  """(513, 40): triangles whose slopes are linear in mel, peak 1, from 20 to 4000 Hz."""
  bin_mel = mel(np.arange(FFT // 2 + 1) * (RATE_HZ / FFT))[:, None]
  edges = np.linspace(mel(20.0), mel(4000.0), BANDS + 2)
  low, centre, high = edges[:-2], edges[1:-1], edges[2:]
  return np.maximum(
    0.0, np.minimum((bin_mel - low) / (centre - low), (high - bin_mel) / (high - centre))
  )


def dct():
  """(40, 10): type II, every coefficient scaled alike."""
  j = np.arange(BANDS)[:, None] + 0.5
  return np.sqrt(2.0 / BANDS) * np.cos(np.pi / BANDS * j * np.arange(COEFFICIENTS))


WINDOW = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(FRAME) / FRAME)
MEL_BANDS = mel_bands()
DCT = dct()


def mfcc(clip):
  """int16 samples of one clip to float64 (49, 10)."""
  if len(clip) != SAMPLES or clip.max() <= 0:
    raise ValueError(f"expected {SAMPLES} samples with a maximum above 0")
  signal = clip.astype(np.float64) / float(clip.max())
  frames = np.stack([signal[HOP * i : HOP * i + FRAME] for i in range(FRAMES)])
  magnitude = np.abs(np.fft.rfft(frames * WINDOW, FFT))
  return np.log(magnitude @ MEL_BANDS + 1e-6) @ DCT


def before_rounding(features, scale, zero):
  """x/scale + zero, where `scale` is the file's float32, widened."""
  return features / np.float64(np.float32(scale)) + float(zero)


def quantise(features, scale, zero):
  """int8 codes: nearest, halves away from zero, clamped."""
  real = before_rounding(features, scale, zero)
  nearest = np.copysign(np.floor(np.abs(real) + 0.5), real)
  return np.clip(nearest, -128, 127).astype(np.int8)
