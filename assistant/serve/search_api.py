"""Our own call for programs that want passages and no answer."""

from __future__ import annotations

from pathlib import PurePath

from starlette.requests import Request
from starlette.responses import Response

from assistant.serve.desk import Desk, body_of, library_of, told
from assistant.serve.schemas import Search
from assistant.text import clean, clean_line


async def search(desk: Desk, request: Request) -> Response:
    """POST /v1/search: find passages."""
    body = await body_of(request, Search)
    model = library_of(desk, request, body.model)
    found = await desk.found(request, model.library, body.query, body.limit, body.inside)
    links = desk.links(request, model.library)
    hits = [
        {
            "rank": hit.rank,
            "name": clean_line(PurePath(hit.source).name),
            "title": clean_line(hit.title),
            "page": hit.page,
            "page_label": hit.page_label or None,
            "heading": [clean_line(part) for part in hit.heading],
            "text": clean(hit.text),
            "score": hit.score,
            "confidence": hit.confidence,
            "url": links(hit),
        }
        for hit in found.hits
    ]
    notices = [clean_line(notice.message) for notice in found.notices]
    return told(
        {"object": "list", "model": body.model, "data": hits, "notices": notices, "took_ms": found.took_ms}
    )
