// Draws the points without a graphics card, pixel by pixel: to fill a square in memory is many times faster than to ask a canvas for a circle.

const Faded = 0.16;
const Largest = 65535;

export class PlainPainter {
  constructor(canvas) {
    [this.canvas, this.context, this.lit, this.image] = [canvas, canvas.getContext('2d'), [], null];
  }

  take(points) { this.points = points; }
  colour(colours) { this.colours = new Uint32Array(colours.buffer); }
  light(indices) { this.lit = indices; }

  /** @param size px of a point, and how many px of the canvas are one of the page. */
  draw(camera, size, ratio) {
    const { canvas, context, points, lit } = this;
    if (this.image?.width !== canvas.width || this.image.height !== canvas.height) this.image = context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(this.image.data.buffer);
    pixels.fill(0);
    // A place of the window is a multiple of the number that the service sent, plus where the map begins.
    const origin = camera.toScreen(0, 0);
    const view = { step: camera.scale * ratio / Largest, left: origin.x * ratio, bottom: origin.y * ratio };
    const dots = { ...view, side: side(size * ratio), mask: lit.length ? 0xffffff : 0xffffffff, fade: lit.length ? Math.round(255 * Faded) * 2 ** 24 : 0 };
    for (let i = 0; i < points.loaded; i++) this.square(pixels, dots, i);
    const bright = { ...view, side: side(Math.max(6, size * 1.6) * ratio), mask: 0xffffffff, fade: 0 };
    for (const i of lit) this.square(pixels, bright, i);
    context.putImageData(this.image, 0, 0);
  }

  square(pixels, { step, left, bottom, side, mask, fade }, i) {
    const { width, height } = this.canvas;
    const x = Math.round(left + this.points.shorts[4 * i] * step - side / 2);
    const y = Math.round(bottom - this.points.shorts[4 * i + 1] * this.points.aspect * step - side / 2);
    if (x >= width || y >= height || x + side <= 0 || y + side <= 0) return;
    const colour = (this.colours[i] & mask) + fade;
    const [first, last, end] = [Math.max(0, x), Math.min(width, x + side), Math.min(height, y + side)];
    for (let row = Math.max(0, y); row < end; row++)
      for (let at = row * width + first; at < row * width + last; at++) pixels[at] = colour;
  }
}

function side(size) { return Math.max(1, Math.round(size)); }
