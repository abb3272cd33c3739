"""CLO: solution, follow-ups, closing, reopening. Expected values are worked out by hand from POLICY.md."""

from __future__ import annotations

from plugin.demo.checks import Scenario
from plugin.demo.stage import Stage


def _no_response(stage: Stage) -> None:
    stage.until("Mon 2026-04-27 09:00")
    case = stage.customer.opens("Filters are forgotten", severity="Major")
    stage.until("10:00")
    stage.agent.comments("/solution\nClear the browser's cache, then save the filter again.")
    case.shows("Status", "Solution Provided", "CLO-1")
    case.shows("SLA State", "Met", "SLO-11")
    stage.until("Tue 2026-04-28 09:00")
    stage.customer.comments("Thank you!")
    stage.says("Thanks alone are no answer: the countdown goes on.")
    case.shows("Status", "Solution Provided", "CLO-4")
    stage.until("Tue 2026-05-12 17:59:59")
    stage.says("1 May was a holiday in Sweden: the third business day was 30 April, the seventh 7 May.")
    case.emailed("CLO-3", "Thu 2026-04-30 18:00", "Thu 2026-05-07 18:00")
    case.told("have not heard from you since. Did it solve", "CLO-3", times=2)
    case.shows("Status", "Solution Provided", "CLO-3")
    stage.until("18:00")
    case.shows("Status", "Closed", "CLO-3")
    case.told("so we have closed", "CLO-3")
    stage.until("18:05")
    case.emailed("CLO-3", "Thu 2026-04-30 18:00", "Thu 2026-05-07 18:00")


NO_RESPONSE = Scenario(
    "No answer: two emails, then closed",
    "CLO-1 CLO-3 CLO-4",
    "Ten business days after the solution, and two attempts to reach the customer by email, the case is closed.",
    _no_response,
)


def _reopened(stage: Stage) -> None:
    stage.until("Wed 2026-05-13 09:00")
    case = stage.customer.opens("Exports stop halfway", severity="Major")
    stage.until("09:10")
    stage.agent.comments("We know this one; please wait a moment.")
    stage.until("10:30")
    stage.agent.moves_to("Solution Provided")
    stage.until("11:00")
    stage.customer.comments("That works, thank you!")
    case.shows("Status", "Closed", "CLO-2")
    case.told("Thank you for telling us that the solution works", "CLO-2")
    case.told("not heard from you", "CLO-2", times=0)
    case.shows("SLA State", "Met", "SLO-11")
    stage.until("Fri 2026-05-15 09:00")
    stage.customer.comments("It is back: today's export stops again.")
    case.shows("Status", "In Progress", "CLO-5")
    case.told("is open again", "CLO-5")
    stage.says("An hour and a half had passed before the solution; the clocks go on from there.")
    case.shows("Restore Due", "Fri 2026-05-15 09:30", "SLO-12")
    case.shows("Resolution Due", "Tue 2026-05-19 07:30", "SLO-12")
    case.clock("respond", "met", "SLO-12")
    stage.until("09:20")
    stage.agent.sets("Functionality Restored", "09:20")
    case.clock("restore", "met", "SLO-3")


REOPENED = Scenario(
    "Reopened by the customer's comment",
    "CLO-2 CLO-5 SLO-12",
    "The customer accepts the solution, and two days later finds that the problem is back.",
    _reopened,
)
