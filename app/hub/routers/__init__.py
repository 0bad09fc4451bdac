"""What can be asked over HTTP, a module for each thing."""

from app.hub.routers import docs, events, health, incidents, sessions, statistics

ROUTERS = (health.router, docs.router, sessions.router, events.router, incidents.router, statistics.router)
