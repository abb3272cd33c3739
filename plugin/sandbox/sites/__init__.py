"""Ready-made sites: the one that the shipped app.yaml fits, and others that careflow did not make.

``SITES`` has them by name, for the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plugin.sandbox.site import Flavour, Site
from plugin.sandbox.sites.french import french
from plugin.sandbox.sites.mistyped import mistyped
from plugin.sandbox.sites.shipped import shipped
from plugin.sandbox.sites.stock import stock
from plugin.sandbox.sites.template import empty

SITES: Mapping[str, Callable[[Flavour | str, bool], Site]] = {
    "default": shipped,
    "empty": empty,
    "french": french,
    "mistyped": mistyped,
}

__all__ = ["SITES", "empty", "french", "mistyped", "shipped", "stock"]
