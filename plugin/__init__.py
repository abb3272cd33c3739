"""The hands: settings, the Jira gateway, jobs and timers, command line, texts, sandbox, board and report."""
