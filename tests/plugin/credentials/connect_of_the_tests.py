"""``careflow`` as a process of its own, with an Atlassian on loopback: ``python … LOGIN API ARGUMENTS``."""

from __future__ import annotations

import sys

from plugin.cli import cli
from plugin.credentials.atlassian import Atlassian

if __name__ == "__main__":
    login, api, *arguments = sys.argv[1:]
    cli(arguments, prog_name="careflow", obj=Atlassian(login, api))
