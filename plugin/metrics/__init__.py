"""What careflow counts, for Prometheus: over all processes, in Redis, exposed at the receiver's ``/metrics``.

``catalogue`` names each metric, ``counting`` adds up, ``work`` says what of a worker's doings is counted, ``standing``
asks where things stand, and ``exposition`` writes it all in Prometheus' text format.

A few lines instead of ``prometheus_client``, which would share its sums through files of one machine and bring its own
registry and server; it parses what comes out of here in the tests. Prometheus takes counters that fall back to 0 for
restarted: so a flush of Redis does no harm to rates (https://prometheus.io/docs/prometheus/latest/querying/functions/#rate).
"""

from plugin.metrics.counting import Counts
from plugin.metrics.exposition import exposed
from plugin.metrics.work import Observer

__all__ = ["Counts", "Observer", "exposed"]
