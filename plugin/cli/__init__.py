"""The command line: one module per command, imported only when that command runs.

Exit codes: 0 done; 1 it ran, and something falls short, or a fault of ours; 2 bad usage or configuration, with one
clear message and no traceback. To add a command, add a line to ``COMMANDS``.
"""

from __future__ import annotations

import importlib
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from plugin.configuration_errors import UserMistake, choice_problem


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is (``module:function``), and its line in ``careflow --help``."""

    target: str
    summary: str

    def load(self) -> click.Command:
        """Import the command."""
        module, _, function = self.target.partition(":")
        command = getattr(importlib.import_module(module), function)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.target} is no click command")
        return command


COMMANDS: Mapping[str, Lazy] = {
    "demo": Lazy("plugin.cli.demo:demo", "The policy's scenarios on a sandbox Jira, narrated and checked."),
    "sandbox": Lazy("plugin.cli.sandbox:sandbox", "A Jira in memory, to try app.yaml and the installation on."),
    "check": Lazy("plugin.cli.check:check", "Validate app.yaml and the field maps, offline."),
    "schema": Lazy("plugin.cli.schema:schema", "The JSON Schemas of app.yaml and the field maps, for editors."),
    "init": Lazy("plugin.cli.init:init", "A first app.yaml and field map, from what the Jira site has."),
    "plan": Lazy("plugin.cli.install:plan", "What the Jira site lacks, as a diff."),
    "apply": Lazy("plugin.cli.install:apply", "Make the Jira site as the plan shows it."),
    "uninstall": Lazy("plugin.cli.install:uninstall", "Take away what careflow made in the Jira site."),
    "connect": Lazy("plugin.cli.connect:connect", "Let an account consent that careflow works as it (OAuth 2.0)."),
    "doctor": Lazy("plugin.cli.doctor:doctor", "What falls short in Jira, Redis and the workers, with the mend."),
    "reconcile": Lazy("plugin.cli.reconcile:reconcile", "Bring cases to what the policy says, here and now."),
    "explain": Lazy("plugin.cli.explain:explain", "Why a case stands as it does, clause by clause."),
    "shadow": Lazy("plugin.cli.shadow:shadow", "What it would have done, beside what people did. Writes nothing."),
    "report": Lazy("plugin.cli.report:report", "SLO compliance of a period; a customer's monthly statement."),
    "backtest": Lazy("plugin.cli.backtest:backtest", "Past cases under another policy. Writes nothing."),
    "simulate": Lazy("plugin.cli.simulate:simulate", "Seeded worlds in which everything breaks: nothing may be lost."),
    "up": Lazy("plugin.cli.up:up", "Receiver and workers in one, with a Redis of its own if none is configured."),
    "serve": Lazy("plugin.cli.serve:serve", "The receiver of webhooks alone."),
    "worker": Lazy("plugin.cli.worker:worker", "One worker alone."),
}


class Careflow(click.Group):
    """Finds commands in ``COMMANDS``, and turns exceptions into messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        known = COMMANDS.get(cmd_name)
        return known.load() if known else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """As click's, with the name that was probably meant."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            ctx.fail(f"there is no command {choice_problem(args[0], list(COMMANDS))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in ``--help``, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the user can mend ends with 2, a fault of ours with 1."""
        try:
            return super().invoke(ctx)
        except UserMistake as mistake:
            raise _Mistake(str(mistake)) from mistake
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            if ctx.params.get("debug"):
                raise
            raise _OurFault(_our_fault(fault)) from fault


class _Mistake(click.ClickException):
    """Ends with a message on stderr and exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"careflow: {self.message}", file=file, err=True)


class _OurFault(_Mistake):
    """The same with exit code 1."""

    exit_code = 1


def _our_fault(fault: Exception) -> str:
    """One line for the terminal; the traceback goes to a file that can be sent to whoever maintains careflow."""
    with tempfile.NamedTemporaryFile("w", prefix="careflow-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write("".join(traceback.format_exception(fault)))
    first = (str(fault).splitlines() or [""])[0]
    return f"a fault in careflow: {type(fault).__name__}: {first}\nThe details are in {log.name} (or run with --debug)."


@click.group(
    cls=Careflow,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings: app.yaml, and variables CAREFLOW_… over it. `careflow COMMAND --help` says more.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of a fault in careflow.")
def cli(debug: bool) -> None:
    """Run Planview's Customer Care policy on Jira issues."""


def main() -> None:
    """The ``careflow`` command."""
    cli(prog_name="careflow")
