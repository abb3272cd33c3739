"""A process that asks for an access token when it is told to: ``python … LOGIN API``, then a line on stdin."""

from __future__ import annotations

import sys

from plugin.credentials.accounts import Account, consented
from plugin.credentials.atlassian import Atlassian
from plugin.settings import load

if __name__ == "__main__":
    tokens = consented(load(), Account.CAREFLOW, Atlassian(sys.argv[1], sys.argv[2]))
    print("ready", flush=True)
    sys.stdin.readline()
    print(tokens.current(), flush=True)
