"""What encrypted rooms need between two requests for news: keys given, asked for and claimed."""

from __future__ import annotations

import nio

from bots.matrix_errors import asked, going_on


async def exchange_keys(client: nio.AsyncClient) -> None:
    """Do what is due; what the homeserver refuses is tried again the next time.

    Raises:
        Later: Too much was asked.
        Unreachable: The homeserver is not well.
        Refused: The homeserver does not accept the bot.
    """
    if client.olm is None:
        return
    with going_on("Keys for encrypted rooms were not exchanged."):
        if client.should_upload_keys:
            await asked(client, client.keys_upload())
        if client.should_query_keys:
            await asked(client, client.keys_query())
        if client.should_claim_keys:
            await asked(client, client.keys_claim(client.get_users_for_key_claiming()))
        await asked(client, client.send_to_device_messages())
