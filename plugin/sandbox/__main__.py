"""``python -m plugin.sandbox`` is ``careflow sandbox``."""

from plugin.cli.sandbox import sandbox

if __name__ == "__main__":
    sandbox(prog_name="python -m plugin.sandbox")
