"""What can be asked over HTTP, a module for each thing."""

from app.hub.routers import events, health, incidents, sessions

ROUTERS = (health.router, sessions.router, events.router, incidents.router)
