// The papers of the map as the service sends them, eight bytes each, in the order of their ids. They are kept as they came: the graphics card reads the same bytes.

const HeaderBytes = 28;
const PointBytes = 8;
const Largest = 65535;

/** Where the papers are. The map is 1 wide and `aspect` high, with y upwards. */
export class Points {
  constructor(header) {
    const view = new DataView(header.buffer, header.byteOffset, HeaderBytes);
    if (new TextDecoder().decode(header.subarray(0, 6)) !== 'SSMAP1') throw new Error('This is no map.');
    this.count = view.getInt32(8, true);
    [this.left, this.right, this.bottom, this.top] = [12, 16, 20, 24].map(at => view.getFloat32(at, true));
    this.width = this.right - this.left || 1;
    this.aspect = (this.top - this.bottom) / this.width || 1;
    this.bytes = new Uint8Array(PointBytes * this.count);
    this.shorts = new Uint16Array(this.bytes.buffer);
    this.longs = new Uint32Array(this.bytes.buffer);
    this.received = 0;
  }

  /** How many papers have come so far. */
  get loaded() { return Math.floor(this.received / PointBytes); }

  add(chunk) {
    this.bytes.set(chunk.subarray(0, this.bytes.length - this.received), this.received);
    this.received = Math.min(this.bytes.length, this.received + chunk.length);
  }

  x(i) { return this.shorts[4 * i] / Largest; }
  y(i) { return this.shorts[4 * i + 1] / Largest * this.aspect; }

  /** The number of the lowest topic that a paper is in. */
  topic(i) { return this.longs[2 * i + 1] & 0xffffff; }

  /** How well a paper fits its topic, 0 to 255. */
  fit(i) { return this.bytes[PointBytes * i + 7]; }

  /** A place as the interface tells it, as a place of the map. */
  placed(place) { return { x: (place.x - this.left) / this.width, y: (place.y - this.bottom) / this.width }; }
}

/** Reads the map, and tells of what has come as it comes. */
export async function readPoints(onMore) {
  const answer = await fetch('/v1/map', { headers: { Accept: 'application/octet-stream' } });
  if (!answer.ok) throw new Error(`The map was answered with ${answer.status}.`);
  const reader = answer.body.getReader();
  let points = null;
  let head = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    let rest = value;
    if (!points) {
      const joined = new Uint8Array(head.length + value.length);
      joined.set(head);
      joined.set(value, head.length);
      head = joined;
      if (head.length < HeaderBytes) continue;
      points = new Points(head);
      rest = head.subarray(HeaderBytes);
    }
    points.add(rest);
    onMore(points);
  }
  if (!points || points.loaded < points.count) throw new Error('The map ended before its last paper.');
  return points;
}
