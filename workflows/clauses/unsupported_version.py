"""SCO-4: a case about a version that is out of support.

Product Management examines it and Customer Care gives the complete answer: the label ``unsupported-version`` (its
filter is Product Management's queue), the case stays with its agent, the customer is told once, and there are no
targets (``clocks``). Which versions are supported is in ``product_versions``.
"""

from __future__ import annotations

from workflows.actions import Action, Tell
from workflows.clauses.labels import labelled, unlabelled
from workflows.decision import Remark, Verdict
from workflows.facts import Facts
from workflows.product_versions import Unsupported, are_lacking, unsupported
from workflows.surroundings import Need

LABEL = "unsupported-version"
TOLD = "SCO-4 told"


def verdict(facts: Facts) -> Verdict:
    """The label and the word to the customer; with another version, the label goes."""
    if are_lacking(facts.case):
        return Verdict(needs=frozenset({Need.VERSIONS}))
    found = unsupported(facts.case, facts.policy)
    if found:
        why = f"{found.version} is out of support; supported: {', '.join(found.supported)}"
        actions = () if facts.closed else (*labelled(facts, LABEL, "SCO-4", why), *_told(facts, found, why))
        return Verdict(actions, remarks=(Remark(why, "SCO-4"),))
    if facts.done(TOLD) and not facts.closed:
        return Verdict(unlabelled(facts, LABEL, "SCO-4", "the versions named are supported"))
    return Verdict()


def _told(facts: Facts, found: Unsupported, why: str) -> tuple[Action, ...]:
    if facts.done(TOLD):
        return ()
    told = facts.customer_facts(version=found.version, supported=", ".join(found.supported))
    return (Tell(TOLD, "SCO-4", why, "unsupported_version", told),)
