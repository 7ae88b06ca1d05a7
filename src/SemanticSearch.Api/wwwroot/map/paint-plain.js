// Draws the points without a graphics card, pixel by pixel: to fill a square in memory is many times faster than to ask a canvas for a circle.

const Faded = 0.16;

export class PlainPainter {
  constructor(canvas) {
    [this.canvas, this.context, this.lit] = [canvas, canvas.getContext('2d'), []];
  }

  take(points) { this.points = points; }
  colour(colours) { this.colours = new Uint32Array(colours.buffer); }
  light(indices) { this.lit = indices; }

  draw(camera, size, ratio) {
    const { canvas, context, points } = this;
    const image = context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    const fade = this.lit.length ? Math.round(255 * Faded) * 2 ** 24 : 0;
    for (let i = 0; i < points.loaded; i++) this.square(pixels, camera, ratio, i, size * ratio, fade);
    for (const i of this.lit) this.square(pixels, camera, ratio, i, Math.max(6, size * 1.6) * ratio, 0);
    context.putImageData(image, 0, 0);
  }

  square(pixels, camera, ratio, i, size, fade) {
    const { width, height } = this.canvas;
    const at = camera.toScreen(this.points.x(i), this.points.y(i));
    const [left, top] = [Math.round(at.x * ratio - size / 2), Math.round(at.y * ratio - size / 2)];
    const side = Math.max(1, Math.round(size));
    const colour = fade ? (this.colours[i] & 0xffffff) + fade : this.colours[i];
    for (let y = Math.max(0, top); y < Math.min(height, top + side); y++)
      for (let x = Math.max(0, left); x < Math.min(width, left + side); x++) pixels[y * width + x] = colour;
  }
}
