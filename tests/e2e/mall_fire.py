"""A fire in a mall, as the scripts of drills begin that tests play: what is reported, and who comes in any case."""

TITLE = "龙之梦购物中心起火"
# After the script's own lines of the top, and before who else is played and what fails.
MALL_FIRE = f"""
[incident]
title = "{TITLE}"
place = "龙之梦购物中心六楼"
site = "龙之梦购物中心"
classes = ["事故灾难"]
level = "II"

[[person]]
title = "带班领导"
after_s = 1

[[person]]
title = "值班员"
media = "只有声音"
after_s = 1
"""
