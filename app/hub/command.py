"""`main.py hub`: from the words to a hub that serves."""

import argparse
import asyncio
import ipaddress
import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.command_line import UnusableWordsError
from app.hub.certificates import LocalAuthority
from app.hub.embedded import prepare_embedded, publish_embedded, withdraw_embedded
from app.hub.hub import Hub
from app.hub.lock import DataFolderTakenError, data_folder_lock
from app.hub.place import STATUS_TAKEN, hub_place, make_data_folder
from app.hub.rooms.settings import ConferenceFileError, load_conference_settings
from app.hub.server import CannotServeError, HubServer, run_until_told
from app.hub.settings import HubSettings
from app.logs import start_logging, stop_logging
from app.services.audit.signing import KeyRefusedError
from app.store.errors import StoreError, StoreTakenError
from app.store.secrets import KeyFileError

if TYPE_CHECKING:  # only a demo loads it, with everything that draws
    from app.hub.demo.starting import Demo

log = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    """Raises UnusableWordsError."""
    if arguments.hub_mode is not None:
        from app.hub.operator_commands import operate

        return operate(arguments)
    settings = hub_settings(arguments)
    if settings.certificate is None and not _is_loopback(settings.host):
        raise UnusableWordsError(
            f"without TLS the hub listens on loopback only, not on {settings.host}; "
            "give --tls-cert and --tls-key, or --local-ca after `main.py hub init`"
        )
    if arguments.demo and (arguments.database or not _is_loopback(settings.host)):
        raise UnusableWordsError(
            "the demo, whose passwords everybody knows, has its own folder and listens on loopback"
        )
    make_data_folder(settings)
    start_logging(settings.data, level=logging.INFO)
    try:
        with data_folder_lock(settings.data):
            demo = _demo(settings) if arguments.demo else None
            try:
                run_until_told(_served(settings, demo), until_input_ends=arguments.until_input_ends)
            finally:
                if settings.embedded:
                    withdraw_embedded(settings.data)
    except (DataFolderTakenError, StoreTakenError) as error:
        print(f"main.py hub: {error}", file=sys.stderr)
        return STATUS_TAKEN
    except (CannotServeError, StoreError, KeyFileError, KeyRefusedError) as error:
        log.error("%s", error)
        return 1
    except OSError as error:
        # Of a key, a folder: what is done to the database has errors of its own.
        log.error("%s: %s", error.filename, error.strerror)
        return 1
    finally:
        stop_logging()
    return 0


def hub_settings(arguments: argparse.Namespace) -> HubSettings:
    """Raises UnusableWordsError."""
    place = hub_place(arguments)
    host, port = arguments.listen
    try:
        conference = load_conference_settings(place.data)
    except ConferenceFileError as error:
        raise UnusableWordsError(str(error)) from error
    certificate, key = _certificate(arguments, place.tls)
    return replace(
        place,
        host=host,
        port=port,
        certificate=certificate,
        certificate_key=key,
        embedded=arguments.embedded,
        conference_ports=arguments.media_ports,
        conference_addresses=tuple(arguments.media_address) if arguments.media_address else None,
        conference=conference,
    )


def _certificate(arguments: argparse.Namespace, tls: Path) -> tuple[Path | None, Path | None]:
    if arguments.local_ca:
        if arguments.tls_cert or arguments.tls_key:
            raise UnusableWordsError("give either --local-ca or --tls-cert and --tls-key")
        local = LocalAuthority(tls)
        if not local.certificate.exists():
            raise UnusableWordsError(f"there is no certificate in {tls}; make it with `main.py hub init`")
        return local.certificate, local.key
    if bool(arguments.tls_cert) != bool(arguments.tls_key):
        raise UnusableWordsError("--tls-cert and --tls-key belong together")
    for path in (arguments.tls_cert, arguments.tls_key):
        if path is not None and not path.is_file():
            raise UnusableWordsError(f"there is no file {path}")
    return arguments.tls_cert, arguments.tls_key


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _demo(settings: HubSettings) -> "Demo":
    """With its folder filled. Raises CannotServeError."""
    from app.hub.demo.files import DemoFileError
    from app.hub.demo.starting import Demo

    try:
        demo = Demo(settings)
        if sys.platform == "win32":
            asyncio.run(demo.prepare_folder())
        else:
            import uvloop

            uvloop.run(demo.prepare_folder())
    except DemoFileError as error:
        raise CannotServeError(f"the demo cannot be made: {error}") from error
    return demo


def _served(settings: HubSettings, demo: "Demo | None") -> HubServer:
    password = ""

    async def prepare(hub: Hub) -> None:
        nonlocal password
        if settings.embedded:
            password = await prepare_embedded(hub)
        if demo is not None:
            await demo.bring_up_to_date(hub)
        if not hub.sessions.accounts():
            log.warning("nobody can log in to this hub yet: stop it and run `main.py hub init`")

    def ready(url: str) -> None:
        if settings.embedded:
            publish_embedded(settings.data, url=url, password=password)
        print(f"hub ready on {url}", flush=True)

    return HubServer(settings, prepare=prepare, ready=ready)
