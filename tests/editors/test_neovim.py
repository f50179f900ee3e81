"""A real Neovim, set up as editors/README.md says: what neovim.lua does in it."""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
README = (HERE.parent.parent / "editors/README.md").read_text("utf-8")
STEPS = ["attach", "diagnostics in the right cells", "hover", "fix", "twin", "an edit changes its twin", "leave"]


def test_neovim(pages: Path, paralint: str, tmp_path: Path):
    configuration = tmp_path / "init.lua"
    configuration.write_text(re.search(r"^```lua\n(.*?)^```", README, re.M | re.S)[1], "utf-8")
    programs = os.pathsep.join([str(Path(paralint).parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    nvim = Path(sys.executable).parent / "nvim"
    said = subprocess.run(
        [nvim, "--headless", "--clean", "-l", HERE / "neovim.lua", pages, configuration],
        env={**os.environ, "PATH": programs, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path),
             "XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=170)
    assert said.stdout.splitlines() == STEPS and said.returncode == 0, said.stdout + said.stderr
