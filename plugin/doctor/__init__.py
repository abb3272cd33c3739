"""What falls short in an installation of careflow, with the mend (``careflow doctor``). Reads only.

``catalogue`` lists the checks, one function each; ``installation`` is what they look at; ``examination`` makes them.
"""

from plugin.doctor.catalogue import CHECKS
from plugin.doctor.examination import Line, examine
from plugin.doctor.findings import Check, Finding, Level
from plugin.doctor.installation import Installation

__all__ = ["CHECKS", "Check", "Finding", "Installation", "Level", "Line", "examine"]
