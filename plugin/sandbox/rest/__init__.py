"""The part of Jira's REST API version 2 that careflow uses, as the published OpenAPI documents describe it."""
