"""Which Jira this is."""

from __future__ import annotations

from flask import Response

from plugin.sandbox.rest.answers import Routes, answer

_CLOUD = {"version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0], "buildNumber": 100283}
_DATA_CENTER = {"version": "10.3.12", "versionNumbers": [10, 3, 12], "buildNumber": 10030012}


class ServerRoutes(Routes):
    """``/serverInfo``."""

    rules = (("GET", "/serverInfo", "server_info"),)

    def server_info(self) -> Response:
        """GET serverInfo; answered without credentials too."""
        told = _CLOUD if self.site.cloud else _DATA_CENTER
        kind = "Cloud" if self.site.cloud else "Server"
        now = self.shapes.when(self.tracker.clock.now())
        shown = {
            "baseUrl": self.shapes.base,
            **told,
            "deploymentType": kind,
            "buildDate": "2026-10-01T00:00:00.000+0000",
        }
        return answer({**shown, "serverTime": now, "scmInfo": "sandbox", "serverTitle": "careflow sandbox"})
