"""gidgethub on aiohttp: verifies, parses, and queues nothing. One process. Reads SECRET and PORT."""

import os

from aiohttp import web
from gidgethub import routing, sansio

router = routing.Router()


@router.register("issues")  # type: ignore[untyped-decorator]
async def nothing(event: sansio.Event) -> None:
    """Its own bots do their work here."""


async def receive(request: web.Request) -> web.Response:
    """As its documentation has it."""
    event = sansio.Event.from_http(request.headers, await request.read(), secret=os.environ["SECRET"])
    await router.dispatch(event)
    return web.Response(status=202)


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/webhooks/jira", receive)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
