"""What people read, in each language."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from plugin.texts import (
    UnknownText,
    choose_language,
    facts_needed,
    languages,
    mention,
    missing,
    names,
    note_body,
    render_comment,
    render_email,
)
from plugin.texts.languages import FOLDER

FACTS: Mapping[str, str] = {
    "key": "CARE-12",
    "summary": "Export fails",
    "zone": "Europe/Stockholm",
    "status_page": "https://status.planview.com",
    "why": "the service is up",
    "requested_by": "Ana",
    "severity": "Major",
    "number": "1",
    "of": "2",
    "waiting_since": "2026-11-01T10:00:00Z",
    "who": "Bo",
    "author": "Cleo",
    "sentences": "Is it Critical?\nOr Major?",
    "percent": "50",
    "clock": "respond",
    "due": "2026-11-23T10:00:00Z",
    "clause": "SLO-10",
    "missed": "2",
    "days": "3",
    "reason": "our scope is the software",
    "closes_on": "2026-12-01T17:00:00Z",
    "scope": "Third party",
    "version": "LeanKit 2026.10",
    "date": "2026-12-16",
    "continuous": "",
    "clocks": "restore, resolve",
    "product": "LeanKit",
    "fields": "Case Type\nInstance",
    "hours": "mon-fri 08:00-12:00 13:00-18:00, sat 09:00-12:00",
    "hours_zone": "Europe/Stockholm",
    "phones": "Stockholm: +46 8 1234\nParis: +33 1 2345",
    "emails": "care@planview.example",
    "form": "Customer Success Center",
    "address": "https://community.planview.example",
    "chat": "lc.chat/now/8700631",
    "instance": "acme-prod",
    "minutes": "61",
    "limit": "60",
    "portal": "https://portal.planview.example",
    "supported": "Enterprise One 2026.10, Enterprise One 2026.9",
    "designated": "yes",
    "reporter": "Clara Customer",
    "tier": "Standard",
    "tiers": "Elite, Medallion, Platinum",
}
REFERENCE = "careflow · SLO-10 respond 80 % · Major"
COMMENTS = {
    "approval_rejected", "follow_up", "closed_no_response", "closed_accepted", "reopened",
    "excluded", "solution_released",
}  # fmt: skip
NOTES = {
    "approval_asked", "approval_reminder", "approval_escalation", "approval_denied", "severity_put_back",
    "unclear_request", "warning", "breach", "update_reminder", "update_missed", "root_cause_reminder",
    "root_cause_overdue", "restore_target_removed",
}  # fmt: skip


def test_every_text_is_there_in_every_language() -> None:
    assert languages() == ("en", "fr")
    assert names("comments") >= COMMENTS
    assert names("notes") >= NOTES
    assert names("emails") >= {"follow_up"}
    for language in languages():
        assert missing(language) == ()


def test_a_language_that_lacks_everything_says_so() -> None:
    assert {"notes/breach", "emails/follow_up", "words/months"} <= set(missing("xx"))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", sorted(names("comments")))
def test_a_public_comment_renders_with_the_same_facts_in_every_language(text: str, language: str) -> None:
    said = render_comment(text, language, FACTS)
    assert "[https://status.planview.com]" in said
    assert "{" not in said.replace("\\{", "")
    assert facts_needed("comments", text, language) <= FACTS.keys()
    without_page = render_comment(text, language, {**FACTS, "status_page": ""})
    assert "planview.com" not in without_page
    assert "\n\n\n" not in said


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", sorted(names("notes")))
def test_a_note_has_its_mentions_first_and_its_reference_as_the_very_last_line(text: str, language: str) -> None:
    people = [mention("abc-1", cloud=True), mention("bo", cloud=False)]
    said = note_body(text, language, FACTS, REFERENCE, people)
    assert said.splitlines()[0] == "[~accountid:abc-1] [~bo]"
    assert said.splitlines()[-1] == REFERENCE
    assert note_body(text, language, FACTS, REFERENCE).splitlines()[0] != ""
    assert facts_needed("notes", text, language) <= FACTS.keys()


@pytest.mark.parametrize("language", languages())
def test_an_email_has_a_subject_a_text_and_html(language: str) -> None:
    email = render_email("follow_up", language, {**FACTS, "summary": "a <b>\r\nBcc: x@example.com"})
    assert email.subject.startswith("[CARE-12] ")
    assert "\n" not in email.subject
    assert "a <b> Bcc: x@example.com" in email.text
    assert "a &lt;b&gt; Bcc" in email.html
    assert email.html.count("<p>") == email.text.count("\n\n") + 1


def test_an_instant_is_said_in_the_zone_of_the_case_with_its_name() -> None:
    winter = {**FACTS, "waiting_since": "2026-11-01T10:00:00Z"}
    summer = {**FACTS, "waiting_since": "2026-07-14T22:30:00Z"}
    assert "Sunday 1 November 2026, 11:00 (Europe/Stockholm)" in note_body("approval_reminder", "en", winter, "r")
    assert "mercredi 15 juillet 2026 à 00:30 (Europe/Stockholm)" in note_body("approval_reminder", "fr", summer, "r")
    assert "dimanche 1er novembre 2026" in note_body("approval_reminder", "fr", winter, "r")
    without_zone = {key: value for key, value in winter.items() if key != "zone"}
    assert "10:00 (UTC)" in note_body("approval_reminder", "en", without_zone, "r")


def test_a_day_is_the_local_one() -> None:
    late = {**FACTS, "closes_on": "2026-12-01T23:30:00Z"}
    assert "Wednesday 2 December 2026" in render_comment("follow_up", "en", late)
    assert "Wednesday 2 December 2026" in render_comment("follow_up", "en", {**FACTS, "closes_on": "2026-12-02"})


def test_terms_are_said_in_the_readers_language() -> None:
    assert "première réponse" in note_body("breach", "fr", FACTS, "r")
    assert "tiers" in render_comment("excluded", "fr", FACTS)
    assert "rétablissement, résolution" in note_body("restore_target_removed", "fr", FACTS, "r")


def test_opn_1_weekly_hours_are_said_in_the_readers_language() -> None:
    said = {language: render_comment("form_incomplete", language, FACTS) for language in languages()}
    assert "Monday to Friday 08:00–12:00 and 13:00–18:00, Saturday 09:00–12:00 (Europe/Stockholm)" in said["en"]
    assert "du lundi au vendredi de 08:00 à 12:00 et de 13:00 à 18:00, le samedi de 09:00 à 12:00" in said["fr"]


def test_opn_5_missing_fields_are_named_in_the_readers_words() -> None:
    assert "* le nom ou l'adresse de votre instance" in render_comment("form_incomplete", "fr", FACTS)
    assert "* the name or address of your instance" in render_comment("form_incomplete", "en", FACTS)


def test_opn_3_the_right_channels_are_listed_as_far_as_they_are_known() -> None:
    said = note_body("chat_not_for_product", "en", FACTS, "r")
    assert "* phone, Paris: \\+33 1 2345\n* calls are answered" in said
    bare = note_body("chat_not_for_product", "en", {**FACTS, "phones": "", "emails": "", "form": "", "chat": ""}, "r")
    assert "phone," not in bare
    assert "* the Community, at any hour" in bare


def test_the_four_criteria_of_critical_are_a_checklist_for_the_manager() -> None:
    for language in languages():
        assert note_body("approval_asked", language, FACTS, "r").count("* ☐") == 4


def test_each_unclear_sentence_is_quoted_on_a_line_of_its_own() -> None:
    said = note_body("unclear_request", "en", FACTS, "r")
    assert "bq. Is it Critical?\n\nbq. Or Major?\n" in said


def test_a_fact_that_nobody_gave_is_an_error_and_an_unknown_text_too() -> None:
    with pytest.raises(Exception, match="'version' is undefined"):
        render_comment("solution_released", "en", {"key": "CARE-1"})
    with pytest.raises(UnknownText, match="breach"):
        render_comment("breach", "en", FACTS)  # an internal note is never a public comment
    with pytest.raises(ValueError, match="one line"):
        note_body("breach", "en", FACTS, "a\nb")


def test_a_text_that_a_language_lacks_is_said_in_english() -> None:
    assert not (FOLDER / "fr" / "notes" / "nothing.txt.j2").exists()
    with pytest.raises(UnknownText):
        note_body("nothing", "fr", FACTS, "r")


@pytest.mark.parametrize(
    ("locale", "language"), [("fr_FR", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("de_DE", "en"), ("", "en"), (None, "en")]
)
def test_the_readers_locale_chooses_the_language(locale: str | None, language: str) -> None:
    assert choose_language(locale, "en") == language


def test_con_1_the_ways_to_reach_us_are_named_in_the_readers_words() -> None:
    ways = {"phones": "Germany: 49-721-95-97-262", "form": "case form", "address": "", "chat": "in the product"}
    facts = {**FACTS, **ways}
    said = {language: render_comment("closed_no_response", language, facts) for language in languages()}
    assert "* Germany: 49-721-95-97-262" in said["en"]
    assert "* Allemagne : 49-721-95-97-262" in said["fr"]
    assert "formulaire d'ouverture de dossier du Customer Success Center" in said["fr"]
    assert "dans le produit" in said["fr"]
    nothing = dict.fromkeys(("phones", "emails", "form", "address", "chat"), "")
    assert "Customer Care" not in render_comment("closed_no_response", "en", {**facts, **nothing})


def test_upd_2_the_date_of_a_release_is_said_with_its_name_if_it_has_one() -> None:
    said = render_comment("release_planned", "en", FACTS)
    assert "the next update, LeanKit 2026.10, on Wednesday 16 December 2026" in said
    assert "the next update, on Wednesday" in render_comment("release_planned", "en", {**FACTS, "version": ""})
    assert "au plus tard le mercredi 16 décembre 2026" in render_comment(
        "release_planned", "fr", {**FACTS, "continuous": "yes"}
    )
