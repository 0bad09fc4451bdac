"""The process behind `GStreamerServer`: runs on the system's Python, which has gi. Settings come as JSON in argv[1].

Prints `ready PORT` once it listens and ends with its standard input, so that it outlives no test.
"""

import json
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402 - versions first

LISTEN_BACKLOG = 256  # with GStreamer's 5 the sixth of many simultaneous openers waits a second
ROLE = "viewer"
ENCODERS = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast bitrate={bitrate} key-int-max={key_interval} threads=1 "
    "! h264parse ! rtph264pay name=pay{pad} pt=96 config-interval={config_interval}",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast bitrate={bitrate} key-int-max={key_interval} "
    "option-string=pools=1:frame-threads=1:bframes=0 "
    "! h265parse ! rtph265pay name=pay{pad} pt=96 config-interval={config_interval}",
    "mjpeg": "jpegenc ! rtpjpegpay name=pay{pad} pt=26",
    "vp8": "vp8enc deadline=1 ! rtpvp8pay name=pay{pad} pt=96",
}
# Without errorignore a viewer who takes only the picture leaves the sound unlinked, which fails the whole media.
AUDIO = (
    "audiotestsrc is-live=true wave=silence ! alawenc ! errorignore ignore-notlinked=true convert-to=ok "
    "! rtppcmapay name=pay{pad} pt=8"
)


def launch(settings: dict) -> str:
    """The pipeline of one mount; audio, when there is some, comes first in the description."""
    parts = [AUDIO.format(pad=0)] if settings["audio"] else []
    if settings["codec"]:
        picture = (
            f"videotestsrc is-live=true pattern={settings['pattern']} ! video/x-raw,format=I420,"
            f"width={settings['width']},height={settings['height']},framerate={settings['fps']}/1"
        )
        encoder = ENCODERS[settings["codec"]].format(pad=len(parts), **settings)
        parts.append(f"{picture} ! {encoder}")
    return f"( {' '.join(parts)} )"


def lower_transports(names: list[str]) -> GstRtsp.RTSPLowerTrans:
    known = {"tcp": GstRtsp.RTSPLowerTrans.TCP, "udp": GstRtsp.RTSPLowerTrans.UDP}
    found = GstRtsp.RTSPLowerTrans.UNKNOWN
    for name in names:
        found |= known[name]
    return found


def authentication(settings: dict) -> GstRtspServer.RTSPAuth | None:
    if not settings["auth"] and not settings["certificate"]:
        return None
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", ROLE)
    if settings["auth"] == "basic":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(settings["user"], settings["password"]), token)
    elif settings["auth"] == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(settings["user"], settings["password"], token)
    else:
        auth.set_default_token(token)
    if settings["certificate"]:
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_files(settings["certificate"], settings["key"]))
    return auth


def main() -> None:
    settings = json.loads(sys.argv[1])
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address(settings["host"])
    server.set_service(str(settings["port"]))
    server.set_backlog(LISTEN_BACKLOG)
    auth = authentication(settings)
    if auth is not None:
        server.set_auth(auth)
    mounts = server.get_mount_points()
    for path in settings["mounts"]:
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(launch(settings))
        factory.set_shared(True)
        factory.set_protocols(lower_transports(settings["transports"]))
        factory.set_latency(0)
        if auth is not None:
            permissions = GstRtspServer.RTSPPermissions()
            permissions.add_permission_for_role(ROLE, "media.factory.access", True)
            permissions.add_permission_for_role(ROLE, "media.factory.construct", True)
            factory.set_permissions(permissions)
        mounts.add_factory(path, factory)
    if not server.attach(None):
        sys.exit("the server cannot listen")
    loop = GLib.MainLoop()

    def end_with_input() -> None:
        sys.stdin.read()
        GLib.idle_add(loop.quit)

    threading.Thread(target=end_with_input, name="end of input", daemon=True).start()
    print("ready", server.get_bound_port(), flush=True)
    loop.run()


if __name__ == "__main__":
    main()
