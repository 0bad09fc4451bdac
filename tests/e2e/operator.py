"""The operator's hands: keys and mouse as the X server delivers them to the wall's window."""

from tests.e2e.wall_process import WallProcess

Point = tuple[int, int]


def press(wall: WallProcess, *keys: str) -> None:
    """Keys by their X names, such as "Delete" or "ctrl+z", one after the other."""
    # Without a window manager the keyboard belongs to the window under the pointer.
    wall.xdotool("mousemove", wall.size[0] // 2, wall.size[1] - 2, "key", "--delay", 30, *keys)


def click(wall: WallProcess, tile: int, *, times: int = 1, button: int = 1) -> None:
    wall.xdotool("mousemove", *centre(wall, tile), "click", "--repeat", times, "--delay", 60, button)


def wheel(wall: WallProcess, tile: int, steps: int) -> None:
    """Up is positive."""
    click(wall, tile, times=abs(steps), button=4 if steps > 0 else 5)


def drag(wall: WallProcess, tile: int, target: int) -> None:
    (x, y), (to_x, to_y) = centre(wall, tile), centre(wall, target)
    steps: list[object] = ["mousemove", x, y, "mousedown", 1]
    for part in range(1, 6):
        steps += ["mousemove", x + (to_x - x) * part // 5, y + (to_y - y) * part // 5]
    wall.xdotool(*steps, "mouseup", 1)


def centre(wall: WallProcess, tile: int) -> Point:
    x, y, width, height = wall.rect(tile)
    return x + width // 2, y + height // 2
