"""Searches: ``/search/jql`` on Cloud, ``/search`` on Data Center."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from plugin.sandbox.fields import Json
from plugin.sandbox.issue import Issue
from plugin.sandbox.jql import Query, parse
from plugin.sandbox.jql_fields import JqlError, Searcher
from plugin.sandbox.rest import view
from plugin.sandbox.rest.answers import Problem, Routes, answer, body, bounded, listed, part, texts

RECONCILE_LIMIT, PROPERTY_KEYS = 50, 5
PAGE_WITH_FIELDS, PAGE_OF_IDS, PAGE_DATA_CENTER = 100, 5000, 1000


class SearchRoutes(Routes):
    """Both searches see the issues as the index does: ``Tracker.search_lag`` behind."""

    rules = (
        ("GET", "/search/jql", "enhanced"),
        ("POST", "/search/jql", "enhanced"),
        ("POST", "/search/approximate-count", "count"),
        ("GET", "/search", "classic"),
        ("POST", "/search", "classic"),
    )
    cloud_only = frozenset({"enhanced", "count"})

    def _query(self, jql: Any) -> Query:
        try:
            return parse(str(jql or ""), Searcher(self.tracker, self.account))
        except JqlError as wrong:
            raise Problem(400, str(wrong)) from wrong

    def _indexed(self, fresh: set[str]) -> list[Issue]:
        issues = [i for i in self.tracker.by_id.values() if self.site.browses(self.account, i.project, i)]
        if not self.tracker.search_lag:
            return issues
        built = self.tracker.clock.now() - self.tracker.search_lag
        seen = (issue if str(issue.id) in fresh else issue.as_of(built) for issue in issues)
        return [issue for issue in seen if issue]

    def enhanced(self) -> Response:
        """``/search/jql``: bounded JQL, ids only by default, pages by token and without a total."""
        sent = _asked(("fields", "properties", "reconcileIssues"))
        for unknown in ("startAt", "validateQuery"):
            if unknown in sent:
                raise Problem(400, f"Unrecognized property '{unknown}'.")
        query = self._query(sent.get("jql"))
        if not query.bounded:
            raise Problem(400, "Unbounded JQL queries are not allowed here. Please add a search restriction.")
        fresh, keys = texts(sent, "reconcileIssues"), texts(sent, "properties")
        if len(fresh) > RECONCILE_LIMIT or len(keys) > PROPERTY_KEYS:
            raise Problem(400, f"At most {RECONCILE_LIMIT} reconcileIssues and {PROPERTY_KEYS} properties.")
        fields = texts(sent, "fields") or ("id",)
        cap = PAGE_OF_IDS if set(fields) <= {"id", "key"} else PAGE_WITH_FIELDS
        most = bounded("maxResults", sent.get("maxResults", 50), cap) or 50
        start = bounded("nextPageToken", part(sent, "nextPageToken", str, "page-0").removeprefix("page-"))
        found = query.run(self._indexed(set(fresh)))
        wish = self._wish(sent, fields, keys)
        page: Json = {"issues": [view.show(i, self.shapes, wish) for i in found[start : start + most]]}
        page["isLast"] = start + most >= len(found)
        if not page["isLast"]:
            page["nextPageToken"] = f"page-{start + most}"
        return answer(page)

    def count(self) -> Response:
        """``/search/approximate-count``."""
        query = self._query(body().get("jql"))
        if not query.bounded:
            raise Problem(400, "Unbounded JQL queries are not allowed here. Please add a search restriction.")
        return answer({"count": len(query.run(self._indexed(set())))})

    def classic(self) -> Response:
        """``/search``: gone from Cloud (410, CHANGE-2046); on Data Center with startAt and total."""
        if self.site.cloud:
            raise Problem(410, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.")
        sent = _asked(("fields",))
        # Not in the document: a bean with an unknown key is refused, an unknown query parameter passed over.
        if request.method == "POST" and "properties" in sent:
            raise Problem(400, 'Unrecognized field "properties" (Class SearchRequestBean), not marked as ignorable')
        found = self._query(sent.get("jql")).run(self._indexed(set()))
        start = bounded("startAt", sent.get("startAt", 0))
        most = bounded("maxResults", sent.get("maxResults", 50), PAGE_DATA_CENTER)
        wish = self._wish(sent, texts(sent, "fields") or ("*navigable",), ())
        issues = [view.show(i, self.shapes, wish) for i in found[start : start + most]]
        page = {"expand": "schema,names", "startAt": start, "maxResults": most, "total": len(found)}
        return answer({**page, "issues": issues})

    def _wish(self, sent: Json, fields: tuple[str, ...], properties: tuple[str, ...]) -> view.Wish:
        expand = sent.get("expand") or ""
        items = expand if isinstance(expand, list) else [expand]
        expanded = frozenset(listed([str(item) for item in items]))
        return view.Wish(fields, expanded, properties, self.site.searched_history, self.site.embedded_comments)


def _asked(lists: tuple[str, ...]) -> Json:
    """The parameters, from the query of a GET or the body of a POST."""
    if request.method == "POST":
        return body()
    asked: Json = request.args.to_dict()
    for name in lists:
        if name in asked:
            asked[name] = listed(request.args.getlist(name))
    return asked
