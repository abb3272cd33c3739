"""A site whose people call everything by French names."""

from __future__ import annotations

from plugin.sandbox import fields as kinds
from plugin.sandbox.site import Flavour, Site
from plugin.sandbox.sites.company import add_company
from plugin.sandbox.sites.stock import Steps, simplified
from plugin.sandbox.sites.template import started

_STATUTS: Steps = (
    ("Nouveau", "new"),
    ("En cours", "indeterminate"),
    ("En attente du client", "indeterminate"),
    ("Solution fournie", "indeterminate"),
    ("Fermé", "done"),
)
_CHAMPS: dict[str, tuple[str, ...]] = {
    "Gravité": ("Critique", "Majeure", "Modérée", "Mineure"),
    "Urgence": ("Immédiate", "Aujourd'hui", "Cette semaine"),
    "Produit": ("Enterprise One", "PPM Pro", "Projectplace", "LeanKit", "Spigit"),
    "Région du support": ("Amériques", "EMEA"),
    "Canal": ("Communauté", "E-mail", "Téléphone", "Messagerie instantanée"),
    "Solution de contournement": ("Aucune", "Instable", "Stable"),
    "Priorité commerciale": ("P1 – Blocker", "P2 – Urgent", "P3 – Normal"),
}
_GROUPES: dict[str, tuple[str, ...]] = {
    "équipe-support": ("adam", "agnes", "aiko", "careflow"),
    "responsables-support": ("mona", "marc"),
    "répartiteurs": ("dora",),
    "astreinte": ("otto", "aiko"),
}
_DISBANDED = ("support-agents", "support-managers", "support-dispatchers", "support-oncall")


def french(flavour: Flavour | str, service: bool = True) -> Site:
    """A support team in Lyon that has worked for years, and set its project up by hand, in its own language.

    Some of careflow's fields are there under French names, with French options, or with some of them; the rest is
    missing. One field looks like an urgency, another has options like ``P1 – Blocker``: neither is the severity.
    """
    site = started(flavour, service, ("Demande de support", "Tâche"))
    care = site.projects["CARE"]
    screens = [site.place(care).screen(purpose) for purpose in ("create", "edit")]
    for name, options in _CHAMPS.items():
        site.add_field(name, kinds.SELECT, options, projects=["CARE"], on_screens=screens)
    site.add_field("Cause racine", kinds.TEXT, projects=["CARE"], on_screens=screens[1:])
    simplified(site, "Flux du support", care, _STATUTS)
    for group, members in _GROUPES.items():
        site.people.group(group).members += [site.people.the(name) for name in members]
    for gone in _DISBANDED:
        del site.people.groups[gone]
    add_company(site)
    return site
