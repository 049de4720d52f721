"""The program that the application starts: it needs little, runs once in a folder, and ends with its parent."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from training.adapt.lock import lock
from training.adapt.plan import Refusal, Source, read_plan
from training.signal.classes import CLASSES
from training.tests.adapting import MODELS, SOLOS, VIOLIN


def files_in(folder: Path, minutes: float, solos: list[Source]) -> Path:
    for source in solos:
        source.audio.astype("<f4").tofile(folder / f"{source.title}.f32")
    described = [{"file": f"{s.title}.f32", "title": s.title, "players": [CLASSES[c] for c in s.players]} for s in solos]
    plan = {"model": {"id": "mine", "title": "Mine", "from": "harmonic-unet", "fromVersion": "2.0.0", "recipe": "harmonic_unet",
                      "architecture": "U-Net", "weights": None},
            "pretraining": "unmixing", "work": "work", "out": "out", "minutes": minutes, "seed": 1, "threads": 1, "recordings": [], "solos": described}
    (folder / "plan.json").write_text(json.dumps(plan))
    return folder / "plan.json"


def test_the_end_of_stdin_stops_the_program(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-m", "training.adapt", "--plan", str(files_in(tmp_path, 10, SOLOS)), "--watch-stdin"],
                             cwd=MODELS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdin is not None and child.stdout is not None
    # Not before it works: it ends by itself where it can't stop in time, as while it loads PyTorch on a busy machine.
    assert json.loads(child.stdout.readline())["type"] == "progress"
    child.stdin.close()
    lines = child.stdout.read().decode().splitlines()
    assert child.wait(timeout=300) == 130 and json.loads(lines[-1]) == {"type": "stopped"}


def test_the_program_refuses_in_one_line(tmp_path: Path) -> None:
    plan = files_in(tmp_path, 10, SOLOS[:1])
    assert read_plan(plan).solos[0].players == [VIOLIN]
    child = subprocess.run([sys.executable, "-m", "training.adapt", "--plan", str(plan)], cwd=MODELS, capture_output=True, check=False)
    line = json.loads(child.stdout.decode().splitlines()[-1])
    assert child.returncode == 3 and line["type"] == "refused" and line["code"] == "adapt/material"


def as_regex(glob: str) -> str:
    """electron-builder's patterns, as far as the list of packed programs uses them."""
    plain = re.escape(glob).replace(r"\{", "(").replace(r"\}", ")").replace(",", "|")
    return plain.replace(r"/\*\*/", "/(.*/)?").replace(r"\*", "[^/]*")


def test_pytorch_and_numpy_are_enough() -> None:
    blocked = ("import sys\n"
               "class Block:\n"
               "    def find_spec(self, name, path=None, target=None):\n"
               "        if name.split('.')[0] in ('scipy', 'soundfile', 'mido', 'onnxruntime'):\n"
               "            raise ModuleNotFoundError(name=name)\n"
               "sys.meta_path.insert(0, Block())\n"
               "import training.adapt.run, training.recipes.harmonic_unet.adaptable\n"
               "from pathlib import Path\n"
               "print(*(Path(m.__file__).relative_to(Path.cwd()) for n, m in sys.modules.items() if n.split('.')[0] in ('training', 'studies')))\n")
    done = subprocess.run([sys.executable, "-c", blocked], cwd=MODELS, check=True, capture_output=True, text=True)
    loaded = [Path(line) for line in done.stdout.split()]
    assert Path("training/adapt/run.py") in loaded and Path("training/recipes/harmonic_unet/adaptable.py") in loaded
    packed = re.findall(r"^  - models/(training/\S+\.py)$", (MODELS.parent / "electron-builder.yml").read_text(), re.MULTILINE)
    assert not [file for file in loaded if not any(re.fullmatch(as_regex(glob), file.as_posix()) for glob in packed)]


def test_launcher_finds_the_programs_and_nothing_else(tmp_path: Path) -> None:
    for name in ("torch.py", "json.py", "training.py"):
        (tmp_path / name).write_text("raise SystemExit('hijacked')")
    for args, words in ((["adapt", "--help"], "--watch-stdin"), (["os"], "one of: adapt")):
        ran = subprocess.run([sys.executable, "-I", "-B", str(MODELS / "training/launch.py"), *args], cwd=tmp_path, text=True, capture_output=True,
                             env={"PYTHONPATH": str(tmp_path)})
        assert words in ran.stdout + ran.stderr


def test_a_working_folder_takes_one_training(tmp_path: Path) -> None:
    asked = []
    with lock(tmp_path, lambda: None):
        with pytest.raises(Refusal) as refused:
            lock(tmp_path, lambda: asked.append(1), patience_s=0.3)
        assert refused.value.code == "adapt/busy" and asked
    lock(tmp_path, lambda: None, patience_s=0).close()


PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-I", "-B", "-c", sys.argv[1], sys.argv[2]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline().strip(), flush=True)
child.wait()
"""
CHILD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from training.adapt import protocol
protocol.STOP_SECONDS = 1.0
host = protocol.Host(sys.stdout)
host.listen(True)
host.has_begun = %s
print("listening", flush=True)
total = 0
while True:
    total += 1
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("has_begun", [False, True])
def test_a_busy_training_ends_with_its_parent_that_was_killed(has_begun: bool) -> None:
    """A step that never comes to its check, and a host that is gone without a word."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD % has_begun, str(MODELS)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid, word = parent.stdout.readline().split()
    assert word == "listening"
    parent.kill()
    parent.wait()
    for _ in range(600):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.1)
    os.kill(int(pid), signal.SIGKILL)
    raise AssertionError("it outlived its parent by a minute")
