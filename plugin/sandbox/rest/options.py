"""The options of a select field in one of its contexts, on Cloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Context, Json, Option
from plugin.sandbox.removal import forget_options
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, nothing, objects, texts
from plugin.sandbox.rest.contexts import context_of
from plugin.sandbox.rest.fields import custom_field
from plugin.sandbox.rest.paging import page

_AT_ONCE = 1000
_LENGTH = 255


class OptionRoutes(Routes):
    """``/field/ID/context/ID/option``."""

    rules = (
        ("GET", "/field/<field_id>/context/<context_id>/option", "listing"),
        ("POST", "/field/<field_id>/context/<context_id>/option", "create"),
        ("PUT", "/field/<field_id>/context/<context_id>/option", "edit"),
        ("PUT", "/field/<field_id>/context/<context_id>/option/move", "move"),
        ("DELETE", "/field/<field_id>/context/<context_id>/option/<option_id>", "delete"),
    )
    cloud_only = frozenset(name for _, _, name in rules)

    def listing(self, field_id: str, context_id: str) -> Response:
        """GET options, in their order."""
        only = request.args.get("optionId")
        options = self._context(field_id, context_id).options
        return page([_shown(option) for option in options if only in (None, option.id)], most=100)

    def create(self, field_id: str, context_id: str) -> Response:
        """POST options, at the end: all of them, or none."""
        context, sent = self._context(field_id, context_id), objects(body(), "options")
        if not 1 <= len(sent) <= _AT_ONCE:
            raise Problem(400, f"1 to {_AT_ONCE} options can be made at once.")
        _check([option.value for option in context.options], [one.get("value") for one in sent])
        made = [self.site.add_option(context, str(one["value"]).strip()) for one in sent]
        for option, one in zip(made, sent, strict=True):
            option.enabled = one.get("disabled") is not True
        return answer({"options": [_shown(option) for option in made]})

    def edit(self, field_id: str, context_id: str) -> Response:
        """PUT options: other words, or switched off and on. What was so already is not told."""
        context, sent = self._context(field_id, context_id), objects(body(), "options")
        by_id = {str(one.get("id")): one for one in sent}
        changed = _found(context, list(by_id))
        staying = [option.value for option in context.options if option not in changed]
        _check(staying, [by_id[option.id].get("value", option.value) for option in changed])
        return answer({"options": [_shown(o) for o in changed if _changes(o, by_id[o.id])]})

    def move(self, field_id: str, context_id: str) -> Response:
        """PUT move: some options after another, or first or last."""
        context, sent = self._context(field_id, context_id), body()
        moving = _found(context, texts(sent, "customFieldOptionIds"))
        rest = [option for option in context.options if option not in moving]
        if ("after" in sent) is ("position" in sent) or sent.get("position", "First") not in ("First", "Last"):
            raise Problem(400, "Either 'after' or 'position' is needed.")
        at = 0 if sent.get("position") == "First" else len(rest)
        if "after" in sent:
            at = rest.index(_found(context, [str(sent["after"])], rest)[0]) + 1
        context.options[:] = [*rest[:at], *moving, *rest[at:]]
        return nothing()

    def delete(self, field_id: str, context_id: str, option_id: str) -> Response:
        """DELETE an option: what had it has none then."""
        context = self._context(field_id, context_id)
        gone = _found(context, [option_id])
        context.options.remove(gone[0])
        forget_options(self.tracker, custom_field(self, field_id), gone)
        return nothing()

    def _context(self, field_id: str, context_id: str) -> Context:
        context = context_of(self, field_id, context_id)
        if not custom_field(self, field_id).kind.chooses:
            raise Problem(400, "The custom field has no options.")
        return context


def _found(context: Context, ids: Sequence[str], among: Sequence[Option] | None = None) -> list[Option]:
    known = {option.id: option for option in (context.options if among is None else among)}
    if not set(ids) <= known.keys():
        raise Problem(404, "An option was not found.")
    return [known[option_id] for option_id in ids]


def _check(there: Sequence[str], wanted: Sequence[Any]) -> None:
    texts_ = [value.strip() if isinstance(value, str) else "" for value in wanted]
    if not all(0 < len(text) <= _LENGTH for text in texts_):
        raise Problem(400, f"An option needs a text of at most {_LENGTH} characters.")
    everything = [text.casefold() for text in [*there, *texts_]]
    if len(set(everything)) < len(everything):
        raise Problem(400, "Option values must be unique.")


def _changes(option: Option, sent: Mapping[str, Any]) -> bool:
    was = (option.value, option.enabled)
    option.value = str(sent.get("value", option.value)).strip()
    option.enabled = not sent.get("disabled", not option.enabled)
    return was != (option.value, option.enabled)


def _shown(option: Option) -> Json:
    return {"id": option.id, "value": option.value, "disabled": not option.enabled}
