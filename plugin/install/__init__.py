"""What careflow needs of a Jira site, against what the site has: a plan, which ``apply`` carries out as it was shown.

::

    settings ──▶ wanted ─┐
                         ├──▶ plan: steps · by hand · refused · hints ──▶ apply: one request after the other
    the site ──▶ found ──┘         a value, with its digest                    what fails is named, the rest is done

``wanted`` is what the site should have, ``found`` what it has (read by ``cloud`` or ``data_center``). ``planning``
compares the two, one module for each kind of thing; it is pure. A ``Step`` is what one thing takes, and knows how to do
it. What careflow makes bears its mark (``mark``); what it did not make is added to where the field map says that it is
meant, and never renamed, emptied or deleted.
"""
