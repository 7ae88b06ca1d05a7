// The card beside a point: what the paper is. Over a point it only shows; once the point was clicked it stays, and its links can be followed.

import { byline, element, paperPage } from './dom.js';
import { papersAt } from './api.js';

const Away = 14;

export class Card {
  constructor(stage, points) {
    [this.points, this.point, this.pinned] = [points, -1, false];
    [this.ring, this.box] = ['.map-ring', '.map-card'].map(selector => stage.querySelector(selector));
  }

  /** Shows the paper of a point, and answers it once it is known; -1 shows none. */
  async show(point, pinned = false) {
    if (point === this.point && pinned === this.pinned) return null;
    const moved = point !== this.point;
    [this.point, this.pinned] = [point, pinned];
    this.ring.hidden = point < 0;
    this.box.classList.toggle('pinned', pinned);
    if (point < 0 || moved) this.box.hidden = true;
    if (point < 0) return null;
    const [paper] = await papersAt([point]);
    if (!paper || this.point !== point) return null;
    this.box.replaceChildren(
      element('a', { className: 'map-title', href: paperPage(paper.id), textContent: paper.title }),
      element('span', { textContent: byline(paper) }),
      element('a', { className: 'chip', href: `/topics/${paper.topic.id}`, textContent: paper.topic.label }));
    this.box.hidden = false;
    return paper;
  }

  /** Follows the point as the map moves. */
  place(camera) {
    if (this.point < 0) return;
    const { x, y } = camera.toScreen(this.points.x(this.point), this.points.y(this.point));
    this.ring.style.transform = `translate(${x}px, ${y}px)`;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = x + Away + width <= camera.width ? x + Away : Math.max(0, x - Away - width);
    const top = Math.min(Math.max(0, y - height / 2), Math.max(0, camera.height - height));
    this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
