// What is seen stands in the address, after the #, so that a link shows the same and the server needs not know. Times in ms.

const Rest = 200;

let waiting = 0;

/** What the address says, each value as it was written. */
export function readAddress() { return Object.fromEntries(new URLSearchParams(location.hash.slice(1))); }

/** Writes what is seen once it has come to rest: browsers refuse pages that change their address at every frame. */
export function writeAddress(camera, colour) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const seen = new URLSearchParams();
    if (camera.zoom > 1) {
      seen.set('x', camera.x.toFixed(4));
      seen.set('y', camera.y.toFixed(4));
      seen.set('zoom', camera.zoom.toFixed(2));
    }
    if (colour !== 'topic') seen.set('colour', colour);
    const hash = seen.toString();
    history.replaceState(history.state, '', location.pathname + location.search + (hash ? `#${hash}` : ''));
  }, Rest);
}
