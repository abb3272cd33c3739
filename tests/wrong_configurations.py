"""Edits that an admin gets wrong, and what is said of each. The same rows are held against the JSON Schemas."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.shipped import shipped_folder

SECRET = "hunter2"
"""What must never be shown again."""
TOKEN = "ATATT3x" + "FfGF0" + SECRET * 12


@dataclass(frozen=True)
class Wrong:
    """``told``: the place in the file and what is said; ``marked``: an editor marks it too, by the schema."""

    what: str
    text: str
    told: str
    marked: bool = True


APP = (
    # keys
    Wrong(
        "a key", "defualt_severity: Major\n", "1:1: defualt_severity: unknown key `defualt_severity`: did you mean `de"
    ),
    Wrong(
        "a key of a section",
        "approval: {remind_aftr: 5m}\n",
        "1:12: approval.remind_aftr: unknown key `remind_aftr`: d",
    ),
    Wrong(
        "a key of another section",
        "sweep:\n  remind_after: 5m\n",
        "2:3: sweep.remind_after: unknown key `remind_after`: it belongs to `approval`; is the line indented",
    ),
    Wrong(
        "a section that is not indented",
        "sweep:\nevery: 5m\n",
        "2:1: every: unknown key `every`: it belongs to `sweep`",
    ),
    Wrong(
        "a key that stands twice",
        "language: en\nlanguage: fr\n",
        "2:1: language: this key stands twice: first on l",
        False,
    ),
    Wrong("a key without a value", "project:\n", "1:9: project: must be a name (in quotes if it looks like something"),
    Wrong("a key that is no word", "? [a]\n: x\n", "1:3: a key must be a plain word", False),
    Wrong("a number as a key", "1: 2\n", "1:1: 1: unknown key `1`; known here: "),
    # terms
    Wrong(
        "a severity",
        "default_severity: Majour\n",
        "1:19: default_severity: `Majour`: did you mean `Major`? Allowed: Cri",
    ),
    Wrong(
        "a severity without its capital",
        "targets: {SLO-P: {critical: {respond: 30m}}}\n",
        "1:19: targets.SLO-P.critical: `critical`: did you mean `Critical`? Allowed: Critical, Major, Moderate, Minor",
    ),
    Wrong(
        "a clock",
        "targets: {SLO-P: {Minor: {respnd: 3m}}}\n",
        "1:27: targets.SLO-P.Minor.respnd: `respnd`: did you mean `r",
    ),
    Wrong(
        "a table", "targets: {SLO_P: {}}\n", "1:11: targets.SLO_P: `SLO_P`: did you mean `SLO-P`? Allowed: SLO-P, SLO-N"
    ),
    Wrong(
        "a clause",
        "clauses: {SLO10: off}\n",
        "1:11: clauses.SLO10: `SLO10`: did you mean `SLO-10`? Allowed: SLO, SLO-P",
    ),
    Wrong(
        "a chapter",
        "clauses: {SOL: off}\n",
        "1:11: clauses.SOL: `SOL`: did you mean `SLO`? Allowed: SEV, SLO, EXC, SCO",
    ),
    Wrong(
        "a clause without a switch", "clauses: {CAL-3: off}\n", "1:11: clauses.CAL-3: CAL-3 cannot be switched: it says"
    ),
    Wrong(
        "a switch", "clauses: {CLO-3: of}\n", "1:18: clauses.CLO-3: `of`: did you mean `off`? Allowed: on, off, shadow"
    ),
    Wrong(
        "a switch of YAML 1.1",
        "clauses: {CLO-3: true}\n",
        "1:18: clauses.CLO-3: `true` is not allowed here; allowed: on, ",
    ),
    Wrong(
        "a choice",
        "approval: {on_create: reveiw}\n",
        "1:23: approval.on_create: `reveiw`: did you mean `review`? Allow",
    ),
    Wrong(
        "a choice left out",
        "clocks: {coverage: [{}]}\n",
        "1:21: clocks.coverage[1].runs: is missing; allowed: support_hours",
    ),
    Wrong(
        "a rejected Critical",
        "approval: {rejected_to: Critical}\n",
        "1:25: approval.rejected_to: a rejected Critical cannot",
    ),
    Wrong(
        "a tier",
        "premium_tiers: [Elite, Platinium]\n",
        "1:24: premium_tiers: `Platinium`: did you mean `Platinum`? Al",
        False,
    ),
    Wrong(
        "a product",
        "authorized_reporters: {Leankit: bo}\n",
        "1:24: authorized_reporters.Leankit: `Leankit`: did you mea",
        False,
    ),
    Wrong(
        "a scope",
        "allowance: {scopes: Customisation}\n",
        "1:21: allowance.scopes: `Customisation`: did you mean `Customiza",
    ),
    Wrong("a language", "language: de\n", "1:11: language: `de` is not allowed here; allowed: en, fr"),
    # durations, numbers, days
    Wrong(
        "a duration without unit",
        "sweep: {every: 10}\n",
        "1:16: sweep.every: `10` has no unit; allowed: a number with its",
    ),
    Wrong(
        "a unit",
        "sweep: {every: 10 minuts}\n",
        "1:16: sweep.every: `10 minuts` has the unknown unit `minuts`: did you m",
    ),
    Wrong(
        "a duration below zero",
        "sweep: {every: -5m}\n",
        "1:16: sweep.every: `-5m` is no duration; allowed: a number with",
    ),
    Wrong("a duration of nothing", "sweep: {every: 0m}\n", "1:16: sweep.every: `0m` must be longer than zero"),
    Wrong("an eternity", "sweep: {every: 99999d}\n", "1:16: sweep.every: `99999d` is too long; allowed: up to 36525d"),
    Wrong(
        "a list of durations",
        "sweep: {every: [10m]}\n",
        "1:16: sweep.every: `[10m]` is no duration; allowed: a number wi",
    ),
    Wrong(
        "a duration in a cell",
        "targets: {SLO-P: {Minor: {respond: 5}}}\n",
        "1:36: targets.SLO-P.Minor.respond: `5` has no uni",
    ),
    Wrong(
        "a percentage",
        "warn_at: [50, 180]\n",
        "1:10: warn_at: must be rising percentages between 1 and 99, as in [50, 80",
    ),
    Wrong(
        "percentages that fall",
        "warn_at: [80, 50]\n",
        "1:10: warn_at: must be rising percentages between 1 and 99",
        False,
    ),
    Wrong("a percent sign", "warn_at: [50%]\n", "1:11: warn_at[1]: must be a whole number; found `50%`"),
    Wrong(
        "a number with a point",
        "root_cause_remind_days: 1.5\n",
        "1:25: root_cause_remind_days: must be a whole number; f",
    ),
    Wrong(
        "a number in words",
        "follow_ups: {close_after: ten}\n",
        "1:27: follow_ups.close_after: must be a whole number; found `",
    ),
    Wrong(
        "a number below", "root_cause_remind_days: -1\n", "1:25: root_cause_remind_days: must be 0 or more; found `-1`"
    ),
    Wrong("a number above", "allowance: {warn_at: 100}\n", "1:22: allowance.warn_at: must be 99 or less; found `100`"),
    Wrong(
        "one attempt",
        "follow_ups: {days: [3]}\n",
        "1:20: follow_ups.days: needs at least two attempts: a case is closed",
    ),
    Wrong(
        "an attempt too late",
        "follow_ups: {days: [3, 30]}\n",
        "1:20: follow_ups.days: every attempt must lie within ",
        False,
    ),
    Wrong(
        "a month",
        "policy_versions: [{from: 2026-13-01, name: x}]\n",
        "1:26: policy_versions[1].from: `2026-13-01` is no d",
    ),
    Wrong(
        "a date of France",
        "policy_versions: [{from: 01/07/2026, name: x}]\n",
        "1:26: policy_versions[1].from: `01/07/2026",
    ),
    Wrong(
        "a day in February",
        "policy_versions: [{from: 2026-02-30, name: x}]\n",
        "1:26: policy_versions[1].from: `2026-02-3",
    ),
    Wrong(
        "a stand-in who is over before it begins",
        "approval: {stand_ins: [{for: a, by: b, from: 2026-12-20, to: 2026-12-01}]}\n",
        "1:62: approval.stand_ins[1].to: 2026-12-01 is before 2026-12-20, the day from which it holds",
        False,
    ),
    Wrong(
        "a version's name",
        "policy_versions: [{from: 2026-07-01, name: base}]\n",
        "1:44: policy_versions[1].name: `base` is",
    ),
    Wrong(
        "a version's key",
        "policy_versions: [{from: 2026-07-01, name: x, jira: {}}]\n",
        "1:47: policy_versions[1].jira: u",
    ),
    Wrong(
        "a version's value",
        "policy_versions:\n- from: 2026-07-01\n  name: x\n  targets: {SLO-P: {Major: {respond: 5}}}\n",
        "4:38: policy_versions[1].targets.SLO-P.Major.respond: `5` has no unit",
    ),
    # texts and lists
    Wrong("a project", "project: care\n", "1:10: project: `care` is no project key: did you mean `CARE`?"),
    Wrong(
        "a number for a project", "project: 12\n", "1:10: project: must be a name (in quotes if it looks like someth"
    ),
    Wrong("no project", "project: []\n", "1:10: project: needs at least one project key"),
    Wrong(
        "a blank group", "groups: {agents: ''}\n", "1:18: groups.agents: must not be blank: a name, a list of names, or"
    ),
    Wrong("a blank group in a list", "groups: {agents: [a, ' ']}\n", "1:18: groups.agents: a name may not be empty"),
    Wrong(
        "a number for a group",
        "groups: {agents: 12}\n",
        "1:18: groups.agents: must be a name (in quotes if it looks li",
    ),
    Wrong(
        "a list for a value", "language: [en, fr]\n", "1:11: language: must be text (put it in quotes if it looks like "
    ),
    Wrong(
        "a value for a section", "approval: yes\n", "1:11: approval: must hold keys with values (on_create, allow_self"
    ),
    Wrong(
        "a list for a section",
        "approval:\n  - allow_self: true\n",
        "2:3: approval: must hold keys with values (on_create, ",
    ),
    Wrong(
        "a mapping for a list",
        "warn_at: {first: 50}\n",
        "1:10: warn_at: must be a list of whole numbers, as in [3, 7]; f",
    ),
    Wrong(
        "a mapping for a list of sections",
        "policy_versions: {from: 2026-01-01}\n",
        "1:18: policy_versions: must be a lis",
    ),
    Wrong(
        "a word for yes or no",
        "approval: {allow_self: maybe}\n",
        "1:24: approval.allow_self: must be true or false; found `",
    ),
    Wrong(
        "an address",
        "jira: {url: example.atlassian.net}\n",
        "1:13: jira.url: must be an address like https://example.atlas",
    ),
    Wrong(
        "a port", "jira: {url: 'https://a:99999'}\n", "1:13: jira.url: is no address: its host or port cannot be read"
    ),
    Wrong("a list for a path", "data_dir: [a]\n", "1:11: data_dir: must be the path of a folder; found `[a]`"),
    Wrong(
        "the home of nobody",
        "data_dir: ~nobody-here/x\n",
        "1:11: data_dir: `~nobody-here/x` begins with the home of nobody",
    ),
    Wrong("a folder that is not there", "field_maps: maps\n", "1:13: field_maps: there is no folder ", False),
    Wrong(
        "reporters who are nobody",
        "authorized_reporters: {Daptiv: {groups: []}}\n",
        "1:32: authorized_reporters.Daptiv: nam",
    ),
    # who may look at the board
    Wrong("a way in", "board: {sign_in: open}\n", "1:18: board.sign_in: `open` is not allowed here; allowed: none, oi"),
    Wrong("a board without an address", "board: {sign_in: link}\n", "1:8: board.url: is missing: links and", False),
    Wrong(
        "a board without TLS",
        "board: {sign_in: link, url: 'http://careflow.example'}\n",
        "1:29: board.url: must be https: whoever listens on the way",
        False,
    ),
    Wrong(
        "a board below a path",
        "board: {url: 'https://careflow.example/x'}\n",
        "1:14: board.url: must end with the host",
        False,
    ),
    Wrong(
        "a provider without an address",
        "board: {sign_in: oidc, url: 'https://careflow.example', oidc: {client_id: x}}\n",
        "1:63: board.oidc.issuer: is missing: sign_in is oidc",
        False,
    ),
    Wrong(
        "a provider that does not know us",
        "board: {sign_in: oidc, url: 'https://careflow.example', oidc: {issuer: 'https://login.example'}}\n",
        "1:63: board.oidc.client_id: is missing",
        False,
    ),
    Wrong(
        "a provider without TLS",
        "board: {oidc: {issuer: 'http://login.example'}}\n",
        "1:24: board.oidc.issuer: must be https",
        False,
    ),
    Wrong(
        "a session that is longer idle than it lives",
        "board: {sessions: {idle: 2d}}\n",
        "1:26: board.sessions.idle: must not be more than `longest`",
        False,
    ),
    # secrets
    Wrong(
        "a provider's secret",
        f"board:\n  oidc: {{client_secret: {SECRET}}}\n",
        "2:10: board.oidc.client_secret: a secret must not stand in this file: set the variable CAREFLOW_BOARD__O",
    ),
    Wrong(
        "a token",
        f"jira:\n  token: {SECRET}\n",
        "2:3: jira.token: a secret must not stand in this file: set the variab",
    ),
    Wrong(
        "a number for a token",
        "jira: {token: 12345}\n",
        "1:8: jira.token: a secret must not stand in this file: set th",
    ),
    Wrong(
        "a secret",
        f"webhook: {{secret: {SECRET}}}\n",
        "1:11: webhook.secret: a secret must not stand in this file: set",
    ),
    Wrong("a password", f"jira: {{password: {SECRET}}}\n", "1:8: jira.password: unknown key `password`; known here: "),
    Wrong("a token outside", f"token: {SECRET}\n", "1:1: token: a secret must not stand in this file"),
    Wrong(
        "a secret for a section",
        f"jira: [{SECRET}]\n",
        "1:7: jira: must hold keys with values (auth, user, token, url, client_id, client_secret)",
    ),
    Wrong(
        "an address with a password", f"redis: {{url: 'redis://u:{SECRET}@h'}}\n", "1:9: redis.url: an address with a "
    ),
    Wrong(
        "a token of Atlassian's", f"jira: {{user: {TOKEN}}}\n", "1:14: a token of Atlassian's stands here, and", False
    ),
    Wrong(
        "such a token in a comment",
        f"project: CARE # {TOKEN}\n",
        "1:17: a token of Atlassian's stands here, and",
        False,
    ),
)
"""app.yaml with a wrong value, each alone."""

NO_YAML = (
    Wrong(
        "a tab", "approval:\n\tremind_after: 5m\n", "2:1: not valid YAML: a tab stands here: YAML is indented with blan"
    ),
    Wrong(
        "indented too deep", "sweep:\n  every: 5m\n   x: 1\n", "3:5: not valid YAML: no `:` can stand here: is the line"
    ),
    Wrong(
        "indented too little", "sweep:\n   every: 5m\n  x: 1\n", "3:3: not valid YAML: this line is not indented as its"
    ),
    Wrong(
        "a colon in a text",
        "status_page: see: there\n",
        "1:17: not valid YAML: no `:` can stand here: is the line inden",
    ),
    Wrong(
        "a brace that stays open", "a: {b: 1\nc: 2\n", "2:2: not valid YAML: a `,` or the closing `}` is missing (it be"
    ),
    Wrong(
        "a quote that stays open",
        f"language: 'en\ntoken: {SECRET}\n",
        "1:11: not valid YAML: a quote is opened here an",
    ),
    Wrong("an at sign", "jira: {user: @me}\n", "1:14: not valid YAML: a value cannot begin with `@`: put it in quotes"),
    Wrong(
        "an anchor that is nowhere", "approval: *x\n", "1:11: not valid YAML: `*x` refers to an anchor that is nowhe"
    ),
    Wrong("an anchor in itself", "groups: &a {agents: *a}\n", "1:9: groups.agents: refers to itself"),
    Wrong(
        "a type",
        "approval: !!python/object:os.system {}\n",
        "1:11: approval: no type (`!…`) can be given to a value here",
    ),
    Wrong(
        "keys to be merged", "sweep:\n  <<: {every: 5m}\n", "2:3: sweep.<<: keys are not merged (`<<`) here: write them"
    ),
    Wrong(
        "a second document",
        "project: CARE\n---\nproject: OPS\n",
        "2:1: not valid YAML: a second document begins (`---`): ",
    ),
    Wrong("a control character", "language: \x00\n", "1:11: holds a control character that YAML does not allow"),
    Wrong("a list", "- CARE\n", "1:1: must hold keys with values, like `project: CARE`"),
    Wrong("a word", "hello\n", "1:1: must hold keys with values, like `project: CARE`"),
    Wrong(
        "a thousand levels",
        "a: " + "[" * 1000 + "]" * 1000,
        "1:53: not valid YAML: more than 50 levels lie in each other",
    ),
    Wrong(
        "a billion laughs",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)),
        "1:1: holds more than 100000 values: do aliases (*) multiply them?",
    ),
    Wrong(
        "a number of 5000 digits",
        "root_cause_remind_days: " + "9" * 5000,
        "1:25: root_cause_remind_days: not valid YAML",
    ),
)
"""app.yaml that cannot be read as what it should be."""


@dataclass(frozen=True)
class WrongMap:
    """``change``: what of the shipped ``file`` is replaced by what; an empty text: all of it."""

    file: str
    change: tuple[str, str]
    told: str
    marked: bool = True

    @property
    def text(self) -> str:
        """The whole file."""
        shipped = (shipped_folder() / "field_maps" / self.file).read_text(encoding="utf-8")
        old, new = self.change
        assert old in shipped
        return shipped.replace(old, new, 1) if old else new


_DAPTIV = "    mon-fri: 02:00-19:30"
_HOURS = "  mon-fri: 08:00-18:00\n"
MAPS = (
    WrongMap(
        "fields.yaml", ("\nSeverity:\n", "\nSeverty:\n"), "Severty: `Severty`: did you mean `Severity`? Allowed: Case"
    ),
    WrongMap(
        "fields.yaml", ("  type: select", "  typ: select"), "Case Type.typ: unknown key `typ`: did you mean `type`?"
    ),
    WrongMap(
        "fields.yaml", ("  type: select", "  type: dropdown"), "Case Type.type: `dropdown` is not allowed here; allowed"
    ),
    WrongMap("fields.yaml", ("type: text", "type: select"), "Instance.type: must be text; found `select`"),
    WrongMap(
        "fields.yaml", ("    Minor:\n      names", "    Minour:\n      names"), "`Minour`: did you mean `Minor`? Allo"
    ),
    WrongMap(
        "fields.yaml", ("    Minor:\n      names", "    Minour:\n      names"), "Severity.options.Minor: is missing"
    ),
    WrongMap(
        "fields.yaml",
        ("    Pending: [", "    Breached: B\n    Pending: ["),
        "Critical Approval.options.Breached: `Breached` is an option of SLA State, not of this field; allowed: Pending",
    ),
    WrongMap(
        "fields.yaml", ("(OPN-7).\n", "(OPN-7).\n  options: {A: A}\n"), "Case Type.options: its options stand in case_t"
    ),
    WrongMap(
        "fields.yaml",
        ("[Elite, Élite]", "[Elite, Platine]"),
        "the spelling `Platine` already belongs to `Elite`",
        False,
    ),
    WrongMap(
        "fields.yaml", ("Yes: [Yes, Oui]", "Yes: Oui\n    Yes: Si"), "Yes: this key stands twice: first on line", False
    ),
    WrongMap(
        "fields.yaml", ("name: Instance", "name: 12"), "Instance.name: must be a name (in quotes if it looks like some"
    ),
    WrongMap("fields.yaml", ("name: Instance", "name: []"), "Instance.name: needs at least one name"),
    WrongMap(
        "fields.yaml", ("name: Instance", "name: [Instance, priority]"), "belongs to Jira's own field Priority", False
    ),
    WrongMap(
        "fields.yaml", ("Standard: Standard", "Standard: 1"), "Support Tier.options.Standard: must be a name (in quotes"
    ),
    WrongMap(
        "fields.yaml", ("Standard: Standard", "Standard:"), "Support Tier.options.Standard: must be a name (in quotes"
    ),
    WrongMap(
        "fields.yaml", ("", ""), "is empty: copy the shipped file, or delete this one and the shipped one is read"
    ),
    WrongMap(
        "statuses.yaml",
        ("Closed: [Closed", "Closed: [Open"),
        "Closed: the spelling `Open` already belongs to `New`",
        False,
    ),
    WrongMap(
        "statuses.yaml", ("In Progress: [", "In Progess: ["), "In Progess: `In Progess`: did you mean `In Progress`?"
    ),
    WrongMap("statuses.yaml", ("", "New: New\n"), "Closed: is missing"),
    WrongMap("statuses.yaml", ("", "- New\n"), "must hold keys with values"),
    WrongMap("priorities.yaml", ("Critical:", "Citical:"), "Citical: `Citical`: did you mean `Critical`?"),
    WrongMap(
        "case_types.yaml", ("SLO-N\n", "SLON\n"), "Cloud Operations.targets: `SLON`: did you mean `SLO-N`? Allowed"
    ),
    WrongMap("regions.yaml", ("zone: Europe/Stockholm", "zone: Europe/Stokholm"), "did you mean `Europe/Stockholm`?"),
    WrongMap(
        "regions.yaml", ("zone: Europe/Stockholm", "zone: CEST"), "`CEST` is no zone of the tz database; allowed: names"
    ),
    WrongMap(
        "regions.yaml", ("zone: Europe/Stockholm", "zone: +01:00"), "`+01:00` is no zone of the tz database; allowed"
    ),
    WrongMap("regions.yaml", ("zone: Europe/Stockholm", "zone: 1"), "regions.EMEA.zone: must be text"),
    WrongMap(
        "regions.yaml",
        ("holidays: SE", "holidays: Sweeden"),
        "holidays are known for `Sweeden`: did you mean `Sweden`?",
    ),
    WrongMap(
        "regions.yaml", ("holidays: SE", "holidays: se"), "no public holidays are known for `se`: did you mean `SE`?"
    ),
    WrongMap(
        "regions.yaml", ("extra_holidays: []", "extra_holidays: [24.12.2026]"), "extra_holidays[1]: `24.12.2026` is no"
    ),
    WrongMap(
        "regions.yaml", ("extra_holidays: []", "extra_holidays: 2026-12-24"), "extra_holidays: must be a list, as in"
    ),
    WrongMap("regions.yaml", ("  EMEA:\n", "  EMOA:\n"), "regions.EMEA: is missing"),
    WrongMap(
        "regions.yaml",
        (_HOURS, "  monday: 08:00-18:00\n"),
        "general_hours.monday: `monday`: did you mean `mon`? Allowed",
    ),
    WrongMap("regions.yaml", (_HOURS, "  fri-mon: 08:00-18:00\n"), "general_hours.fri-mon: `fri-mon` runs backwards"),
    WrongMap(
        "regions.yaml", (_HOURS, f"{_HOURS}  fri: 08:00-09:00\n"), "general_hours.fri: the day fri stands twice", False
    ),
    WrongMap(
        "regions.yaml", (_HOURS, "  mon: 8:00-18:00\n"), "general_hours.mon: `8:00-18:00` is no window; allowed: HH:MM"
    ),
    WrongMap("regions.yaml", (_HOURS, "  mon: 08:00-25:00\n"), "general_hours.mon: `25:00` is no time of day"),
    WrongMap(
        "regions.yaml", (_HOURS, "  mon: 18:00-08:00\n"), "general_hours.mon: `18:00-08:00` closes before it", False
    ),
    WrongMap("regions.yaml", (_HOURS, "  mon: ['08:00-12:00', '11:00-18:00']\n"), "11:00-18:00 overlap", False),
    WrongMap(
        "regions.yaml",
        (_HOURS, "  mon: []\n"),
        "general_hours: has no window at all: support would never be open",
        False,
    ),
    WrongMap("regions.yaml", (_HOURS, "  mon:\n"), "general_hours.mon: `null` is no window; allowed: HH:MM-HH:MM"),
    WrongMap("regions.yaml", (f"\n{_HOURS}", " 08:00-18:00\n"), "general_hours: must hold days with windows, as in"),
    WrongMap(
        "products.yaml",
        ("release: monthly", "release: montly"),
        "One.release: `montly`: did you mean `monthly`? Allowed",
    ),
    WrongMap(
        "products.yaml", ("release: monthly", "release: {rhythm: monthly, anchor: 2026-02-30}"), "`2026-02-30` is no da"
    ),
    WrongMap(
        "products.yaml", ("release: monthly", "planned: {2026.12: 16.12.2026}"), "planned.2026.12: `16.12.2026` is no d"
    ),
    WrongMap(
        "products.yaml", ("release: monthly", "planned: {2026.12: 20}"), "planned.2026.12: `20` is no date; allowed"
    ),
    WrongMap(
        "products.yaml", ("[Case Type, ", "[Case Typ, "), "Projectplace.required[1]: `Case Typ`: did you mean `Case Typ"
    ),
    WrongMap(
        "products.yaml", ("[Case Type, ", "[Assignee, "), "Projectplace.required[1]: `Assignee` is Jira's own field"
    ),
    WrongMap(
        "products.yaml", ("_only: true", "_only: sure"), "Enterprise One.designated_only: must be true or false; found"
    ),
    WrongMap(
        "products.yaml", ("names: PPM Pro", "name: PPM Pro"), "PPM Pro.name: unknown key `name`: did you mean `names`?"
    ),
    WrongMap(
        "products.yaml", ("names: PPM Pro", "names: PPM Pro\n  groups: ''"), "PPM Pro.groups: a name may not be empty"
    ),
    WrongMap(
        "products.yaml",
        (_DAPTIV, "    mon-fri: 02:00-02:00"),
        "Daptiv.hours.mon-fri: `02:00-02:00` closes before",
        False,
    ),
    WrongMap(
        "products.yaml",
        ("names: PPM Pro", f"password: {SECRET}"),
        "PPM Pro.password: unknown key `password`; known here",
    ),
    WrongMap("products.yaml", ("", "{}\n"), "is empty: copy the shipped file, or delete this one"),
    WrongMap(
        "contacts.yaml",
        ("\nEnterprise One:", "\nEnterprise Two:"),
        "`Enterprise Two`: did you mean `Enterprise One`?",
        False,
    ),
    WrongMap(
        "contacts.yaml", ("  EMEA:", "  EMOA:"), "Enterprise One.EMOA: `EMOA`: did you mean `EMEA`? Allowed", False
    ),
    WrongMap(
        "contacts.yaml", ("888-341-9117", "call us"), "Daptiv.EMEA.phones.United States: `call us` is no telephone num"
    ),
    WrongMap(
        "contacts.yaml",
        ("emails: customercare@planview.com", "emails: customercare"),
        "`customercare` is no email addr",
    ),
    WrongMap(
        "contacts.yaml", ("https://support.planview.com", "support.planview.com"), "is no web address; allowed: https:"
    ),
    WrongMap("contacts.yaml", ("", "Spigit: {EMEA: {}}\n"), "Spigit.EMEA: gives no way to reach Customer Care"),
    WrongMap(
        "worklists.yaml",
        ('jql: "{SLA State: ', 'jql: "{SLA Stat: '),
        "breached.jql: `SLA Stat`: did you mean `SLA St",
        False,
    ),
    WrongMap(
        "worklists.yaml",
        (": Breached} AND", ": Breeched} AND"),
        "breached.jql: `Breeched`: did you mean `Breached`",
        False,
    ),
    WrongMap(
        "worklists.yaml", ("  jql: labels", "  jlq: labels"), "untriaged.jlq: unknown key `jlq`: did you mean `jql`?"
    ),
    WrongMap("worklists.yaml", ("name: Untriaged", "name: ' '"), "untriaged.name: must not be empty"),
)
"""Field maps with a wrong value, each alone."""
