"""How much of a target is used up, as a bar."""

from __future__ import annotations

from markupsafe import Markup

from workflows.decision import Clock


def budget(clock: Clock) -> Markup:
    """What counted against the target; of one that is overrun, all that counted, from the target on another colour."""
    if not clock.target:
        return Markup("")
    used = clock.elapsed / clock.target
    full = 100 / max(used, 1.0)
    late = Markup('<rect class="late" x="{0:.2f}%" width="{1:.2f}%" height="8"/>') if used > 1 else Markup("")
    return Markup(
        '<svg class="budget" width="100%" height="8" aria-hidden="true"><rect class="room" width="100%" height="8"/>'
        '<rect class="counted" width="{:.2f}%" height="8"/>{}</svg>'
    ).format(full * min(used, 1.0), late.format(full, 100 - full))
