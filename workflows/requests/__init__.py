"""What a comment asks for: commands and plain-language requests, English and French.

SEV-2, SEV-4, SEV-6, CLO-1, CLO-2, CLO-4, CLO-5, CLO-6. Pure; in doubt a sentence
asks for nothing and is shown to the agent.
"""

from workflows.requests.levels import severity_named
from workflows.requests.reading import Request, read_request, shortened

__all__ = ["Request", "read_request", "severity_named", "shortened"]
