"""SLO and EXC: targets, and what stops their clocks. Expected values are worked out by hand from POLICY.md."""

from __future__ import annotations

from plugin.demo.checks import Scenario
from plugin.demo.stage import Stage

DUES = ("Response Due", "Restore Due", "Resolution Due", "Next Update Due")


def _major_defect(stage: Stage) -> None:
    stage.until("Mon 2026-04-20 09:00")
    case = stage.customer.opens("The board does not load", severity="Major")
    case.shows("Priority", "High", "SEV-7")
    case.shows("Response Due", "Mon 2026-04-20 10:00", "SLO-P")
    case.shows("Restore Due", "Mon 2026-04-20 11:00", "SLO-P")
    case.shows("Resolution Due", "Fri 2026-04-24 09:00", "SLO-P")
    case.shows("Next Update Due", None, "SLO-P")
    case.shows("SLA State", "On track", "SLO-11")
    stage.until("09:40")
    case.noted("SLO-10 respond 50 %", "SLO-10")
    case.shows("SLA State", "At risk", "SLO-11")
    stage.agent.comments("We can reproduce it and are looking for the cause.")
    case.clock("respond", "met", "SLO-2")
    stage.until("09:55")
    case.noted("SLO-10 respond", "SLO-10", times=1)
    stage.agent.sets("Functionality Restored", "09:55")
    case.clock("restore", "met", "SLO-3")
    case.shows("SLA State", "On track", "SLO-11")
    case.told_nothing("SLO-10")


MAJOR_DEFECT = Scenario(
    "Major defect: dues, priority, warning",
    "SLO-P SEV-7 SLO-10",
    "A Major defect must be answered within 60 minutes, restored within 2 hours and resolved within 96 hours.",
    _major_defect,
)


def _status_updates(stage: Stage) -> None:
    stage.until("Wed 2026-04-22 09:00")
    case = stage.customer.opens("Nobody can sign in", severity="Critical")
    stage.until("09:05")
    stage.manager.sets("Critical Approval", "Approved")
    stage.until("09:10")
    stage.agent.comments("We are on it; the identity service is down.")
    stage.agent.sets("Code Change Required", "Yes")
    case.clock("restore", "none", "SLO-3")
    case.shows("Next Update Due", "Wed 2026-04-22 15:10", "SLO-5")
    stage.until("15:10")
    case.noted("SLO-5 reminder", "SLO-5", times=2)
    case.missed(0, "CAL-1")
    stage.until("15:11")
    stage.says("Six hours without a word. The next period runs on into tomorrow: support hours are 08:00–18:00.")
    case.missed(1, "SLO-5")
    case.noted("SLO-5 missed 1", "SLO-5")
    case.shows("SLA State", "Breached", "SLO-11")
    case.shows("Next Update Due", "Thu 2026-04-23 11:10", "SLO-5")
    stage.until("16:00")
    stage.agent.comments("The cause is found; a fix is being tested.")
    case.shows("Next Update Due", "Thu 2026-04-23 12:00", "SLO-5")
    case.shows("SLA State", "On track", "SLO-11")
    case.clock("communicate", "running", "SLO-5")
    case.missed(1, "SLO-5")


STATUS_UPDATES = Scenario(
    "Status update every 6 h: missed, resumed",
    "SLO-5 SLO-3 CAL-1",
    "While a Critical case is not restored, the customer hears from us every six hours. Today somebody forgets.",
    _status_updates,
)


def _waiting(stage: Stage) -> None:
    stage.until("Thu 2026-04-23 09:00")
    case = stage.customer.opens("The monthly report is empty", severity="Major")
    stage.until("09:10")
    stage.agent.comments("Thank you. We are looking into it.")
    case.shows("Resolution Due", "Mon 2026-04-27 09:00", "SLO-P")
    stage.until("10:00")
    stage.agent.moves_to("Waiting for Customer")
    case.clock("resolve", "paused", "SLO-4")
    case.shows("Resolution Due", None, "SLO-11")
    case.clock("restore", "running", "SLO-4")
    case.shows("Restore Due", "Thu 2026-04-23 11:00", "SLO-4")
    stage.until("10:20")
    stage.agent.sets("Functionality Restored", "10:20")
    case.shows("SLA State", "Paused", "SLO-11")
    stage.until("Fri 2026-04-24 14:00")
    stage.customer.comments("Here are the log files that you asked for.")
    case.shows("Status", "In Progress", "CLO-6")
    stage.says("The case waited for 28 hours, so the resolution is due 28 hours later.")
    case.shows("Resolution Due", "Tue 2026-04-28 13:00", "SLO-4")
    case.clock("resolve", "running", "SLO-4")
    case.shows("SLA State", "On track", "SLO-11")


WAITING = Scenario(
    "Waiting for the customer pauses resolve",
    "SLO-4 SLO-11 CLO-6",
    "Time that a case waits for the customer does not count in the resolution; all other clocks go on.",
    _waiting,
)


def _saturday_night(stage: Stage) -> None:
    stage.until("Sat 2026-05-16 23:00")
    standard = stage.customer.opens("Time sheets are lost", severity="Critical", support_tier="Standard")
    standard.shows("Response Due", "Mon 2026-05-18 08:30", "SLO-8")
    case = stage.customer.opens("All boards are down", severity="Critical", support_tier="Platinum")
    case.shows("Response Due", "Sat 2026-05-16 23:30", "SLO-8")
    case.shows("Restore Due", "Sun 2026-05-17 01:00", "SLO-8")
    case.shows("Resolution Due", "Mon 2026-05-18 23:00", "SLO-P")
    case.shows("Next Update Due", "Sun 2026-05-17 05:00", "SLO-5")
    case.shows("Priority", "Highest", "SEV-7")
    case.shows("Critical Approval", "Pending", "SEV-5")
    stage.until("23:11")
    case.noted("SEV-6 reminder 1", "SEV-9")
    standard.noted("SEV-6", "SEV-9", times=0)
    stage.agent.comments("On call here: I am looking at it now.")
    case.clock("respond", "met", "SLO-2")
    case.shows("Next Update Due", "Sun 2026-05-17 05:11", "SLO-5")
    stage.until("23:14")
    stage.manager.sets("Critical Approval", "Approved")
    case.shows("Critical Approval", "Approved", "SEV-5")
    case.shows("Restore Due", "Sun 2026-05-17 01:00", "SEV-5")


SATURDAY_NIGHT = Scenario(
    "Platinum Critical on a Saturday night",
    "SLO-8 OPN-6 SEV-5",
    "For a premium tier the clocks of a Critical case run day and night; for the Standard tier from Monday on.",
    _saturday_night,
)


def _out_of_scope(stage: Stage) -> None:
    stage.until("Tue 2026-05-19 09:00")
    case = stage.customer.opens("Pages load slowly", severity="Major")
    stage.until("09:20")
    stage.agent.sets("Support Scope", "Customer network")
    case.shows("SLA State", "No target", "EXC-1")
    case.shows_no("EXC-1", *DUES)
    case.told("Customer network (EXC-1", "EXC-1")
    stage.until("13:00")
    case.noted("SLO-10", "EXC-1", times=0)
    stage.says("It was not the customer's network after all.")
    stage.agent.sets("Support Scope", None)
    case.shows("Resolution Due", "Sat 2026-05-23 09:00", "EXC-1")
    case.shows("SLA State", "Breached", "EXC-1")
    stage.agent.sets("Support Scope", "Customer network")
    case.shows_no("EXC-1", *DUES)
    case.told("Customer network (EXC-1", "EXC-1", times=1)


OUT_OF_SCOPE = Scenario(
    "Out of scope: no targets, told once",
    "EXC-1 SLO-11",
    "The customer's own network is slow: no target applies, and the customer is told so, once.",
    _out_of_scope,
)
