"""``careflow init``: reads a Jira site and writes a first app.yaml and field map for it.

``words.yaml`` holds how sites call things; ``matching`` compares names; ``fields``, ``statuses``, ``priorities`` and
``groups`` each find what of the site means one thing of ours, with where it was found; ``questions`` asks about what is
not sure; ``writing`` puts it all into files, beside the shipped comments, each value with where it came from.
"""
