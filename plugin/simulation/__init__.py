"""``careflow simulate``: a seeded world on virtual time, in which everything breaks and nothing may be lost.

``acts`` are what people do and ``plan`` what goes wrong, both as data made from a seed. A ``World`` plays them: a
sandbox Jira, the real receiver, the real queue in an embedded Redis, the real jobs, gateway and policy, in one process
and one thread, so that the same seed is the same run. ``judge`` holds what Jira contains at the end against a run of
the same acts in which nothing went wrong; ``shrinking`` finds the shortest history that still fails.
"""
