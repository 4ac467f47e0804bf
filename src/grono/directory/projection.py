"""From degrees to the plane of the map.

Lambert's azimuthal equal-area projection centred as in EPSG:3035 (52° N, 10° E), on the sphere of the same area as the
Earth (Snyder, *Map Projections: A Working Manual*, 1987, equations 24-2 to 24-4). The sphere instead of the ellipsoid
shifts a town by a few kilometres at the edges of Europe, less than the width of a mark.
"""

from math import cos, radians, sin, sqrt

RADIUS = 6371.007
_LATITUDE, _LONGITUDE = radians(52), radians(10)
#: The frame of the map in kilometres, and its left upper corner seen from the centre of the projection.
WIDTH, HEIGHT = 4500, 4060
LEFT, TOP = -1920, 2220


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the place of a point in the frame: kilometres from its left edge and from its top."""
    phi, turn = radians(latitude), radians(longitude) - _LONGITUDE
    stretch = sqrt(2 / (1 + sin(_LATITUDE) * sin(phi) + cos(_LATITUDE) * cos(phi) * cos(turn)))
    x = RADIUS * stretch * cos(phi) * sin(turn)
    y = RADIUS * stretch * (cos(_LATITUDE) * sin(phi) - sin(_LATITUDE) * cos(phi) * cos(turn))
    return x - LEFT, TOP - y
