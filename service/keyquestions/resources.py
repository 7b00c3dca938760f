"""Where the files that ship with the package lie."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def prompts_folder() -> Path:
    """The prompt files: inside an installed wheel, or beside `service/` in a checkout."""
    installed = _PACKAGE / "_prompts"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "prompts"
