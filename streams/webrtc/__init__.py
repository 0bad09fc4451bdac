"""WebRTC on the media loop: transports and descriptions, the packet forwarder, the desktop as a participant."""
