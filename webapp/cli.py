"""The `hej` command. Each of its commands is a file in webapp/commands/, imported when it runs."""

import importlib
import logging
import sys
from importlib.metadata import version
from typing import Any

import click

# In the order in which somebody who sets Hej up meets them.
COMMANDS = {
    "demo": "webapp.commands.demo:demo",
    "demo-set-up": "webapp.commands.demo_set_up:demo_set_up",
    "migrate": "webapp.commands.migrate:migrate",
    "create-admin": "webapp.commands.create_admin:create_admin",
    "serve": "webapp.commands.serve:serve",
    "worker": "webapp.commands.worker:worker",
    "renew-hashes": "webapp.commands.renew_hashes:renew_hashes",
    "doctor": "webapp.commands.doctor:doctor",
    "send-test": "webapp.commands.send_test:send_test",
    "credits": "webapp.commands.credits:credits",
    "import": "webapp.commands.import_file:import_file",
    "simulator": "webapp.commands.simulator:simulator",
}
SETTINGS_WRONG = 3


class Hej(click.Group):
    """Imports a command when it is asked for, and says in one line what is wrong."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what its user can mend is a sentence, not a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _in_words(error)
            if sentence is None:
                raise
            raise sentence from error


@click.group(cls=Hej, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.version_option(version("hej"), message="hej %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Hej: texts to candidates, from the case they applied to.

    To try everything, with no account anywhere: hej demo. To run it for real: write a .env file
    (docs/operating.md), then hej migrate, hej create-admin and hej serve.
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    logging.getLogger("peewee").setLevel(logging.WARNING)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _in_words(error: Exception) -> click.ClickException | None:
    """What its user can mend, as a sentence and an exit status; None for anything else.

    The classes are imported here, because a process that only looks after others needs none.
    """
    import peewee

    from config import ConfigError
    from webapp.db import SchemaError
    from webapp.domain.key_mark import OtherKey
    from webapp.gateways.outcome import SettingsError

    if isinstance(error, ConfigError | SettingsError):
        return _Stop(str(error), SETTINGS_WRONG)
    if isinstance(error, SchemaError | OtherKey):
        return _Stop(str(error))
    if isinstance(error, peewee.OperationalError):
        reason = str(error).strip().partition("\n")[0]
        return _Stop(f"The database (DATABASE_URL) does not answer: {reason}")
    return None


class _Stop(click.ClickException):
    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


if __name__ == "__main__":
    main()
