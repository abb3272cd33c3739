"""Who careflow is to Jira: a token, a token with scopes, or a consent (OAuth 2.0) that is renewed.

``accounts.connection_of`` is the one way in. A token goes to one host only: the site's, or Atlassian's gateway where
the token needs it; the app's secret and refresh tokens go to Atlassian's authorization server and nowhere else.

::

    accounts ──▶ cloud_id        the gateway's address of a site, for tokens with scopes
        └──────▶ tokens ──▶ grants         what was consented to, in a file of its owner's alone
                    └─────▶ authorization  the authorization server, by Authlib
    consent  ──▶ listener        how somebody consents: ``careflow connect``
    scopes                       what each account needs, operation by operation
"""
