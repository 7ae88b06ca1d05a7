// Finds points by their place: a grid of cells with about four points each, filled by counting.

const PerCell = 4;

export class Grid {
  constructor(points) {
    this.points = points;
    this.columns = Math.max(1, Math.ceil(Math.sqrt(points.count / PerCell / points.aspect)));
    this.rows = Math.max(1, Math.ceil(this.columns * points.aspect));
    this.cell = 1 / this.columns;
    const starts = this.starts = new Uint32Array(this.columns * this.rows + 1);
    for (let i = 0; i < points.count; i++) starts[this.cellOf(i) + 1]++;
    for (let cell = 1; cell < starts.length; cell++) starts[cell] += starts[cell - 1];
    const next = starts.slice();
    this.items = new Uint32Array(points.count);
    for (let i = 0; i < points.count; i++) this.items[next[this.cellOf(i)]++] = i;
  }

  /** The points within a box, which may reach beyond the map. */
  *within({ left, bottom, right, top }) {
    const { points } = this;
    const [first, last] = [this.column(left), this.column(right)];
    for (let row = this.row(bottom); row <= this.row(top); row++)
      for (let at = this.starts[row * this.columns + first]; at < this.starts[row * this.columns + last + 1]; at++) {
        const i = this.items[at];
        const [x, y] = [points.x(i), points.y(i)];
        if (x >= left && x <= right && y >= bottom && y <= top) yield i;
      }
  }

  /** The point nearest to a place, or -1 where none is within reach. */
  nearest(x, y, reach) {
    let [best, least] = [-1, reach * reach];
    for (const i of this.within({ left: x - reach, right: x + reach, bottom: y - reach, top: y + reach })) {
      const square = (this.points.x(i) - x) ** 2 + (this.points.y(i) - y) ** 2;
      if (square <= least) [best, least] = [i, square];
    }
    return best;
  }

  /** The next point from one in a direction, which is 1, 0 or -1 on each axis; -1 where there is none. What lies straight ahead counts as nearer. */
  towards(from, dx, dy) {
    const [x, y] = [this.points.x(from), this.points.y(from)];
    for (let reach = this.cell; ; reach *= 2) {
      let [best, least] = [-1, Infinity];
      for (const i of this.within({ left: x - reach, right: x + reach, bottom: y - reach, top: y + reach })) {
        const [ahead, aside] = [(this.points.x(i) - x) * dx + (this.points.y(i) - y) * dy, Math.abs((this.points.x(i) - x) * dy - (this.points.y(i) - y) * dx)];
        if (ahead > 0 && aside <= ahead && ahead + aside < least) [best, least] = [i, ahead + aside];
      }
      if (best >= 0 && least <= reach || reach > 1 + this.points.aspect) return best;
    }
  }

  cellOf(i) { return this.row(this.points.y(i)) * this.columns + this.column(this.points.x(i)); }
  column(x) { return Math.min(this.columns - 1, Math.max(0, Math.floor(x / this.cell))); }
  row(y) { return Math.min(this.rows - 1, Math.max(0, Math.floor(y / this.cell))); }
}

/** Whether a place is inside a polygon: a ray from it crosses the border an odd number of times. */
export function isInside(polygon, x, y) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i], polygon[j]];
    if (a.y > y !== b.y > y && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
