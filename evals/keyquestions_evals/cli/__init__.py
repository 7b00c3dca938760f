"""`keyquestions evals`: the command group, which the service's command line finds by entry point.

Commands import what they need when they run: help must answer at once.
"""

import importlib

import click

_COMMANDS = {
    "run": "running",
    "watch": "watching",
    "show": "showing",
    "compare": "showing",
    "gate": "gating",
    "judge": "judging",
    "pair": "pairing",
    "report": "reporting",
    "rescore": "showing",
    "export": "exchanging",
    "import": "exchanging",
    "bench": "benching",
    "fixtures": "fixtures",
    "metrics": "showing",
}
_NAMES = {"import": "import_"}
"""Where a command cannot be called in Python what it is called for users."""


class _Lazy(click.Group):
    """A group whose commands lie in modules that are imported when one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they are used."""
        return [*super().list_commands(ctx), *_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one of that name."""
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"{__name__}.{_COMMANDS[cmd_name]}")
        return getattr(module, _NAMES.get(cmd_name, cmd_name))  # type: ignore[no-any-return]


@click.group(cls=_Lazy)
def evals() -> None:
    """Measure what a change of the prompts did, and whether that is chance.

    \b
    Exit codes: 0 ok, 1 regression, 2 wrong usage, fixtures, settings or files, 3 incomplete (some
    articles failed), 4 a reply is not recorded, 5 inconclusive under --strict.
    """  # noqa: D301 - click's own mark for lines that stay as they are


__all__ = ["evals"]
