"""The report on SLO compliance: read, add up, and show it as text, HTML, CSV or JSON; and a customer's statement.

``gathering`` reads the cases, ``workflows.report`` adds up, the others show. ``recompute`` is for third parties.
"""
