"""``careflow demo``: the policy's scenarios on a sandbox Jira, with the real receiver, Redis and worker.

Nothing of careflow is replaced: the sandbox sends signed webhooks, granian receives them, an RQ worker reads the case
over HTTP and writes to it. Only time is the sandbox's, so that ten business days pass in a second.
"""
