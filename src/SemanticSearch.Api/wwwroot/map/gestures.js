// Turns what fingers, mice and wheels do into what it means: moving, zooming, pointing, choosing, and drawing around a region.

const Still = 5;
const WheelStep = 0.0015;
const LineHeight = 16;

/** @param handlers move(dx, dy), zoom(factor, x, y), hover(x, y), tap(x, y), leave(), trace(places) and region(places), all in px of the canvas. */
export class Gestures {
  constructor(canvas, handlers) {
    [this.canvas, this.handlers, this.down, this.lassoes, this.path] = [canvas, handlers, new Map(), false, null];
    for (const [name, handle] of Object.entries({ pointerdown: this.press, pointermove: this.drag, pointerup: this.release, pointercancel: this.cancel }))
      canvas.addEventListener(name, event => handle.call(this, event));
    canvas.addEventListener('pointerleave', () => handlers.leave());
    canvas.addEventListener('wheel', event => this.wheel(event), { passive: false });
  }

  press(event) {
    if (event.button > 0) return;
    const at = this.place(event);
    this.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, { ...at, moved: 0 });
    // A second finger means that the first was not drawing.
    this.path = this.down.size === 1 && (event.shiftKey || this.lassoes) ? [at] : null;
    this.handlers.trace(this.path ?? []);
  }

  drag(event) {
    const [at, before] = [this.place(event), this.down.get(event.pointerId)];
    if (!before) {
      if (event.pointerType === 'mouse') this.handlers.hover(at.x, at.y);
      return;
    }
    const [dx, dy] = [at.x - before.x, at.y - before.y];
    if (this.down.size === 2) this.pinch(event.pointerId, before, at);
    else if (this.path) this.handlers.trace(this.path = [...this.path, at]);
    else if (before.moved + Math.hypot(dx, dy) > Still) this.handlers.move(dx, dy);
    else return;
    this.down.set(event.pointerId, { ...at, moved: before.moved + Math.hypot(dx, dy) });
  }

  // Each finger moves the map by half of its way, and brings it nearer by as much as it goes away from the other.
  pinch(id, before, at) {
    const [, other] = [...this.down].find(([finger]) => finger !== id);
    const factor = Math.hypot(at.x - other.x, at.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    this.handlers.zoom(factor, (at.x + other.x) / 2, (at.y + other.y) / 2);
    this.handlers.move((at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  release(event) {
    const before = this.down.get(event.pointerId);
    if (!before) return;
    const path = this.path;
    this.cancel(event);
    if (path && path.length > 2) this.handlers.region(path);
    else if (before.moved <= Still) this.handlers.tap(before.x, before.y);
  }

  cancel(event) {
    this.down.delete(event.pointerId);
    this.path = null;
  }

  wheel(event) {
    event.preventDefault();
    const at = this.place(event);
    const way = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LineHeight : 1);
    this.handlers.zoom(Math.exp(-way * WheelStep), at.x, at.y);
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}
