// Names of regions, as many as have room: larger ones first, and none over another. What is within a region is named once one has come near enough.

/** From which zoom on each level is named: areas, topics, subtopics. */
const Begins = [0, 1.3, 3];
/** From which zoom on areas are no longer named: then nothing else of them is in view. */
const AreasEnd = 8;
const Gap = 4;

export class Labels {
  constructor(container, topics, points) {
    this.labels = topics
      .map(topic => ({ topic, level: topic.lineage.length - 1, at: points.placed(topic.place), element: named(topic) }))
      .sort((a, b) => a.level - b.level || b.topic.papers - a.topic.papers);
    container.replaceChildren(...this.labels.map(label => label.element));
    // All are measured at once, before any is moved or hidden, so that the browser lays them out a single time.
    for (const label of this.labels) [label.width, label.height] = [label.element.offsetWidth, label.element.offsetHeight];
  }

  place(camera) {
    const placed = [];
    for (const label of this.labels) {
      const box = this.isNamed(label, camera.zoom) ? boxOf(label, camera) : null;
      const shown = box !== null && placed.every(other => isApart(box, other));
      if (shown) {
        placed.push(box);
        label.element.style.transform = `translate(${Math.round(box.left)}px, ${Math.round(box.top)}px)`;
      }
      if (label.shown !== shown) label.element.classList.toggle('shown', label.shown = shown);
    }
  }

  isNamed({ level }, zoom) { return zoom >= Begins[level] && (level > 0 || zoom < AreasEnd); }
}

function named(topic) {
  const element = document.createElement('span');
  element.className = `level-${topic.lineage.length}`;
  element.textContent = topic.label;
  return element;
}

// A label whose place is out of view is left out; one at the edge is moved to be read.
function boxOf({ at, width, height }, camera) {
  const { x, y } = camera.toScreen(at.x, at.y);
  if (x < 0 || y < 0 || x > camera.width || y > camera.height) return null;
  const left = Math.min(Math.max(Gap, x - width / 2), Math.max(Gap, camera.width - width - Gap));
  const top = Math.min(Math.max(Gap, y - height / 2), camera.height - height - Gap);
  return { left, top, right: left + width, bottom: top + height };
}

function isApart(a, b) { return a.right + Gap < b.left || b.right + Gap < a.left || a.bottom + Gap < b.top || b.bottom + Gap < a.top; }
