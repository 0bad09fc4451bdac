"""What a demo brings to its hub: the simulated cameras at this run's port, and scenes and tours that show them.

Scenes that somebody changed in an earlier demo stay as they are.
"""

from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.camera_json import camera_object
from app.services.demo_district import DemoDistrict, demo_scenes, demo_tours
from widgets.shell.seat import Seat


async def bring_demo(seat: Seat, district: DemoDistrict) -> None:
    """What the hub refuses is told; the demo goes on with what it has."""
    cameras = district.cameras()
    try:
        await seat.client.save_cameras([camera_object(one, with_passwords=True) for one in cameras])
        for row in await seat.client.cameras():
            seat.mirror.put(row)
    except (HubRefusedError, HubUnreachableError) as error:
        seat.tell(error)
    scenes = demo_scenes(cameras)
    for scene in scenes:
        if seat.scenes.scene(scene.name) is None:
            seat.scenes.save_scene(scene)
    for tour in demo_tours(cameras, scenes):
        if seat.scenes.tour(tour.name) is None:
            seat.scenes.save_tour(tour)
    seat.get_ready()
