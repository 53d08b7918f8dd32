#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Speak the clips of the demo_words dataset with espeak-ng.

Ten command words, other words (_unknown_) and noise (_silence_), each clip one second of
16 kHz mono 16 bit, shaped like those of Speech Commands so that the same protocol fits.
Every clip is drawn from its own seed, so the result does not depend on order or processes.
The two splits share no voice, no unknown word and no seed, and the test split also speaks
in accents that training has not heard: a figure on it says something.

  synthesise.py --split test --out demo_words_test.tar
  synthesise.py --split train --out TRAIN.npz
"""
import argparse
import io
import multiprocessing
import pathlib
import subprocess
import tarfile

import numpy as np
import scipy.signal
import soundfile

RATE_HZ = 16000
SAMPLES = 16000
ESPEAK_RATE_HZ = 22050
SEED = 20260

# In the order of the model's outputs; that of Speech Commands in TensorFlow Datasets.
LABELS = (pathlib.Path(__file__).parent / "labels.txt").read_text().split()

# Voices are espeak-ng's accents times its variants; "gmw/en" is its plain British voice.
SPLITS = {
  "train": {
    "accents": "en-us gmw/en en-gb-scotland en-gb-x-gbclan en-029".split(),
    "variants": (
      "m1 m3 m4 m6 m7 m8 f1 f2 f4 f5 adam Alicia Andy anika antonio aunty belinda benjamin "
      "caleb croak david edward Gene grandma iven2 Jacky john Lee linda Marco max Michael "
      "Nguyen pablo paul quincy rob steph travis victor zac klatt2 robosoft2 whisper"
    ).split(),
    "unknown": (
      "bed bird cat dog happy house marvin tree one two three four five six seven eight "
      "nine zero water music light paper window table garden morning people"
    ).split(),
    "counts": {"_silence_": 1200, "_unknown_": 3600},
    "words_count": 1600,
    "snr_db": (0, 30),
  },
  "test": {
    "accents": "en-us en-029 en-gb-x-rp en-gb-x-gbcwmd".split(),
    "variants": (
      "m2 m5 f3 Andrea Annie boris Denis ed Gene2 grandpa Hugo iven3 klatt4 marcelo Mike "
      "norbert robert shelby steph3 whisperf"
    ).split(),
    "unknown": (
      "wow sheila follow forward backward learn visual river orange summer doctor yellow "
      "kitchen number market silver winter coffee pencil"
    ).split(),
    "counts": {"_silence_": 30, "_unknown_": 38},
    "words_count": 34,
    "snr_db": (6, 30),
  },
}


def speak(word, voice, pitch, words_per_minute):
  """The word as float64 at 16 kHz, without the stillness before and after it."""
  command = ["espeak-ng", "--stdout", "-v", voice, "-p", str(pitch), "-s", str(words_per_minute)]
  wav = subprocess.run(command + [word], check=True, capture_output=True).stdout
  # The header's sizes are void on a pipe, so its 44 bytes are skipped.
  speech = np.frombuffer(wav[44:], "<i2").astype(np.float64)
  speech = scipy.signal.resample_poly(speech, 320, 441)  # 22050 to 16000 Hz
  loud = np.flatnonzero(np.abs(speech) > 0.01 * np.abs(speech).max())
  return speech[loud[0] : loud[-1] + 1][:SAMPLES]


def coloured_noise(rng):
  """Noise of mean power 1 whose spectrum falls as 1/f^a: from white (a = 0) to brown (2)."""
  frequency = np.maximum(np.fft.rfftfreq(SAMPLES, 1 / RATE_HZ), 40.0)
  spectrum = np.fft.rfft(rng.standard_normal(SAMPLES)) * frequency ** (-rng.uniform(0.5, 2.0) / 2)
  noise = np.fft.irfft(spectrum, SAMPLES)
  return noise / np.sqrt(np.mean(noise**2))


def to_peak(signal, peak):
  clip = np.rint(signal * (peak / np.abs(signal).max())).astype(np.int16)
  if clip.max() <= 0:
    raise ValueError("the protocol divides by a clip's maximum, which must be above 0")
  return clip


def make_clip(task):
  """(split, label, index) to (name, int16 samples)."""
  split_name, label, index = task
  split = SPLITS[split_name]
  rng = np.random.default_rng([SEED, list(SPLITS).index(split_name), LABELS.index(label), index])
  noise = coloured_noise(rng)
  if label == "_silence_":
    return f"noise_{index:04d}", to_peak(noise, np.exp(rng.uniform(np.log(15), np.log(100))))

  words = split["unknown"] if label == "_unknown_" else [label]
  word = words[index % len(words)]
  accent = split["accents"][rng.integers(len(split["accents"]))]
  variant = split["variants"][rng.integers(len(split["variants"]))]
  speech = speak(word, f"{accent}+{variant}", rng.integers(20, 81), rng.integers(120, 201))

  room = SAMPLES - len(speech)
  start = int(np.clip(room / 2 + rng.uniform(-2400, 2400), 0, room))
  gain = np.sqrt(np.mean(speech**2)) * 10 ** (-rng.uniform(*split["snr_db"]) / 20)
  mixture = noise * gain
  mixture[start : start + len(speech)] += speech
  # The protocol does not mind the level; soft clips make a small archive.
  peak = np.exp(rng.uniform(np.log(80), np.log(600)))
  accent = accent.removeprefix("gmw/")
  return f"{word}_{accent}_{variant}_{index:04d}", to_peak(mixture, peak)


def write_tar(path, clips):
  """FLAC files below their labels, in byte order and without dates or owners."""
  with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
    for name, samples in sorted(clips):
      flac = io.BytesIO()
      soundfile.write(
        flac, samples, RATE_HZ, format="FLAC", subtype="PCM_16", compression_level=1.0
      )
      member = tarfile.TarInfo(name)
      member.size = len(flac.getvalue())
      member.mode = 0o644
      tar.addfile(member, io.BytesIO(flac.getvalue()))


def main():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--split", choices=SPLITS, required=True)
  parser.add_argument("--out", required=True, help="a .tar of FLAC files, or .npz for training")
  parser.add_argument("--processes", type=int, default=2)
  arguments = parser.parse_args()

  split = SPLITS[arguments.split]
  tasks = [
    (arguments.split, label, index)
    for label in LABELS
    for index in range(split["counts"].get(label, split["words_count"]))
  ]
  with multiprocessing.Pool(arguments.processes) as pool:
    clips = pool.map(make_clip, tasks, chunksize=16)

  if arguments.out.endswith(".npz"):
    targets = np.array([LABELS.index(label) for _, label, _ in tasks], np.int8)
    np.savez(arguments.out, clips=np.stack([samples for _, samples in clips]), targets=targets)
  else:
    write_tar(
      arguments.out,
      ((f"{label}/{name}.flac", samples) for (_, label, _), (name, samples) in zip(tasks, clips)),
    )
  print(f"{arguments.out}: {len(tasks)} clips")


if __name__ == "__main__":
  main()
