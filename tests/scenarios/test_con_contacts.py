"""CON: the directory of Annex 1, its use in what customers read, and languages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.configuration_errors import ConfigurationError
from plugin.field_map_files import FieldMaps, read_field_maps
from plugin.settings import load
from plugin.shipped import shipped_folder
from plugin.texts import languages, render_comment, render_email
from tests.histories import history
from workflows.decision import Decision
from workflows.directory import contact_of, ways_to_reach
from workflows.explain import as_json, as_lines
from workflows.policy import Policy
from workflows.products import Contact

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = shipped_folder() / "field_maps"
SOURCE = ROOT.parent / "shared" / "policy" / "000_e8bd3ed6b31c2ae5.txt"

AMERICAS, EMEA = "Americas/APAC", "EMEA"
US = ("United States", "+1 512-346-8460")
AUSTRALIA, NEW_ZEALAND = ("Australia", "61 2 80149318"), ("New Zealand", "64 49 749422")
CARE, PROJECTPLACE = "customercare@planview.com", "support@projectplace.com"
COMMUNITY, COMMUNITY_FORM, FORM = "Customer Care community", "Customer Care community case form", "case form"
CLARIZEN = "Clarizen Success case form"
# Annex 1, row by row: product, region, form, phones, emails.
ANNEX_1: list[tuple[str, str, str, list[tuple[str, str]], tuple[str, ...]]] = [
    ("Enterprise One", AMERICAS, COMMUNITY, [US, AUSTRALIA, NEW_ZEALAND], (CARE,)),
    ("PPM Pro", AMERICAS, COMMUNITY_FORM, [US], (CARE,)),
    ("Projectplace", AMERICAS, FORM, [US, AUSTRALIA, NEW_ZEALAND], (PROJECTPLACE,)),
    ("LeanKit", AMERICAS, FORM, [US], (CARE,)),
    ("Spigit", AMERICAS, COMMUNITY_FORM, [US, ("United Kingdom", "+44 800 014 8917")], (CARE,)),
    ("Clarizen", AMERICAS, CLARIZEN, [], ("support@clarizen.com",)),
    (
        "Enterprise One",
        EMEA,
        COMMUNITY_FORM,
        [("Germany", "49-721-95-97-262"), ("United Kingdom", "44-118-963-7777")],
        ("customercare@planview.eu",),
    ),
    ("PPM Pro", EMEA, COMMUNITY_FORM, [], ()),
    (
        "Projectplace",
        EMEA,
        FORM,
        [
            ("United Kingdom", "+44 203 514 59 95"),
            ("Sweden", "+46 8 586 302 60"),
            ("Denmark", "+45 32 72 70 18"),
            ("Norway", "+47 21 40 40 94"),
            ("Germany", "+49 721 959 7150"),
            ("Netherlands", "+31 20 808 00 63"),
        ],
        (PROJECTPLACE,),
    ),
    ("LeanKit", EMEA, FORM, [], ()),
    ("Spigit", EMEA, COMMUNITY_FORM, [], ()),
    ("Clarizen", EMEA, CLARIZEN, [], ("support@clarizen.com",)),
    ("Daptiv", EMEA, FORM, [("United States", "888-341-9117"), ("France", "+33 (0) 4 89 73 73 02")], (CARE,)),
    ("Barometer", EMEA, FORM, [], ("support@barometerit.com",)),
    (
        "Changepoint",
        EMEA,
        COMMUNITY_FORM,
        [("Canada", "800-263-7189"), ("France", "+33 (0) 4 89 73 73 20")],
        (CARE,),
    ),
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load({"CAREFLOW_APP_FILE": str(shipped_folder() / "app.yaml")}).policy()


def decided(policy: Policy, **fields: str) -> Decision:
    return history(policy=policy, **fields).decide("10:00")


class TestTheDirectory:
    @pytest.mark.parametrize(
        ("product", "region", "form", "phones", "emails"), ANNEX_1, ids=[f"{row[0]}-{row[1]}" for row in ANNEX_1]
    )
    def test_con_1_each_row_of_annex_1(self, policy, product, region, form, phones, emails):
        contact = policy.products[product].contacts[region]
        assert (contact.form, list(contact.phones.items()), contact.emails) == (form, phones, emails)

    def test_con_1_and_no_other_rows(self, policy):
        rows = {(name, region) for name, product in policy.products.items() for region in product.contacts}
        assert rows == {(row[0], row[1]) for row in ANNEX_1}

    def test_con_1_the_figures_are_those_of_the_source_to_the_letter(self, policy):
        if not SOURCE.is_file():
            pytest.skip(f"{SOURCE} is not here: a clone has no policy document beside it")
        annex = SOURCE.read_text(encoding="utf-8").partition("Annexe 1 – Informations de contact")[2]
        annex = annex.partition("Annexe 2")[0]
        contacts = [c for product in policy.products.values() for c in product.contacts.values()]
        numbers = [number for contact in contacts for number in contact.phones.values()]
        emails = [email for contact in contacts for email in contact.emails]
        assert [told for told in (*numbers, *emails) if told not in annex] == []
        assert set(re.findall(r"[\w.]+@[\w.]+\.\w+", annex)) == set(emails)
        lines = [line.strip() for line in annex.splitlines()]
        of_the_source = [line for line in lines if re.search(r"\d[\d ()-]{7,}\d$", line)]
        assert len(of_the_source) == len(numbers)

    def test_opn_3_and_con_1_where_one_can_chat(self, policy):
        chats = {name: product.chat for name, product in policy.products.items() if product.chat}
        assert chats == {"Projectplace": "https://lc.chat/now/8700631/", "Spigit": "in the product"}

    @pytest.mark.parametrize("product", ["Daptiv", "Barometer", "Changepoint"])
    def test_con_1_what_the_annex_gives_for_europe_alone_holds_in_every_region(self, policy, product):
        for region in (AMERICAS, EMEA, None):
            fields = {"product": product} | ({"region": region} if region else {})
            assert contact_of(history(**fields).case, policy) == policy.products[product].contacts[EMEA]

    def test_con_1_without_a_region_it_is_emea_and_without_a_product_nobody_is_named(self, policy):
        assert contact_of(history(product="Enterprise One").case, policy).emails == ("customercare@planview.eu",)
        assert contact_of(history().case, policy) == Contact()

    def test_con_1_explain_prints_them(self, policy):
        decision = decided(policy, product="Projectplace", region=AMERICAS)
        (line,) = [line for line in as_lines(decision, "Europe/Stockholm") if "CON-1" in line]
        for part in ("Projectplace, Americas/APAC", "61 2 80149318", "support@projectplace.com", "lc.chat/now/8700631"):
            assert part in line
        assert [r["clause"] for r in as_json(decision)["remarks"]].count("CON-1") == 1

    def test_con_1_the_reader_gets_the_ways_of_the_cases_product_and_region(self, policy):
        case = history(product="Enterprise One", region=AMERICAS).case
        facts = {"key": "CARE-1", "summary": "s", "closes_on": "2026-03-16", **ways_to_reach(case, policy)}
        email = render_email("follow_up", "en", facts).text
        assert "* Customer Care community: https://support.planview.com" in email
        assert "* New Zealand: 64 49 749422" in email
        assert "Monday to Friday 08:00–18:00 (America/Chicago)" in email
        assert "* Nouvelle-Zélande : 64 49 749422" in render_comment("closed_no_response", "fr", facts)

    def test_con_1_the_last_attempt_and_the_closing_carry_them(self, policy):
        case = history(policy=policy, product="LeanKit").agent("09:10").solves("10:00")
        said = [a for d in case.runs("2026-03-16 18:00") for a in d.actions if a.kind in ("email", "comment")]
        carrying = [a for a in said if a.clause == "CLO-3"]
        assert len(carrying) == 5
        assert {a.facts["form"] for a in carrying} == {FORM}


Over = Callable[[str], FieldMaps]


class TestWhatAnAdminWrites:
    @pytest.fixture
    def over(self, tmp_path: Path) -> Over:
        def read(text: str) -> FieldMaps:
            (tmp_path / "contacts.yaml").write_text(text, encoding="utf-8")
            return read_field_maps(tmp_path, SHIPPED)

        return read

    def test_con_1_own_contacts_replace_those_that_ship(self, over: Over):
        maps = over("LeanKit:\n  EMEA: {phones: {Paris: 01 23 45 67 89}, emails: [a@example.com, b@example.com]}\n")
        own = Contact({"Paris": "01 23 45 67 89"}, ("a@example.com", "b@example.com"))
        assert maps.products["LeanKit"].contacts == {"EMEA": own}
        assert maps.products["Spigit"].contacts == {}

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("LeanKid:\n  EMEA: {form: f}\n", "LeanKid: `LeanKid`: did you mean `LeanKit`?"),
            ("LeanKit:\n  EMAE: {form: f}\n", "LeanKit.EMAE: `EMAE`: did you mean `EMEA`?"),
            ("LeanKit:\n  EMEA: {phone: {A: 1}}\n", "unknown key `phone`: did you mean `phones`?"),
            ("LeanKit:\n  EMEA: {phones: {A: call us}}\n", "LeanKit.EMEA.phones.A: `call us` is no telephone number"),
            ("LeanKit:\n  EMEA: {emails: care.example.com}\n", "`care.example.com` is no email address"),
            ("LeanKit:\n  EMEA: {address: support.planview.com}\n", "`support.planview.com` is no web address"),
            ("LeanKit:\n  EMEA: {}\n", "gives no way to reach Customer Care"),
        ],
    )
    def test_con_1_what_is_wrong_in_it_is_told_with_file_line_and_key(self, over: Over, text: str, told: str):
        with pytest.raises(ConfigurationError) as caught:
            over(text)
        assert told in str(caught.value)
        assert re.search(r"contacts\.yaml:[12]:\d+", str(caught.value))

    def test_con_1_an_admin_with_other_products_need_not_rewrite_the_contacts(self, tmp_path: Path):
        (tmp_path / "products.yaml").write_text("Widget:\n  names: Widget\n", encoding="utf-8")
        assert read_field_maps(tmp_path, SHIPPED).products["Widget"].contacts == {}

    def test_upd_1_a_cadence_is_a_rhythm_alone_or_with_the_date_of_one_release(self, tmp_path: Path):
        anchored = "{rhythm: monthly, anchor: 2026-01-20}"
        products = f"A:\n  names: A\n  release: monthly\nB:\n  names: B\n  release: {anchored}\n"
        (tmp_path / "products.yaml").write_text(products, encoding="utf-8")
        cadences = {name: product.cadence for name, product in read_field_maps(tmp_path, SHIPPED).products.items()}
        assert [str(cadence.anchor) for cadence in cadences.values() if cadence] == ["2026-01-01", "2026-01-20"]
        (tmp_path / "products.yaml").write_text("A:\n  names: A\n  release: mounthly\n", encoding="utf-8")
        with pytest.raises(ConfigurationError, match=r"products\.yaml:3:.*did you mean `monthly`"):
            read_field_maps(tmp_path, SHIPPED)


class TestLanguages:
    def test_con_3_english_and_french_ship(self):
        assert languages() == ("en", "fr")

    def test_con_3_a_language_is_added_by_adding_a_folder_and_check_names_what_it_lacks(self, tmp_path: Path):
        for room in ("plugin", "workflows", "field_maps"):
            shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "app.yaml", tmp_path)
        german = tmp_path / "plugin" / "texts" / "de"
        shutil.copytree(ROOT / "plugin" / "texts" / "en", german)
        (german / "comments" / "follow_up.txt.j2").unlink()
        run = subprocess.run(
            [sys.executable, "-m", "plugin", "check"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (run.returncode, run.stderr) == (0, "")
        assert "texts in de, en, fr" in run.stdout
        lacks = next(line for line in run.stdout.splitlines() if line.strip().startswith("de lacks"))
        assert lacks.startswith("  de lacks comments/follow_up, words/terms/Australia, ")
        assert lacks.endswith("English is used")
        assert "fr lacks" not in run.stdout
