"""A case's life in one picture on a time axis, drawn as SVG on the server.

``window`` says which part of the life is shown, ``axis`` where its ticks stand, ``lanes`` turns a decision into bands
and marks (``parts``), ``svg`` writes them down. Nothing here reads a clock or asks Jira.
"""
