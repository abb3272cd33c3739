"""What a comment asks for (SEV-2, SEV-4, SEV-6, CLO-1, CLO-2, CLO-4, CLO-5), by tables of sentences."""

from __future__ import annotations

import sys
import time
import unicodedata
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.requests import Request, read_request, severity_named
from workflows.requests.commands import commands_in
from workflows.requests.markup import Line
from workflows.terms import Severity

CRITICAL, MAJOR, MODERATE, MINOR = Severity.CRITICAL, Severity.MAJOR, Severity.MODERATE, Severity.MINOR

ASKED: list[tuple[str, Severity]] = [
    # English: imperative and please
    ("please raise the severity to Major", MAJOR),
    ("Please raise the severity of this case to Critical.", CRITICAL),
    ("Raise the severity to Critical", CRITICAL),
    ("Please set severity to Minor", MINOR),
    ("Please set the severity level to Moderate, thanks", MODERATE),
    ("please change severity from Moderate to Major", MAJOR),
    ("Please lower this to Minor.", MINOR),
    ("Kindly escalate this case to Critical", CRITICAL),
    ("Please upgrade CARE-123 to Critical", CRITICAL),
    ("Pls bump this up to major asap", MAJOR),
    ("Please downgrade the ticket to Moderate, we found a workaround", MODERATE),
    ("please move it to Critical", CRITICAL),
    ("Please make it Critical", CRITICAL),
    ("Please make this case critical as we cannot invoice", CRITICAL),
    ("Please treat this as Critical!", CRITICAL),
    ("Please treat this as a critical issue.", CRITICAL),
    ("Please treat this as a critical case.", CRITICAL),
    ("Please treat this as a critical ticket.", CRITICAL),
    ("Please treat this as a critical incident.", CRITICAL),
    ("Please treat this as a critical one.", CRITICAL),
    ("Please consider this case as Critical.", CRITICAL),
    ("Please make the severity a major level", MAJOR),
    ("Please make it a major priority and please raise the severity to Critical", CRITICAL),
    ("It is critical, please raise the severity to Major", MAJOR),
    ("Hello team: for CARE-12: raise the severity to Critical", CRITICAL),
    ("Raise the severity to Critical please?", CRITICAL),
    (", ".join(["please raise it to Major"] * 5), MAJOR),
    ("please consider raising the severity to Major", MAJOR),
    ("Please increase priority to Critical", CRITICAL),
    ("Please decrease the priority of this ticket to Minor", MINOR),
    ('Please change the severity of the case to "Critical".', CRITICAL),
    ("Please raise the severity to *Critical*", CRITICAL),
    ("Please raise the severity to {color:red}Critical{color}.", CRITICAL),
    ("Please raise the severity to Major, not Critical.", MAJOR),
    ("Please set the severity to Major instead of Critical", MAJOR),
    ("Please raise severity to critical if possible", CRITICAL),
    ("please raise this to Critical as soon as possible", CRITICAL),
    ("PLEASE RAISE THE SEVERITY TO CRITICAL", CRITICAL),
    ("Hello team,\nplease raise the severity to Major.\nThanks,\nJohn", MAJOR),
    ("Hi [~accountid:5b10ac8d82e05b22cc7d4ef5], please raise the severity to Critical", CRITICAL),
    ("Production is down. Please raise the severity to Critical.", CRITICAL),
    ("We cannot work, please raise the severity to Critical", CRITICAL),
    ("it does not work please raise the severity to critical", CRITICAL),
    ("It does not work\nPlease raise the severity to Critical", CRITICAL),
    ("As discussed, please raise the severity to Major", MAJOR),
    ("Since this morning nobody can log in, so please raise this to Critical", CRITICAL),
    ("please raise the\nseverity to\nMajor", MAJOR),
    ("Please raise the severity to Critical because we cannot save anything", CRITICAL),
    ("Please raise the severity to Critical, this is a major problem for us", CRITICAL),
    ("please raise severity -> Critical", CRITICAL),
    ("please raise the severity to&nbsp;Major &amp; call us", MAJOR),
    ("please\u00a0raise\u00a0the severity\u00a0to Major", MAJOR),
    ("Please restart the server. Also raise the severity to Major.", MAJOR),
    ("Please raise the sev\u200berity to Major", MAJOR),
    ("Hello team\r\nplease raise the severity to Major", MAJOR),
    # English: polite questions
    ("Could you please escalate this ticket to Critical? Production is down.", CRITICAL),
    ("Could you raise the severity to Major?", MAJOR),
    ("Can you raise this to Critical?", CRITICAL),
    ("Can you please change the severity to Minor", MINOR),
    ("Would you please lower the severity to Moderate?", MODERATE),
    ("Would you mind raising the severity to Major?", MAJOR),
    ("Would it be possible to raise the severity to Critical?", CRITICAL),
    ("Could you kindly upgrade this incident from Major to Critical?", CRITICAL),
    ("Can we please raise this to Critical?", CRITICAL),
    ("It's down for all, can you escalate this to critical?", CRITICAL),
    ("I would appreciate it if you could raise the severity to Major", MAJOR),
    # English: first person and obligations
    ("We would like to raise the severity to Major", MAJOR),
    ("We'd like you to raise the severity of this ticket to Critical.", CRITICAL),
    ("I'd like this case to be raised to Critical", CRITICAL),
    ("We need the severity raised to Critical", CRITICAL),
    ("We need this to be Critical", CRITICAL),
    ("We need to escalate this to Critical", CRITICAL),
    ("I request that you raise the severity to Major", MAJOR),
    ("I am requesting to change the severity to Critical", CRITICAL),
    ("We request an escalation of this case to Critical.", CRITICAL),
    ("The severity should be Critical", CRITICAL),
    ("This should be Critical", CRITICAL),
    ("I think this case should be Critical.", CRITICAL),
    ("This ticket should be raised to Major", MAJOR),
    ("The severity must be set to Critical immediately", CRITICAL),
    ("The severity of this case needs to be changed to Minor.", MINOR),
    ("Production is down and we need the severity raised to Critical", CRITICAL),
    ("Hi, could we get this raised to Critical please?", CRITICAL),
    ("Can the severity be raised to Critical please?", CRITICAL),
    ("May I request that the severity be raised to Critical?", CRITICAL),
    ("I'm writing to request that this case be escalated to Critical.", CRITICAL),
    ("Do not hesitate to call me, please raise the severity to Critical", CRITICAL),
    ("Please, raise the severity to Critical, we work 24/7", CRITICAL),
    ("After our call, please raise the severity to Major", MAJOR),
    ("Request:\nraise the severity to Critical", CRITICAL),
    # French
    ("Pourriez-vous, s'il vous plaît, passer la gravité à Critique ?", CRITICAL),
    ("Je demande à ce que la gravité soit passée à Critique", CRITICAL),
    ("Bonjour suite à notre appel merci de passer la gravité à Critique", CRITICAL),
    ("merci de passer la gravité à Majeur", MAJOR),
    ("Merci de passer la gravité à Critique.", CRITICAL),
    ("MERCI DE PASSER LA GRAVITE A CRITIQUE", CRITICAL),
    ("Merci de bien vouloir passer ce ticket en Critique", CRITICAL),
    ("Merci d'augmenter la sévérité à Majeur", MAJOR),
    ("Merci d’augmenter la criticité à Majeure", MAJOR),
    ("Pourriez-vous passer la gravité à Critique ?", CRITICAL),
    ("Pourriez-vous augmenter la sévérité à Critique s'il vous plaît ?", CRITICAL),
    ("Pouvez-vous mettre la priorité à Majeur svp ?", MAJOR),
    ("Pouvez vous s’il vous plaît relever la gravité de ce ticket à Majeur", MAJOR),
    ("Peux-tu baisser la gravité à Mineur stp ?", MINOR),
    ("Veuillez changer la gravité de Moyen à Majeur", MAJOR),
    ("Veuillez abaisser la gravité au niveau Moyen.", MODERATE),
    ("Bonjour,\nJe souhaite passer la gravité à Majeur.\nCordialement,\nJean Dupont", MAJOR),
    ("Nous souhaitons que la gravité soit passée à Critique", CRITICAL),
    ("Nous demandons de passer ce dossier en Critique", CRITICAL),
    ("Nous demandons le passage de ce ticket en Critique.", CRITICAL),
    ("J'aimerais que vous passiez la gravité à Majeur", MAJOR),
    ("Nous voudrions requalifier cet incident en Majeur", MAJOR),
    ("Serait-il possible de passer la gravité à Critique ?", CRITICAL),
    ("Passez la gravité à Critique", CRITICAL),
    ("Passez ce ticket en critique svp", CRITICAL),
    ("Merci de reclasser ce cas en Mineur", MINOR),
    ("Merci de considérer ce ticket comme Critique", CRITICAL),
    ("La gravité devrait être Critique", CRITICAL),
    ("Ce ticket doit être passé en Critique", CRITICAL),
    ("Il faut passer la gravité à Critique", CRITICAL),
    ("Je vous prie de bien vouloir relever la gravité à Majeur", MAJOR),
    ("La production est arrêtée, merci de passer la gravité à Critique", CRITICAL),
    ("Nous ne pouvons plus travailler, merci de passer la gravité à Critique dès que possible", CRITICAL),
    ("Merci de passer la gravité à Majeur si possible", MAJOR),
    ("Est-ce que vous pourriez monter la gravité à Majeur ?", MAJOR),
    ("Merci de monter la priorité à Critique car nos équipes sont bloquées.", CRITICAL),
    ("Passer la gravité à Critique svp", CRITICAL),
    ("Merci de passer la severity à Critical", CRITICAL),
    # Commands
    ("/severity Critical - major outage", CRITICAL),
    ("/severity Critical", CRITICAL),
    ("/severity critique", CRITICAL),
    ("/severity MAJEUR", MAJOR),
    ("/severity majeure", MAJOR),
    ("/Severity moderate", MODERATE),
    ("/severity Moyen", MODERATE),
    ("/severity mineur", MINOR),
    ("   /severity Minor", MINOR),
    ("* /severity Major", MAJOR),
    ("- /severity Major", MAJOR),
    ("/severity: Critical", CRITICAL),
    ("/severity to Critical", CRITICAL),
    ("/severity à Critique", CRITICAL),
    ("/severity en Critique", CRITICAL),
    ("/severity Critical one site or all is down", CRITICAL),
    ("*/severity Critical*", CRITICAL),
    ("Hello,\n/severity Critical\nProduction is down.", CRITICAL),
    ("/severity Critical nothing works, it does not start", CRITICAL),
    ("/severity Critical\n/severity critique", CRITICAL),
    ("/severity Major\nplease raise the severity to Major", MAJOR),
    ("/severity\u00a0Major", MAJOR),
]

SHOWN: list[str] = [
    # conditional, of a kind
    "Unless you fix it today, please treat this as a critical issue.",
    # negated
    "do not raise the severity to Major",
    "Don't raise the severity to Critical",
    "please don’t raise the severity to Critical",
    "DO NOT RAISE THE SEVERITY TO CRITICAL",
    "Do not\nraise the severity to Major",
    "There is no need to raise the severity to Critical",
    "It is not necessary to raise the severity to Critical.",
    "I do not think the severity should be Critical",
    "I don't think we need to raise the severity to Critical",
    "Do not, under any circumstances, raise the severity to Major",
    "We do not want you to please raise the severity to Critical",
    "Please refrain from raising the severity to Critical",
    "Could you please not raise the severity to Critical?",
    "The severity should not be Critical",
    "We never asked to raise the severity to Critical",
    "Please raise the severity to Critical. Actually, don't raise it to Critical.",
    "Ne pas passer la gravité à Critique",
    "N'augmentez pas la gravité à Majeur",
    "n’augmentez pas la sévérité à majeur svp",
    "Merci de ne pas passer la gravité à Critique",
    "Inutile de passer la gravité à Critique",
    "Nous ne souhaitons pas passer la gravité à Critique",
    "Il ne faut pas passer la gravité à Critique",
    "Please leave the severity at Major",
    "Merci de laisser la gravité à Majeur",
    # conditional
    "If it happens again please raise the severity to Critical",
    "Please raise the severity to Critical if it is not fixed by noon",
    "Please raise the severity to Critical unless you fix it today",
    "When the outage lasts an hour, raise the severity to Critical",
    "Would it be possible if you raised the severity to Critical only when needed?",
    "If it fails:\n- raise the severity to Critical\n- call us",
    "Should it fail again, please raise the severity to Critical",
    "Once confirmed, please raise the severity to Critical",
    "Si le problème persiste, merci de passer la gravité à Critique",
    "Merci de passer la gravité à Critique si ce n'est pas corrigé demain",
    "Au cas où, passez la gravité à Critique",
    "Passez la gravité à Critique, à moins que ce soit réglé",
    "Let me know whether to raise the severity to Critical",
    # ambiguous, or questions
    "is this Critical or Major?",
    "Is it critical?",
    "what would make it critical?",
    "why is it Major?",
    "Should we raise the severity to Critical?",
    "Do you want me to raise the severity to Critical?",
    "Would you like us to raise the severity to Critical?",
    "How can you raise the severity to Critical?",
    "raise the severity to Critical?",
    "raise the severity to Critical？",
    "Est-ce critique ou majeur ?",
    "Pourquoi la gravité est-elle Majeur ?",
    "Faut-il passer la gravité à Critique ?",
    "please raise the severity to Critical or Major",
    "Please raise the severity to Critical/Major",
    "Please raise the severity",
    "Please set the priority to High",
    "Please escalate this to P1",
    "Please raise the severity to Critical. Please raise the severity to Major.",
    "please raise the severity to Major, no, Critical",
    "The severity is wrong",
    "Severity: Critical",
    "Gravité : Critique",
    "We can raise the severity to Critical.",
    "I will raise the severity to Critical tomorrow",
    "Please raise the severity to Critical tomorrow",
    "You can:\n* raise the severity to Critical\n* call the emergency phone",
    "The documentation says: raise the severity to Critical",
    "You said, raise the severity to Critical",
    "For urgent matters, e.g. raise the severity to Critical",
    "It should be minor.",
    "After the release, raise the severity to Critical",
    "Make it a major priority",
    "Vous pouvez baisser la gravité à Mineur",
    "You can lower the severity to Minor",
    "Please confirm that the severity should be Critical",
    "Please ignore my request to raise the severity to Critical",
    "Thank you, please do not change the severity",
    # more than one thing
    ", ".join(["please raise it to Major"] * 6),
    "Please raise the severity to Major and please raise the severity to Critical everywhere",
    "Please raise the severity to Critical or call us",
    "Please raise the severity to Critical, or else.",
    "Merci de passer la gravité à Critique, ou bien appelez.",
    "Please make this a major level",
    # told by somebody else
    "Our rule: raise the severity to Critical",
    # quoted
    "> please raise the severity to Major",
    "&gt; please raise the severity to Major",
    "bq. please raise the severity to Major",
    "{quote}please raise the severity to Major{quote}",
    "{quote}\nplease raise the severity to Major\n{quote}\nDone.",
    'You wrote "please raise the severity to Major" yesterday',
    'You wrote "It is down. Please raise the severity to Major. Thanks" yesterday',
    "Vous avez écrit « merci de passer la gravité à Critique »",
    "> /severity Critical",
    # commands gone wrong
    "/severity",
    "/severity high",
    "/severity critcal",
    "/severity Critical or Major",
    "/severity Critical Major",
    "/approve ?",
    "/severity Critical?",
    "/severity not Critical",
    "/severity Critical\n/severity Major",
    "/severity Critical\nplease lower the severity to Minor",
    "/sévérité Critique",
    "/approve?",
    "/approve if she agrees",
    "/approve\n/reject",
    "You can write /severity Critical to raise it",
]

PLEASE = "Please raise the severity to Major."
NOT_MAJOR, NOT_MINOR = "Do not raise the severity to Major.", "Do not raise the severity to Minor."

NOTHING: list[str] = [
    "Please raise this to Critical ticket",
    "Merci de passer ce ticket en moyenne.",
    "this is a major problem",
    "A critical error occurred in the log",
    "un problème majeur est survenu",
    "minor typo in the report",
    "It is a minor issue but annoying.",
    "C'est un point critique pour nous, merci de traiter rapidement",
    "The critical path is wrong in the Gantt view",
    "We upgraded to the new major version",
    "Please change to a minor version",
    "Please raise a critical issue with the developers",
    "Please update us, this is a priority for our team",
    "the severity was raised to Major",
    "You raised the severity to Major yesterday.",
    "I have changed the severity to Major.",
    "The severity has been set to Critical by the manager",
    "La gravité a été passée à Majeur",
    "J'ai passé la gravité à Majeur comme demandé",
    "Vous avez augmenté la gravité à Critique hier",
    "Is this a major problem?",
    "Please fix the critical bug",
    "Merci de corriger ce bug majeur",
    "en moyenne 3 heures",
    "Please treat this mission-critical server with care",
    "/path/to/severity/Critical is missing",
    "/severityCritical",
    "{code}\n/severity Critical\nplease raise the severity to Critical\n{code}",
    "{noformat}please raise the severity to Critical{noformat}",
    "{code:java|title=x}// please raise the severity to Critical{code}",
    "To escalate write {{/severity Critical}} on its own line",
    "Fine.\n\nOn Mon, 3 Nov 2026 at 10:12, Jane <j@x.com> wrote:\nplease raise it to Critical\n/severity Critical",
    "Bien.\n\nLe lun. 3 nov. 2026 à 10:12, Jane <j@x.com> a écrit :\nmerci de passer la gravité à Critique",
    "Fine.\n\nOn Mon, 3 Nov 2026 at 10:12, Jane Very Long Name\n<jane@x.com> wrote:\nplease raise it to Critical",
    "Fine.\n-----Original Message-----\nplease raise the severity to Critical",
    "The log is attached.\n-----Message d'origine-----\nmerci de passer la gravité à Critique",
    "The log is attached.\n*From:* Jane\n*Sent:* Monday\n*To:* Support\n/severity Critical",
    "The log is attached.\n-- \n/severity Critical",
    "-please raise the severity to Critical-",
    "",
    "   \n\n",
    "!image.png!",
    "[^log.txt]",
    "Hello",
    "The import fails since Monday.",
    "This is Critical for us",
    "Thank you for raising the severity to Critical",
    "Merci d'avoir passé la gravité à Critique",
    "La gravité est Critique",
    "Please escalate",
    "please /approve this",
    "[~accountid:abc] /approve",
    "> /approve",
    "/approved",
]

SOLVED: list[str] = [
    "The problem is solved. Thank you for fixing the issue.",
    "/solved",
    "you can close this",
    "You can close this case.",
    "you may close the ticket now, thank you",
    "Please close this case.",
    "please close",
    "Please go ahead and close the ticket",
    "Could you please close this ticket?",
    "Can you close this case please?",
    "this is resolved",
    "It's solved",
    "It’s solved now, thanks!",
    "The issue is now fully resolved on our side.",
    "problem solved",
    "Problem solved, thank you very much!",
    "The problem has been fixed",
    "works now, you may close the case",
    "That fixed the issue, thanks",
    "Your fix solved the problem.",
    "We can close this one",
    "This case can be closed.",
    "yes that works, thanks, please close",
    "We restarted the server. The issue is resolved, you can close the ticket.",
    "I confirm the issue is resolved",
    "Feel free to close the case",
    "Hello team,\n\nThe issue is resolved. You can close the case.\n\nKind regards,\nJohn Smith\nACME",
    "YOU CAN CLOSE THIS CASE",
    "Resolved\n\nThanks\nJohn Smith",
    "The issue was caused by our proxy. It is solved now, please close.",
    "If it happens again I will open a new ticket. You can close this one.",
    "c'est résolu",
    "C’est résolu, merci !",
    "cest resolu",
    "C'est bien résolu",
    "Le problème est réglé",
    "Le problème est résolu, merci beaucoup",
    "Problème résolu",
    "vous pouvez clôturer",
    "Vous pouvez fermer le ticket.",
    "Vous pouvez clôturer ce ticket, merci.",
    "Ça fonctionne, vous pouvez fermer",
    "On peut clôturer le dossier",
    "Merci de clôturer ce ticket",
    "Pouvez-vous clôturer ce ticket svp ?",
    "Le ticket peut être fermé",
    "Tout est rentré dans l'ordre",
    "Mon souci est réglé, bonne journée",
    "Ok you can close the ticket",
    "Thank you you can close",
    "The issue is solved thanks",
    "Yes please close",
    "Please close thanks",
    "It is solved now, can you close the ticket?",
    "C'est résolu, merci, Marie Dupont !",
    "C'est résolu, merci, Anne Marie Dupont",
]

ACCEPTED_ONLY: list[str] = [
    "It works now.\nKind regards,\nThe planning team of Acme",
    "/accept",
    "that works, thank you",
    "Yes, that works. Thanks!",
    "It works now",
    "works for me",
    "great, all good now",
    "All good, thanks",
    "confirmé, ça fonctionne",
    "ça marche, merci",
    "Ça marche",
    "Cela fonctionne parfaitement, merci",
    "I accept the solution",
    "Everything works fine again, thank you very much",
    "We applied the patch. It works now, thanks!",
    "Je confirme que ça fonctionne",
    "La solution me convient",
    "J'accepte la solution",
    "It works as expected, thanks John",
    "Absolutely fine for us",
]

NOT_SOLVED: list[str] = [
    "It works. We use it in Paris.",
    "It works. We use it in Paris. Thanks",
    "it is not solved",
    "It isn't resolved",
    "is it solved?",
    "Is this resolved",
    "can you close it when the fix is out",
    "You can close it when it is deployed",
    "You can close this if nobody answers",
    "Please do not close this case",
    "Don't close it yet",
    "Why did you close this?",
    "Send me the invoice and you can close the case",
    "Fix it and you can close",
    "Statuses are open, resolved, closed",
    "See /var/log/fixed",
    "There is an error in the export. The import problem is solved.",
    "You can close. Call me",
    "It works. Regards, John\nPS: it still fails in production",
    "ce n'est pas résolu",
    "Ce n’est toujours pas résolu",
    "Est-ce résolu ?",
    "Ne fermez pas le ticket",
    "Merci de ne pas clôturer",
    "works but only for admins",
    "works but…",
    "thanks, but it still fails",
    "It works, but the export is slow.",
    "It works now. How do I export the data?",
    "It works now. Can we also get the report?",
    "ça marche mais l'export échoue",
    "Ça ne marche pas",
    "it does not work",
    "It works in test, not in production",
    "The first issue is solved, the second is not",
    "One of the two issues is solved",
    "It should be solved now",
    "The problem seems to be solved",
    "I hope it is solved",
    "It will be solved next week",
    "Please close the browser and retry",
    "You can close the window now",
    "I closed the tab",
    "> you can close this",
    "{quote}c'est résolu{quote}",
    "bq. problem solved",
    "On Mon, Jane wrote:\nyou can close this",
    'The mail said "you can close this case now"',
    "Tuesday works for me",
    "Le problème n'est pas réglé",
    "Le problème serait résolu",
    "Can this be closed?",
    "Peut-on fermer ?",
    "Vous pouvez fermer le ticket quand ce sera livré",
    "It was solved last month and it is back",
    "That works, thanks. I also wanted to know how to export",
    "The problem is solved. Please reopen the other case.",
    "unresolved",
    "This is not resolved, thanks",
    "It's resolved?",
    "It is solved, Send Us The Invoice",
    "The issue is solved, thanks but wait",
    "The problem is solved, it is slow.",
    "The filter shows two states, resolved",
    "/reopen it is not resolved",
    "Hello",
    "",
]

THANKS: list[str] = [
    "thank you!",
    "Thanks",
    "Thanks a lot for your help!",
    "Many thanks, best regards",
    "Thank you very much for your quick reply.",
    "Thanks John",
    "Thank you, [~accountid:abc]!",
    "thx",
    "Great, thanks!",
    "Perfect, thank you",
    "Ok thanks",
    "Thank you 👍",
    "👍",
    "🙏🙏",
    "Thank you :)",
    "(y) thanks",
    "Hi team,\n\nThank you for your support.\n\nKind regards,\nJohn Smith\nSenior Planner\n+33 1 23 45 67 89",
    "Thanks, have a nice weekend!",
    "THANK YOU VERY MUCH",
    "merci beaucoup, bonne journée",
    "Merci !",
    "Merci pour votre aide",
    "merci pour votre réactivité, bonne soirée",
    "Je vous remercie",
    "Super, merci",
    "Bonjour,\nMerci pour votre retour.\nCordialement,\nJean Dupont",
    "> It is delivered\nThanks!",
    "Thanks, D'arcy",
    "thanks John",
    "Thanks Anna Bert Carl",
    "Thanks\nJohn",
    "Thanks for fixing the issue",
    "Thanks\nKind regards" + "\nJohn" * 12,
    "Thanks\nKind regards\nOne two three four five six seven eight nine ten",
    "Thank you so very much for all the help and support and patience\nKind regards\nJohn",
]

NOT_THANKS: list[str] = [
    "",
    "!image.png!",
    "Thank you\n!screenshot.png|thumbnail!",
    "thanks, but it still fails",
    "Thanks, it still fails",
    "thanks for nothing",
    "no thanks",
    "Thanks?",
    "Thanks in advance for your answer",
    "Thanks. Problem persists",
    "Thanks, the error is back",
    "Merci mais cela ne fonctionne pas",
    "Merci de rappeler",
    "Merci de clôturer ce ticket",
    "Thank you :(",
    "👎",
    "(x)",
    "Hello",
    "/solved thanks",
    "Kind regards,\nJohn\nPS: it still fails",
    "Thanks 谢谢 не работает",
    "The import fails",
    "Thank you, here is the log file you wanted",
    "Thanks Anna Bert Carl Dora",
    "Thanks\nJohn\nMerci",
    "Thanks\nKind regards" + "\nJohn" * 13,
    "Thanks\nKind regards\nOne two three four five six seven eight nine ten eleven",
    "Thanks\nKind regards\nJohn\nAny news?",
    "Thanks\nKind regards\nIt still fails",
]


@pytest.mark.parametrize(("body", "level"), ASKED)
def test_a_command_or_a_plain_request_asks_for_its_level(body: str, level: Severity) -> None:
    request = read_request(body)
    assert request.severity is level
    assert request.unclear == ()


@pytest.mark.parametrize("body", SHOWN)
def test_a_negated_quoted_conditional_or_ambiguous_sentence_changes_nothing_and_is_shown(body: str) -> None:
    request = read_request(body)
    assert request.severity is None
    assert request.unclear


@pytest.mark.parametrize("body", NOTHING)
def test_what_does_not_speak_of_a_change_is_neither_a_request_nor_shown(body: str) -> None:
    assert read_request(body) == Request()


@pytest.mark.parametrize("body", SOLVED)
def test_a_customer_who_says_it_is_solved_also_accepts(body: str) -> None:
    request = read_request(body)
    assert (request.solved, request.accept) == (True, True)
    assert not request.thanks_only


@pytest.mark.parametrize("body", ACCEPTED_ONLY)
def test_a_softer_yes_accepts_without_saying_solved(body: str) -> None:
    request = read_request(body)
    assert (request.solved, request.accept) == (False, True)


@pytest.mark.parametrize(("adverbs", "solved"), [("just ", True), ("fully ", False)])
def test_whoever_says_that_it_is_solved_says_it_in_200_characters(adverbs: str, solved: bool) -> None:
    said = f"the issue is {adverbs}{'now ' * 44}solved"
    assert (len(said), read_request(said).solved) == (200 if solved else 201, solved)


@pytest.mark.parametrize("body", [*NOT_SOLVED, *THANKS])
def test_doubt_conditions_questions_and_thanks_close_nothing(body: str) -> None:
    request = read_request(body)
    assert (request.solved, request.accept) == (False, False)


@pytest.mark.parametrize("body", THANKS)
def test_thanks_alone_are_thanks_only(body: str) -> None:
    assert read_request(body) == Request(thanks_only=True)


@pytest.mark.parametrize("body", [*NOT_THANKS, *SOLVED, *ACCEPTED_ONLY])
def test_whatever_says_more_is_not_thanks_only(body: str) -> None:
    assert not read_request(body).thanks_only


def test_a_comment_of_thanks_with_a_screenshot_may_hold_bad_news() -> None:
    assert read_request("Thank you\n!image001.png|thumbnail!") == Request()


def test_approve_and_reject_carry_the_reason_on_their_line() -> None:
    assert read_request("/approve production is down") == Request(approve=True, reason="production is down")
    assert read_request("/reject: The workaround is *stable*.\nInternal talk.").reason == "The workaround is stable."
    assert read_request("  * /Approve") == Request(approve=True)


def test_approve_and_reject_together_decide_nothing() -> None:
    request = read_request("/approve\n/reject")
    assert (request.approve, request.reject) == (False, False)
    assert request.unclear == ("/approve", "/reject")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Clear the cache.\n/solution", Request(solution=True)),
        ("/solved", Request(solved=True, accept=True)),
        ("/accept thanks", Request(accept=True)),
        ("/reopen it fails again", Request(reopen=True)),
        ("/reopen\nthe problem is solved on one machine", Request(reopen=True)),
    ],
)
def test_commands_of_solution_closing_and_reopening(body: str, expected: Request) -> None:
    assert read_request(body) == expected


def test_a_line_with_a_command_ends_what_is_said_before_it() -> None:
    commands, said = commands_in([Line("please raise it"), Line("/solved"), Line("to critical")])
    assert [command.name for command in commands] == ["solved"]
    assert said == [Line("please raise it"), Line(""), Line("to critical")]


def test_a_clear_request_stands_beside_a_condition_for_a_higher_level() -> None:
    request = read_request("Please raise the severity to Major. If it is not fixed tomorrow, raise it to Critical.")
    assert request.severity is MAJOR
    assert request.unclear == ("If it is not fixed tomorrow, raise it to Critical.",)


def test_unclear_shows_the_sentence_as_written_and_not_the_rest() -> None:
    body = "Hello.\nDon’t raise the *severity* to Critical.\nThe log is attached."
    assert read_request(body).unclear == ("Don’t raise the severity to Critical.",)


def test_unclear_is_short_however_long_the_comment() -> None:
    many = "\n".join(f"Do not raise the severity to Critical on day {day}." for day in range(100))
    assert len(read_request(many).unclear) == 10
    long = "Do not raise the severity to Critical " + "word " * 5000
    assert all(len(text) <= 300 for text in read_request(long).unclear)


def test_a_sentence_that_is_cut_ends_with_a_word() -> None:
    asked = "do not raise the severity to Major "
    (shown,) = read_request(asked + "x" * (298 - len(asked)) + " yyy").unclear
    assert (len(shown), shown[-3:]) == (299, "xx…")


@pytest.mark.parametrize(("length", "end"), [(300, "xxx"), (301, "xx…")])
def test_a_sentence_of_300_characters_is_shown_whole_and_a_longer_one_is_cut(length: int, end: str) -> None:
    asked = "do not raise the severity to Major "
    (shown,) = read_request(asked + "x" * (length - len(asked))).unclear
    assert (len(shown), shown[-3:]) == (300, end)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Please raise the severity to Major. Do not change it.", Request(unclear=(PLEASE, "Do not change it."))),
        ("Do not change it. Please raise the severity to Major.", Request(severity=MAJOR)),
        ("Please raise the severity to Major.\n> Do not change it.", Request(severity=MAJOR)),
        ("/severity Major\nDo not change it.", Request(severity=MAJOR, unclear=("Do not change it.",))),
        (f"{PLEASE} {NOT_MINOR}", Request(severity=MAJOR, unclear=(NOT_MINOR,))),
        (f"{PLEASE} {NOT_MAJOR}", Request(unclear=(PLEASE, NOT_MAJOR))),
        (f"{PLEASE} Write /severity for it.", Request(severity=MAJOR, unclear=("Write /severity for it.",))),
        ("/severity Major\n/severity", Request(unclear=("/severity Major", "/severity"))),
        ("/approve\n/reject no", Request(unclear=("/approve", "/reject no"))),
        ("/solution\n/approve\n/reject no", Request(solution=True, unclear=("/approve", "/reject no"))),
        ("/approve\n/approve why", Request(approve=True, reason="why")),
        ("/solution restart\n/approve why", Request(solution=True, approve=True, reason="why")),
        ("/reject\nIt is solved.", Request(reject=True)),
        ("/solution\nIt is solved.", Request(solution=True, solved=True, accept=True)),
        ("/severity\n/approve\n/reject no", Request(unclear=("/severity", "/approve", "/reject no"))),
        (f"{PLEASE} {NOT_MAJOR} {NOT_MINOR}", Request(unclear=(PLEASE, NOT_MAJOR, NOT_MINOR))),
        (f"{PLEASE} Why is the severity Major?", Request(severity=MAJOR, unclear=("Why is the severity Major?",))),
        ("/reopen\nIt works.", Request(reopen=True)),
        ("/solved?\nThanks", Request(unclear=("/solved?",))),
        (f"{NOT_MAJOR}\n{NOT_MAJOR}", Request(unclear=(NOT_MAJOR,))),
    ],
)
def test_what_one_comment_says_of_several_things_is_taken_together(body: str, expected: Request) -> None:
    assert read_request(body) == expected


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Critical", CRITICAL),
        ("critique", CRITICAL),
        ("CRITIQUE", CRITICAL),
        ("Major", MAJOR),
        ("Majeur", MAJOR),
        (" majeure ", MAJOR),
        ("moderate", MODERATE),
        ("Moyen", MODERATE),
        ("modéré", MODERATE),
        ("MODERE", MODERATE),
        ("Minor", MINOR),
        ("mineur", MINOR),
        ("*Mineure*", MINOR),
        ("high", None),
        ("", None),
        ("major problem", None),
    ],
)
def test_levels_have_english_and_french_names(name: str, level: Severity | None) -> None:
    assert severity_named(name) is level


_PLAIN = [(body, level) for body, level in ASKED if "\n" not in body and not body.lstrip().startswith("/")]


@given(st.sampled_from(_PLAIN))
def test_capitals_accents_and_apostrophes_change_nothing(asked: tuple[str, Severity]) -> None:
    body, level = asked
    if "&" in body or "[~" in body or "{" in body:
        return
    bare = unicodedata.normalize("NFD", body)
    without = "".join(c for c in bare if not unicodedata.combining(c))
    for variant in (body.upper(), body.lower(), bare, without, body.replace("'", "’"), body.replace(" ", "\u00a0")):
        assert read_request(variant).severity is level, variant


@given(
    st.sampled_from([body for body, _ in ASKED if "{" not in body and '"' not in body]),
    st.sampled_from(["quote", "code", "noformat"]),
)
def test_what_stands_in_a_block_is_no_request(body: str, block: str) -> None:
    assert read_request(f"{{{block}}}{body}{{{block}}}").severity is None
    assert read_request(f"{{{block}}}\n{body}\n{{{block}}}\nHello").severity is None
    assert read_request(f"{{{block}}}{body}").severity is None


@given(st.sampled_from([*(body for body, _ in ASKED), *SOLVED, *ACCEPTED_ONLY]), st.sampled_from(["> ", ">", "bq. "]))
def test_what_is_quoted_line_by_line_asks_for_nothing(body: str, mark: str) -> None:
    request = read_request("\n".join(mark + line for line in body.split("\n")))
    assert (request.severity, request.solved, request.accept) == (None, False, False)


@given(st.sampled_from([*(body for body, _ in ASKED), *SOLVED, *ACCEPTED_ONLY]))
def test_the_mail_that_is_answered_asks_for_nothing(body: str) -> None:
    for head in (
        "On Mon, 3 Nov 2026, J <j@x.com> wrote:",
        "Le 3 nov. 2026, Jane a écrit :",
        "-----Original Message-----",
    ):
        request = read_request(f"The log is attached.\n\n{head}\n{body}")
        assert (request.severity, request.solved, request.accept) == (None, False, False)


_VERBS_EN = st.sampled_from("raise lower change set escalate upgrade downgrade bump increase decrease move".split())
_LEVELS_EN = st.sampled_from(["Critical", "Major", "Moderate", "Minor"])
_VERBS_FR = st.sampled_from("passer mettre monter augmenter baisser abaisser changer relever requalifier".split())
_LEVELS_FR = st.sampled_from(["Critique", "Majeur", "Moyen", "Mineur"])


@given(
    st.sampled_from(
        [
            "Do not {}",
            "don't {}",
            "Please do not {}",
            "Never {}",
            "There is no need to {}",
            "We do not want you to {}",
            "You should not {}",
            "If it fails {}",
            "Unless you call, {}",
            "I would not {}",
            "Should we {}?",
            "Why {}?",
            "Please tell me when to {}",
            "It is not urgent to {}",
            "We will not {}",
            "Could you please not {}?",
        ]
    ),
    _VERBS_EN,
    st.sampled_from(["the severity", "it", "this case", "the severity of this ticket", "priority"]),
    _LEVELS_EN,
)
def test_english_negations_conditions_and_questions_are_shown(frame: str, verb: str, thing: str, level: str) -> None:
    request = read_request(frame.format(f"{verb} {thing} to {level}"))
    assert request.severity is None
    assert request.unclear


@given(
    st.sampled_from(
        [
            "Ne pas {}",
            "Merci de ne pas {}",
            "Inutile de {}",
            "Il ne faut pas {}",
            "Veuillez ne pas {}",
            "Faut-il {} ?",
            "Nous ne souhaitons pas {}",
            "Pourquoi {} ?",
            "Si ça continue, merci de {}",
            "Pas besoin de {}",
            "Merci de {} si le problème persiste",
            "Il n'est pas nécessaire de {}",
            "Pourriez-vous ne pas {} ?",
        ]
    ),
    _VERBS_FR,
    st.sampled_from(["la gravité", "la sévérité de ce ticket", "ce ticket", "la criticité"]),
    _LEVELS_FR,
)
def test_french_negations_conditions_and_questions_are_shown(frame: str, verb: str, thing: str, level: str) -> None:
    request = read_request(frame.format(f"{verb} {thing} à {level}"))
    assert request.severity is None
    assert request.unclear


@given(
    st.sampled_from(["Please {}", "Could you please {}?", "Can you {}?", "We would like to {}", "I'd like you to {}"]),
    _VERBS_EN,
    st.sampled_from(["the severity", "it", "this case", "the severity of this ticket", "severity"]),
    _LEVELS_EN,
)
def test_english_verbs_things_and_levels_combine(frame: str, verb: str, thing: str, level: str) -> None:
    assert read_request(frame.format(f"{verb} {thing} to {level}")) == Request(severity=Severity(level))


@given(
    st.sampled_from(["Merci de {}", "Pourriez-vous {} ?", "Veuillez {}", "Nous souhaitons {}", "Pouvez-vous {} svp ?"]),
    _VERBS_FR,
    st.sampled_from(["la gravité", "la sévérité de ce ticket", "ce ticket", "la criticité"]),
    _LEVELS_FR,
)
def test_french_verbs_things_and_levels_combine(frame: str, verb: str, thing: str, level: str) -> None:
    assert read_request(frame.format(f"{verb} {thing} à {level}")) == Request(severity=severity_named(level))


_SNIPPETS = st.sampled_from(
    [
        *"\n >*-_{}[]|!?.,:;'\"«»“”/\\&@#~",
        "{quote}",
        "{code}",
        "bq. ",
        "/severity ",
        "Critical",
        "please raise it to Major",
        "&#99999999999;",
        "\u200b",
        "\u0301",
        "\ud800",
        "On x wrote:",
        "-- ",
        "merci de passer en ",
        "c'est résolu",
        "é",
        "👍",
    ]
)


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(_SNIPPETS, max_size=40).map("".join)))
def test_no_text_makes_reading_fail(body: str) -> None:
    request = read_request(body)
    assert request.accept or not request.solved
    assert not (request.approve and request.reject)


def test_an_entity_with_thousands_of_digits_is_only_text() -> None:
    assert read_request("&#" + "9" * 5000 + "; please raise the severity to Major").severity is MAJOR


def _steps(body: str) -> int:
    """Calls and lines that reading takes: a count that no slow machine changes."""
    steps = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal steps
        steps += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read_request(body)
    finally:
        sys.setprofile(before)
    return steps


_ADVERSARIAL = [
    "please raise the severity to major ",
    "raise the the the the ",
    "the severity ",
    "please ",
    "critical ",
    "or critical ",
    "we would like you to please ",
    "nous souhaitons que la gravite ",
    "you can close this ",
    "the issue is ",
    "thanks ",
    '"',
    "«",
    "> ",
    ">",
    "*",
    "-a ",
    "{",
    "{quote}",
    "{code:",
    "[",
    "[~",
    "[a|",
    "!a.",
    "'a ",
    "<@",
    "&",
    "&#9",
    "\n",
    "On x\n",
    "From: x\n",
    "/severity critical\n",
    "a /severity ",
    ". ",
    "?",
    ", ",
    "- raise the severity:\n",
    "do not raise it. ",
    "ﷺ",
]


@pytest.mark.parametrize("piece", _ADVERSARIAL)
def test_reading_takes_linear_time_whatever_is_repeated(piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (4_000, 16_000))
    assert _steps(large) <= 6 * _steps(small) + 2_000


@pytest.mark.parametrize("piece", _ADVERSARIAL)
def test_a_comment_of_the_greatest_length_is_read_whatever_it_is(piece: str) -> None:
    started = time.process_time()
    read_request(piece * (32_767 // len(piece)))  # Jira's limit: jira.text.field.character.limit
    assert time.process_time() - started < 20  # seconds of CPU; a backtracking pattern would need hours


@pytest.mark.parametrize(
    "body",
    [
        "Please raise the severity to Critical.\n\nNo wait, do not raise it.",
        "Please raise the severity to Critical. Actually, don't raise it.",
        "Please raise the severity to Critical. No, wait: don't.",
        "Please raise the severity to Critical. Forget it.",
        "Merci de passer la gravité à Critique. Non, finalement ne la changez pas.",
    ],
)
def test_what_is_unsaid_in_the_same_comment_changes_nothing_and_both_sentences_are_shown(body: str) -> None:
    request = read_request(body)
    assert request.severity is None
    assert len(request.unclear) == 2


@pytest.mark.parametrize(
    "rest",
    [
        "Don't hesitate to call me.",
        "Do not restart the server meanwhile.",
        "N'oubliez pas de nous tenir au courant.",
        "Ignore this morning's call.",
    ],
)
def test_what_forbids_something_else_leaves_the_request_alone(rest: str) -> None:
    assert read_request(f"Please raise the severity to Critical. {rest}").severity is Severity.CRITICAL
