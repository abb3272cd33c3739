"""SEV: who decides on Critical, and what follows. Expected values are worked out by hand from POLICY.md."""

from __future__ import annotations

from plugin.demo.checks import Scenario
from plugin.demo.stage import Stage


def _critical_asked_for(stage: Stage) -> None:
    stage.until("Tue 2026-04-21 09:00")
    case = stage.french_customer.opens("Le tableau de bord ne s'affiche plus", severity="Major")
    stage.until("09:05")
    stage.agent.comments("Bonjour, nous examinons le problème.")
    stage.until("09:10")
    stage.french_customer.comments("La production est arrêtée. Merci de passer la gravité à Critique.")
    case.shows("Severity", "Major", "SEV-3")
    case.shows("Requested Severity", "Critical", "SEV-3")
    case.shows("Critical Approval", "Pending", "SEV-3")
    case.noted("SEV-3 asked", "SEV-3", words="Production service is unavailable")
    stage.until("09:12")
    stage.agent.comments("/approve")
    case.shows("Severity", "Major", "SEV-4")
    case.shows("Critical Approval", "Pending", "SEV-4")
    case.noted("SEV-4 denied", "SEV-4", words="Adam Agent")
    stage.until("09:25")
    case.noted("SEV-6 reminder 1", "SEV-6")
    stage.manager.comments("/approve la production est bien arrêtée")
    case.shows("Severity", "Critical", "SEV-3")
    case.shows("Requested Severity", None, "SEV-3")
    case.shows("Critical Approval", "Approved", "SEV-3")
    case.shows("Priority", "Highest", "SEV-7")
    stage.says("Critical's clocks start at this moment; the answer of 09:05 stays an answer.")
    case.clock("respond", "met", "SLO-9")
    case.shows("Restore Due", "Tue 2026-04-21 11:25", "SLO-9")
    case.shows("Resolution Due", "Thu 2026-04-23 09:25", "SLO-9")
    case.shows("Next Update Due", "Tue 2026-04-21 15:25", "SLO-5")
    stage.until("09:45")
    case.noted("SEV-6", "SEV-6", times=1)


CRITICAL_ASKED_FOR = Scenario(
    "Critical asked for in French, reviewed",
    "SEV-2 SEV-3 SEV-4",
    "A customer asks for Critical in a comment. An agent's approval does not count, a manager's does.",
    _critical_asked_for,
)


def _rejected(stage: Stage) -> None:
    stage.until("Mon 2026-05-18 09:00")
    case = stage.french_customer.opens("Un rapport est en retard", severity="Critical")
    case.shows("Severity", "Critical", "SEV-5")
    case.shows("Critical Approval", "Pending", "SEV-5")
    case.shows("Response Due", "Mon 2026-05-18 09:30", "SEV-5")
    stage.until("09:05")
    stage.agent.comments("Bonjour, nous regardons cela tout de suite.")
    stage.until("09:08")
    stage.manager.comments("/reject Un seul rapport est concerné.")
    case.shows("Severity", "Major", "SEV-5")
    case.shows("Requested Severity", None, "SEV-3")
    case.shows("Critical Approval", "Rejected", "SEV-3")
    case.shows("Priority", "High", "SEV-7")
    case.told("Un responsable du support a examiné votre demande", "CON-3")
    case.told("Le motif : Un seul rapport est concerné", "SEV-3")
    stage.says("A lowered severity's targets count from the opening.")
    case.shows("Restore Due", "Mon 2026-05-18 11:00", "SLO-9")
    case.shows("Resolution Due", "Fri 2026-05-22 09:00", "SLO-9")
    case.shows("Next Update Due", None, "SLO-P")


REJECTED = Scenario(
    "Opened as Critical, rejected, told why",
    "SEV-5 SEV-3 CON-3",
    "A case opened as Critical runs as Critical while a manager reviews it. This one falls to Major.",
    _rejected,
)
