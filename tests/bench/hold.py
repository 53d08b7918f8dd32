# SPDX-License-Identifier: Apache-2.0
"""Hold a Python package's native code to AVX2; hold_avx2.c says how.

The package is copied, below a folder of ours, with every CPUID in its libraries replaced; the
installed one is never touched.  Where to look comes from a disassembly, as the two bytes of
the instruction also occur within others.
"""
import ctypes
import importlib.metadata
import importlib.util
import json
import pathlib
import platform
import re
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
CPUID, MARKER = b"\x0f\xa2", b"\x0f\x04"


class NotHeld(Exception):
  """A package of which nobody knows what it uses of the CPU."""


def load_segments(image):
  """[(address, offset, size)] of an ELF file's loaded parts (System V ABI, chapter 5)."""
  if image[:5] != b"\x7fELF\x02":
    return []
  offset, size, count = (
    struct.unpack_from("<Q", image, 32)[0], *struct.unpack_from("<HH", image, 54))
  segments = []
  for i in range(count):
    kind, _, at, address, _, in_file = struct.unpack_from("<IIQQQQ", image, offset + i * size)
    if kind == 1:
      segments.append((address, at, in_file))
  return segments


def cpuid_addresses(path):
  listing = subprocess.run(
    ["objdump", "-d", "--no-show-raw-insn", path], check=True, stdout=subprocess.PIPE, text=True)
  return [int(m, 16) for m in re.findall(r"^ *([0-9a-f]+):\t+cpuid\b", listing.stdout, re.M)]


def copy_patched(source, target):
  """How many CPUIDs were replaced."""
  image = bytearray(source.read_bytes())
  segments = load_segments(image)
  addresses = cpuid_addresses(source) if CPUID in image else []
  for address in addresses:
    at = next(o + address - a for a, o, n in segments if a <= address < a + n)
    if image[at : at + 2] != CPUID:
      raise ValueError(f"{source}: no CPUID at {address:#x}, where objdump shows one")
    image[at : at + 2] = MARKER
  target.write_bytes(image)
  return len(addresses)


def check():
  """Ends with a message where this cannot be done."""
  if platform.machine() not in ("x86_64", "AMD64"):
    sys.exit(f"holding peers to AVX2 is for x86-64, this is {platform.machine()}")
  for tool in ("objdump", "cc"):
    if not shutil.which(tool):
      sys.exit(f"holding peers to AVX2 needs {tool}, which is not on PATH")


def prepare(package, folder):
  """Make folder/PACKAGE from the installed one, unless it is there already."""
  check()
  installed = pathlib.Path(importlib.util.find_spec(package).origin).parent
  version = importlib.metadata.version(package.replace("_", "-"))
  folder = pathlib.Path(folder).absolute()
  stamp = folder / f"{package}.json"
  wanted = {"from": str(installed), "version": version}
  if stamp.exists() and json.loads(stamp.read_text())["of"] == wanted:
    return folder
  shutil.rmtree(folder / package, ignore_errors=True)
  replaced = {}
  for source in sorted(installed.rglob("*")):
    target = folder / package / source.relative_to(installed)
    if source.is_dir():
      target.mkdir(parents=True, exist_ok=True)
    elif ".so" in source.suffixes and "WebGpu" not in source.name:
      target.parent.mkdir(parents=True, exist_ok=True)
      replaced[source.name] = copy_patched(source, target)
    elif source.suffix == ".py":
      target.parent.mkdir(parents=True, exist_ok=True)
      shutil.copyfile(source, target)
  if not any(replaced.values()):
    raise ValueError(f"{installed}: no CPUID instruction found in any library")
  stamp.write_text(json.dumps({"of": wanted, "replaced": replaced}, indent=2) + "\n")
  return folder


def install(folder):
  """In the process that is to be held, before it imports the package."""
  folder = pathlib.Path(folder)
  library = folder / "hold_avx2.so"
  sys.path.insert(0, str(folder))
  hold = ctypes.CDLL(str(library))
  hold.hold_trapped.restype = hold.hold_masked.restype = ctypes.c_ulong
  if hold.hold_install() != 0:
    raise OSError("the handler of SIGILL could not be installed")
  return hold


def answers(held):
  """Of what install() returned, once the package has been at work: {"answered", "changed"}."""
  counts = {"answered": held.hold_trapped(), "changed": held.hold_masked()}
  if not counts["answered"]:
    raise NotHeld("it is not known to be held to AVX2: it never asked what the CPU has")
  return counts


def build(folder):
  subprocess.run(
    ["cc", "-D_GNU_SOURCE", "-O2", "-shared", "-fPIC", "-o", str(pathlib.Path(folder) / "hold_avx2.so"),
     str(HERE / "hold_avx2.c")], check=True)
