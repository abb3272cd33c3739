"""Coverage-guided: whatever bytes are signed, a delivery is parsed or refused, and what it names has the right form."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["webhooks", "plugin.queueing", "workflows"]):
    from plugin.queueing.units import is_id, is_key
    from webhooks.delivery import NotADelivery, parse
    from webhooks.signature import is_signed

from tests.fuzz.seeds import run


def one(data: bytes) -> None:
    """Raises what is not allowed."""
    assert not is_signed(data, data[:200].decode("latin-1"), [b"secret"])
    try:
        found = parse(data)
    except NotADelivery as refused:
        assert str(refused).isascii()
        return
    assert found.key is None or is_key(found.key)
    assert found.issue_id is None or is_id(found.issue_id)
    assert found.version_id is None or is_id(found.version_id)
    assert len(found.event) <= 100
    assert found.event.isprintable()


if __name__ == "__main__":
    run(one, "delivery", sys.argv)
