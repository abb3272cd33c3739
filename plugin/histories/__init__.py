"""Cases as they were read from Jira, kept on disk: for trying a policy on the past, without asking Jira again.

``store`` has a file of them, ``codec`` writes and reads one, ``gathering`` brings what is missing.
"""
