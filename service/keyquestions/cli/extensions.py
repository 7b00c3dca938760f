"""Commands that other installed packages add, found by the entry points `keyquestions.commands`."""

from importlib.metadata import entry_points

import click

GROUP = "keyquestions.commands"


class Extensible(click.Group):
    """A group that looks for a command elsewhere where it has none of that name itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name its own commands, and those that were added."""
        return sorted({*super().list_commands(ctx), *entry_points(group=GROUP).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give the command of that name; its own go first."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        for found in entry_points(group=GROUP, name=cmd_name):
            command: click.Command = found.load()
            return command
        return None
