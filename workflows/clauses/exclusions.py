"""EXC-1 … EXC-7: what no service-level targets apply to.

``Support Scope`` says which; while one is set every clock stops and goes away (``clocks``), and the customer is told
once which clause applies. Set back, the clocks are as if it had never been set. For EXC-4 and EXC-5 the words of SCO-2
and SCO-5 say so, which are about the same thing (``said_together``).

EXC-1 the customer's network; EXC-2 the client side; EXC-3 customizations, custom reports, views, tiles and ribbons;
EXC-4 functional, how-to and training questions; EXC-5 enhancement requests; EXC-6 defects of an OEM product;
EXC-7 third-party components.
"""

from __future__ import annotations

from workflows.actions import Tell
from workflows.clauses.said_together import will_be_said
from workflows.clocks import exclusion
from workflows.decision import Verdict
from workflows.facts import Facts


def verdict(facts: Facts) -> Verdict:
    """The word to the customer, once for a clause."""
    found = exclusion(facts.case, facts.policy)
    if found is None or facts.closed or will_be_said(facts, found[1]):
        return Verdict()
    scope, clause = found
    tell = Tell(
        f"{clause} told",
        clause,
        f"Support Scope is {scope}",
        "excluded",
        facts.customer_facts(clause=clause, scope=scope),
    )
    return Verdict(() if facts.done(tell.id) else (tell,))
