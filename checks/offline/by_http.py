"""`assistant serve` with a client of each API, and `assistant mcp` with an agent; all of them are watched together."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import httpx
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from checks.offline.sessions import PROXIES, QUESTION

MODEL = "library/default"
MESSAGES = [{"role": "user", "content": QUESTION}]


def main() -> int:
    """Ask by every road of a command, "serve" or "mcp", and print what came."""
    if sys.argv[1:] == ["mcp"]:
        words = ["-m", "assistant", "mcp"]
        agent = StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))
        print(asyncio.run(_agent(stdio_client(agent))))
        return 0
    words = [sys.executable, "-m", "assistant", "--json", "serve", "--port", "11533"]
    environ = dict(os.environ)
    for name in PROXIES:  # the client here would use them; ours must not
        os.environ.pop(name, None)
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            url = json.loads(server.stdout.readline())["url"]
            with httpx.Client(base_url=url, timeout=300, trust_env=False) as client:
                asked = {"model": MODEL, "messages": MESSAGES}
                answer = client.post("/v1/chat/completions", json=asked).json()
                print(answer["choices"][0]["message"]["content"])
                print(client.post("/api/chat", json=asked).text)
                print(client.get(answer["sources"][0]["url"].partition("#")[0]).text)
            print(asyncio.run(_agent(f"{url}/mcp")))
        finally:
            server.terminate()
            server.wait(timeout=60)
    return 0


async def _agent(where: object) -> str:
    async with Client(where) as client:  # type: ignore[arg-type]
        result = await client.call_tool("search", {"query": QUESTION})
        return str(result.structured_content)


if __name__ == "__main__":
    sys.exit(main())
