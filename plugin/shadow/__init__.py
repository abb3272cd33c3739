"""Shadow mode: what careflow would have done, told and compared with what people did; nothing is written.

The rehearsal itself is in ``workflows.rehearsal``, the comparison in ``workflows.agreement``.
"""

from plugin.shadow.rehearser import IN_SHADOW, Rehearser
from plugin.shadow.told import Latest, Memory, Told

__all__ = ["IN_SHADOW", "Latest", "Memory", "Rehearser", "Told"]
