// The map by keyboard: arrows walk from paper to paper, and a few keys do what the buttons do.

const Arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param does walk(dx, dy) and open(), and what the buttons do, by name. */
export function listenToKeys(canvas, does) {
  const keys = { Enter: does.open, '+': does.closer, '=': does.closer, '-': does.farther, 0: does.whole, r: does.view, R: does.view, Escape: does.release };
  canvas.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = Arrows[event.key];
    const act = arrow ? () => does.walk(...arrow) : keys[event.key];
    if (!act) return;
    // Nothing else on the page may take the same key for something of its own.
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}
