"""The past under another policy: ``candidates`` says which, ``running`` judges, ``sums`` adds up.

``tables`` and ``objects`` tell it, for people and for programs. Nothing is written to Jira.
"""
