"""The JSON Schemas of app.yaml and of the field maps, for editors: they complete keys, explain them and mark mistakes.

They are made of the models that ``careflow check`` validates with, and of the comments in the shipped files, so that a
new key needs no more than its field and its comment. ``field_maps/schema/`` holds what ``careflow schema`` writes.
"""

from plugin.schema.files import NAMES, schema_of, text_of, write

__all__ = ["NAMES", "schema_of", "text_of", "write"]
