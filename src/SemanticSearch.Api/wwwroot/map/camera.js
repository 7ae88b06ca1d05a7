// What part of the map is seen. Places of the map have y upwards; those of the window are css px from its upper left corner.

const Margin = 0.9;
const Nearest = 400;

export class Camera {
  constructor(aspect) {
    this.aspect = aspect;
    [this.x, this.y, this.zoom, this.width, this.height] = [0.5, aspect / 2, 1, 1, 1];
  }

  /** px for the whole width of the map. */
  get scale() { return this.zoom * Math.min(this.width, this.height / this.aspect) * Margin; }

  toScreen(x, y) { return { x: this.width / 2 + (x - this.x) * this.scale, y: this.height / 2 - (y - this.y) * this.scale }; }

  toMap(x, y) { return { x: this.x + (x - this.width / 2) / this.scale, y: this.y - (y - this.height / 2) / this.scale }; }

  /** What is in view, in places of the map. */
  get box() {
    const [lower, upper] = [this.toMap(0, this.height), this.toMap(this.width, 0)];
    return { left: lower.x, bottom: lower.y, right: upper.x, top: upper.y };
  }

  pan(dx, dy) { this.look(this.x - dx / this.scale, this.y + dy / this.scale); }

  look(x, y) {
    this.x = clamp(x, 0, 1);
    this.y = clamp(y, 0, this.aspect);
  }

  /** Comes nearer or goes farther; what is under a place of the window stays there. */
  zoomAt(factor, x = this.width / 2, y = this.height / 2) {
    const before = this.toMap(x, y);
    this.zoom = clamp(this.zoom * factor, 1, Nearest);
    const after = this.toMap(x, y);
    this.look(this.x + before.x - after.x, this.y + before.y - after.y);
  }

  whole() { [this.x, this.y, this.zoom] = [0.5, this.aspect / 2, 1]; }

  /** Moves just enough for a place to be well within the window. */
  include(x, y) {
    const at = this.toScreen(x, y);
    const edge = Math.min(this.width, this.height) / 6;
    this.pan(clamp(at.x, edge, this.width - edge) - at.x, clamp(at.y, edge, this.height - edge) - at.y);
  }
}

function clamp(value, least, most) { return Math.min(most, Math.max(least, value)); }
