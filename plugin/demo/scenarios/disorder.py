"""What goes wrong between Jira and careflow changes nothing: the case is what it would have been."""

from __future__ import annotations

from plugin.demo.checks import Scenario
from plugin.demo.stage import Stage


def _lost_webhook(stage: Stage) -> None:
    stage.until("Wed 2026-05-20 09:00")
    stage.loses(1)
    case = stage.customer.opens("Cards cannot be moved", severity="Major")
    case.shows("Response Due", None, "SLO-11")
    stage.until("09:10")
    stage.sweeps()
    case.shows("Priority", "High", "SEV-7")
    case.shows("Response Due", "Wed 2026-05-20 10:00", "SLO-P")
    case.shows("Restore Due", "Wed 2026-05-20 11:00", "SLO-P")
    case.shows("Resolution Due", "Sun 2026-05-24 09:00", "SLO-P")
    stage.until("09:31")
    case.noted("SLO-10 respond 50 %", "SLO-10")


LOST_WEBHOOK = Scenario(
    "A lost webhook: found by the sweep",
    "SLO-11 SLO-10",
    "Jira's webhook does not arrive. The next sweep finds the case, and its clocks count from the opening.",
    _lost_webhook,
)


def _disorder(stage: Stage) -> None:
    stage.until("Thu 2026-05-21 09:00")
    stage.doubles(2)
    case = stage.customer.opens("The portfolio view is blank", severity="Major")
    case.shows("Response Due", "Thu 2026-05-21 10:00", "SLO-P")
    stage.until("09:05")
    stage.reorders(2)
    stage.hurries_to("09:10")
    stage.customer.comments("Production is down. Please raise the severity to Critical.")
    stage.hurries_to("09:12")
    stage.manager.sets("Severity", "Critical")
    stage.catches_up()
    case.shows("Severity", "Critical", "SEV-3")
    case.shows("Critical Approval", "Approved", "SEV-4")
    case.shows("Response Due", "Thu 2026-05-21 09:42", "SLO-9")
    case.shows("Restore Due", "Thu 2026-05-21 11:12", "SLO-9")
    case.shows("Resolution Due", "Sat 2026-05-23 09:12", "SLO-9")
    stage.until("09:20")
    stage.kills_the_worker()
    stage.agent.comments("We have found the cause.")
    case.clock("respond", "met", "SLO-2")
    case.shows("Next Update Due", "Thu 2026-05-21 15:20", "SLO-5")
    case.noted("SLO-10 respond 50 %", "SLO-10", times=0)


DISORDER = Scenario(
    "Doubled, out of order, worker killed",
    "SEV-3 SLO-9 SLO-5",
    "Webhooks come twice and in the wrong order, and the worker is killed: the case ends up the same.",
    _disorder,
)
