"""The head: the Customer Care policy as pure functions of a case's history and a moment.

Nothing in this package reads a clock, a socket, a file or a setting: time and policy are arguments.
"""
