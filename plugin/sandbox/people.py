"""Who is on the sandbox site: people, groups, organizations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import NAMESPACE_DNS, uuid5


@dataclass(eq=False, slots=True)
class Person:
    """A user account. ``kind`` is Cloud's accountType: ``atlassian``, ``app`` or ``customer`` (portal only)."""

    name: str
    display_name: str
    email: str
    locale: str = "en_US"
    zone: str = "Etc/UTC"
    active: bool = True
    kind: str = "atlassian"
    key: str = ""
    account_id: str = ""

    def __post_init__(self) -> None:
        self.account_id = self.account_id or f"712020:{uuid5(NAMESPACE_DNS, self.name)}"
        self.key = self.key or f"JIRAUSER{10100 + uuid5(NAMESPACE_DNS, self.name).int % 80000}"


@dataclass(eq=False, slots=True)
class Group:
    """A group of people, in the order in which they were added."""

    name: str
    members: list[Person] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Cloud's groupId: a UUID that outlives a renaming."""
        return str(uuid5(NAMESPACE_DNS, f"group.{self.name}"))


@dataclass(eq=False, slots=True)
class Organization:
    """A customer organization of Jira Service Management."""

    id: int
    name: str
    members: list[Person] = field(default_factory=list)


class Directory:
    """Everybody, found by whatever Jira or a human calls them."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.groups: dict[str, Group] = {}
        self.organizations: dict[int, Organization] = {}
        self._known: dict[str, Person] = {}

    def add(self, person: Person, groups: Iterable[str] = ()) -> Person:
        """Add a person, as a member of ``groups`` (made where they do not exist)."""
        if person.name in self._known:
            raise ValueError(f"there is a person {person.name!r} already")
        self.people.append(person)
        for known_as in (person.name, person.account_id, person.key, person.email, person.display_name):
            self._known.setdefault(known_as, person)
        for group in groups:
            self.group(group).members.append(person)
        return person

    def group(self, name: str) -> Group:
        """The group of that name, made if it does not exist."""
        return self.groups.setdefault(name, Group(name))

    def organization(self, name: str, members: Iterable[Person] = ()) -> Organization:
        """A new organization with these members."""
        made = Organization(len(self.organizations) + 1, name, list(members))
        self.organizations[made.id] = made
        return made

    def find(self, known_as: object) -> Person | None:
        """The person with that name, account id, key, email or display name; None if there is none."""
        return self._known.get(known_as) if isinstance(known_as, str) else None

    def the(self, known_as: str | Person) -> Person:
        """The same, but raises KeyError where there is none."""
        if isinstance(known_as, Person):
            return known_as
        return self._known[known_as]

    def groups_of(self, person: Person) -> list[Group]:
        """The groups that a person is in."""
        return [group for group in self.groups.values() if person in group.members]

    def search(self, text: str) -> list[Person]:
        """People whose display name, a word of it, or email begins with ``text``, whatever the case."""
        wanted = text.casefold()
        return [p for p in self.people if any(w.startswith(wanted) for w in _words(p))]


def _words(person: Person) -> list[str]:
    display = person.display_name.casefold()
    return [display, *display.split(), person.email.casefold(), person.name.casefold()]


def default_people() -> Directory:
    """The cast of the shipped site: customers, staff of every role group, and those who are none of it."""
    people = Directory()
    clara = people.add(_customer("clara", "Clara Customer", "en_US", "America/New_York"))
    camille = people.add(_customer("camille", "Camille Cliente", "fr_FR", "Europe/Paris"))
    carl = people.add(_customer("carl", "Carl Colleague", "en_GB", "Europe/London"))
    people.organization("Acme Corp", [clara, carl])
    people.organization("Société Exemple", [camille])
    for name, display, groups in (
        ("adam", "Adam Agent", ["support-agents"]),
        ("agnes", "Agnes Agent", ["support-agents"]),
        ("aiko", "Aiko Agent", ["support-agents", "support-oncall"]),
        ("ivan", "Ivan Inactive", ["support-agents"]),
        ("mona", "Mona Manager", ["support-managers"]),
        ("marc", "Marc Manager", ["support-managers"]),
        ("dora", "Dora Dispatcher", ["support-dispatchers"]),
        ("sven", "Sven Second-Line", ["support-second-line"]),
        ("otto", "Otto On-Call", ["support-oncall"]),
        ("cora", "Cora Consultant", ["consulting"]),
        ("pia", "Pia Product-Management", ["product-management"]),
        ("ada", "Ada Admin", ["jira-administrators"]),
        ("stella", "Stella Stranger", []),
        ("careflow", "Careflow", ["support-agents"]),
    ):
        people.add(Person(name, display, f"{name}@planview.example", active=name != "ivan"), groups)
    return people


def _customer(name: str, display: str, locale: str, zone: str) -> Person:
    return Person(name, display, f"{name}@customer.example", locale, zone, kind="customer")
