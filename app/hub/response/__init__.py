"""What the hub does by itself for an incident: scene on the wall, people rung, the next best where something fails."""
