"""``careflow schema``: the JSON Schemas that editors complete, explain and check app.yaml and the field maps by."""

from __future__ import annotations

from pathlib import Path

import click

from plugin.configuration_errors import UserMistake
from plugin.schema import NAMES, text_of, write


@click.command()
@click.argument("name", required=False, metavar="[NAME]", type=click.Choice(NAMES))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write NAME.schema.json, or all of them, into this folder instead.",
)
def schema(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of app.yaml (NAME app, or none), or of the field map NAME.

    With --out they are written into a folder, all of them where no NAME is given. After an upgrade of careflow,
    `careflow schema --out field_maps/schema` brings the copies beside your own files up to date.
    """
    if out is None:
        click.echo(text_of(name or "app"), nl=False)
        return
    try:
        written = write(out, (name,) if name else NAMES)
    except OSError as error:
        raise UserMistake(f"cannot write into {out}: {error.strerror or error}") from error
    for path in written:
        click.echo(f"wrote {path}")
