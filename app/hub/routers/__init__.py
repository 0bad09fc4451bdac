"""What can be asked over HTTP, a module for each thing."""

from app.hub.routers import (
    assignments,
    attachments,
    clocks,
    docs,
    events,
    evidence,
    health,
    incidents,
    plans,
    policies,
    reports,
    sessions,
    statistics,
)

ROUTERS = (
    health.router,
    docs.router,
    sessions.router,
    events.router,
    incidents.router,
    assignments.router,
    reports.router,
    clocks.router,
    evidence.router,
    attachments.router,
    policies.router,
    plans.router,
    statistics.router,
)
