"""Cameras, microphones, loudspeakers and screens of this seat, by QtMultimedia (docs/adr/0015)."""
