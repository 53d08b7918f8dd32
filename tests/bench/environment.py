# SPDX-License-Identifier: Apache-2.0
"""Where measurements are made: the machine, the folders, and a virtual environment with what
requirements.txt pins."""
import os
import pathlib
import platform
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent


def add_options(parser):
  build = ROOT / "build"
  parser.add_argument(
    "--zoo", type=pathlib.Path, default=build / "zoo", help="the program (build/zoo)")
  parser.add_argument(
    "--work", type=pathlib.Path, default=build / "bench",
    help="folder for the virtual environment and all that is made here (build/bench)")
  parser.add_argument(
    "--venv", type=pathlib.Path, help="virtual environment, made if it is not there (WORK/venv)")


def shared():
  return pathlib.Path(os.environ.get("ZOO_SHARED", ROOT.parent / "shared"))


def cpu_name():
  try:
    text = pathlib.Path("/proc/cpuinfo").read_text()
    return next(l.split(":")[1].strip() for l in text.splitlines() if l.startswith("model name"))
  except (OSError, StopIteration):
    return platform.processor() or platform.machine()


def enter(arguments):
  """Go on in the virtual environment: runs the script again with its interpreter."""
  if not arguments.zoo.exists():
    sys.exit(f"{arguments.zoo}: there is no such program; run make, or name it with --zoo")
  arguments.zoo = arguments.zoo.absolute()
  arguments.work = arguments.work.absolute()
  arguments.work.mkdir(parents=True, exist_ok=True)
  place = (arguments.venv or arguments.work / "venv").absolute()
  if pathlib.Path(sys.prefix).resolve() == place.resolve():
    return
  python = place / "bin" / "python"
  stamp = place / "zoo-requirements.txt"
  wanted = (HERE / "requirements.txt").read_text()
  if not python.exists():
    print(f"making {place}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
  if not stamp.exists() or stamp.read_text() != wanted:
    print("installing what requirements.txt pins", file=sys.stderr)
    subprocess.run(
      [python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    stamp.write_text(wanted)
  os.execv(python, [str(python), *sys.argv])
