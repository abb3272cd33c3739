"""Who may look: how somebody comes in, stays in, and which cases they see.

``access`` answers at every request; ``pages`` are the few that are open to everybody. Two ways lead in: ``oidc``, by a
provider, and ``links``, by Jira's own email; either ends in one Jira account (``identity``), which has to be staff.
What stays is a session in Redis (``sessions``); what is seen is what Jira lets that account browse (``sight``).
"""
