"""The demo district on a hub: what an office wrote down in `resources/demo`, done by the hub's own commands."""
