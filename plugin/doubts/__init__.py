"""What app.yaml and the field maps may say but hardly mean: ``careflow check`` warns of it, nothing stops for it.

To add a doubt, write a function ``(settings, today) -> Iterator[Doubt]`` and name it in ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from plugin.configuration_errors import Fault, Place
from plugin.doubts import addresses, board, calendars, clocks, lists, people, versions
from plugin.doubts.doubt import Doubt
from plugin.settings import Settings
from plugin.yaml_files import dotted

KINDS: tuple[Callable[[Settings, date], Iterator[Doubt]], ...] = (
    addresses.in_clear,
    addresses.deeper_than_the_site,
    people.roles_that_undo_each_other,
    people.roles_of_nobody,
    people.notes_that_staff_cannot_read,
    people.stand_ins_of_the_past,
    clocks.reminded_after_escalated,
    clocks.longer_for_the_more_severe,
    clocks.done_before_it_is_begun,
    clocks.lines_that_never_decide,
    clocks.premium_but_not_around_the_clock,
    board.links_in_shadow,
    board.accounts_that_people_choose,
    board.groups_without_a_provider,
    versions.without_a_difference,
    calendars.zones_without_hours,
    calendars.lists_that_ran_out,
    calendars.worked_without_being_free,
    people.products_without_a_contact,
    lists.named_twice,
    lists.files_that_nobody_reads,
)
"""Every doubt."""


def doubts(settings: Settings, today: date) -> list[Fault]:
    """What is doubtful on ``today``, by place. The same form as a fault's, but nothing is wrong."""
    found = [_placed(settings, doubt) for kind in KINDS for doubt in kind(settings, today)]
    return sorted(found, key=lambda one: (one.place, one.key))


def _placed(settings: Settings, doubt: Doubt) -> Fault:
    document = settings.maps.documents[doubt.file] if doubt.file else settings.origins.document
    place = (document if doubt.file else settings.origins).place(doubt.path)
    if place.line and not document.holds(doubt.path[:1]):
        place = Place(place.file)  # a default: the file says nothing of it
    return Fault(place, dotted(doubt.path), doubt.problem)
