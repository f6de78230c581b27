const EARTH_RADIUS_KM = 6371.0088;
const DEGREE = Math.PI / 180;

/** A point on earth, in degrees. */
export interface Point {
  latitude: number;
  longitude: number;
}

/**
 * An area that contains all that is near a point: latitudes, and one or two spans of longitudes.
 */
export interface Box {
  south: number;
  north: number;
  spans: { west: number; east: number }[];
}

// The rounding error of doubles is less than this many degrees, which are a tenth of a millimetre.
const SLACK = 1e-9;

/** Returns the box around everything within `radiusKm` kilometres of a point. */
export function boxAround({ latitude, longitude }: Point, radiusKm: number): Box {
  const reach = radiusKm / EARTH_RADIUS_KM / DEGREE + SLACK;
  const [south, north] = [latitude - reach, latitude + reach];
  const everywhere = [{ west: -180, east: 180 }];
  // The area around a pole has every longitude.
  if (south <= -90 || north >= 90) return { south, north, spans: everywhere };
  const sine = Math.sin(reach * DEGREE) / Math.cos(latitude * DEGREE);
  if (sine >= 1) return { south, north, spans: everywhere };
  const breadth = Math.asin(sine) / DEGREE + SLACK;
  const [west, east] = [longitude - breadth, longitude + breadth];
  if (west < -180) return { south, north, spans: [span(west + 360, 180), span(-180, east)] };
  if (east > 180) return { south, north, spans: [span(west, 180), span(-180, east - 360)] };
  return { south, north, spans: [span(west, east)] };
}

function span(west: number, east: number) {
  return { west, east };
}

/** Returns the kilometres between two points on a sphere, as `db/search/posts.ts` does in SQL. */
export function distanceKm(one: Point, other: Point): number {
  const [from, to] = [one.latitude * DEGREE, other.latitude * DEGREE];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const chord = half(to - from) +
    Math.cos(from) * Math.cos(to) * half((other.longitude - one.longitude) * DEGREE);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
}
