"""The peer's side of ``benchmarks.business_time``, run by a Python that has businesstimedelta: prints JSON."""

from __future__ import annotations

import json
from datetime import time

import businesstimedelta
import pytz

from benchmarks.business_time_cases import HOLIDAYS, SPAN, ZONE, rate, starts

COUNT = 300


def main() -> None:
    zone = pytz.timezone(ZONE)
    days = businesstimedelta.WorkDayRule(start_time=time(9), end_time=time(17), working_days=[0, 1, 2, 3, 4], tz=zone)
    rules = businesstimedelta.Rules([days, businesstimedelta.HolidayRule(HOLIDAYS, tz=zone)])
    span = businesstimedelta.BusinessTimeDelta(rules, timedelta=SPAN)
    instants = starts(COUNT)
    ends = [start + span for start in instants]
    answer = {
        "add": rate(lambda: [start + span for start in instants], COUNT),
        "diff": rate(lambda: [rules.difference(*pair) for pair in zip(instants, ends, strict=True)], COUNT),
        "ends": [end.isoformat() for end in ends],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
