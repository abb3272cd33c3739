"""The pages beside Jira: the board, a case's story, approvals, the report, the past under another policy.

``blueprint`` puts them together on a ``Desk``; one module per page. Who may look is ``access``'s to say. Everything is
HTML from the server, readable without JavaScript; nothing is loaded from elsewhere.
"""
