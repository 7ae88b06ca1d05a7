// The map of papers: brings together what is drawn, what is asked and what the reader does.

import { readAddress, writeAddress } from './address.js';
import { found, months, topics as readTopics } from './api.js';
import { Camera } from './camera.js';
import { Card } from './card.js';
import { byTopic, byYear } from './colours.js';
import { byline, element, swatch } from './dom.js';
import { Gestures } from './gestures.js';
import { Grid, isInside } from './grid.js';
import { listenToKeys } from './keys.js';
import { Labels } from './labels.js';
import { PlainPainter } from './paint-plain.js';
import { webglPainter } from './paint-webgl.js';
import { readPoints } from './points.js';
import { describe } from './region.js';

const ZoomStep = 1.5;
const ReachPx = 14;
const MaxRatio = 2;

class MapView {
  constructor(section, points, topics) {
    [this.section, this.points, this.topics, this.colour, this.current, this.waiting] = [section, points, topics, 'topic', -1, false];
    [this.stage, this.canvas, this.lasso, this.legend, this.says, this.panel] =
      ['.map-stage', 'canvas', '.map-lasso polygon', '.map-legend', '.map-says', '.map-region'].map(selector => section.querySelector(selector));
    this.camera = new Camera(points.aspect);
    this.painter = webglPainter(this.canvas) ?? new PlainPainter(this.canvas);
    this.card = new Card(this.stage, points);
    this.labels = new Labels(section.querySelector('.map-labels'), topics, points);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', () => this.paint());
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.resize();
    this.restore();
    this.listen();
  }

  /** More points have come. */
  more() {
    this.painter.take(this.points);
    this.paint();
  }

  /** All points have come. */
  complete() { this.grid = new Grid(this.points); }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    this.ratio = Math.min(MaxRatio, devicePixelRatio);
    [this.camera.width, this.camera.height] = [width, height];
    [this.canvas.width, this.canvas.height] = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    this.changed();
  }

  /** Draws once in the next frame, however much changes until then. */
  changed() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (this.painter.points) this.painter.draw(this.camera, this.dotSize(), this.ratio);
      this.labels.place(this.camera);
      this.card.place(this.camera);
      writeAddress(this.camera, this.colour);
    });
  }

  /** px of a point: as large as leaves the ground seen, and larger the nearer one comes. */
  dotSize() {
    const room = Math.sqrt(this.camera.width * this.camera.height / this.points.count);
    return Math.min(10, Math.min(6, Math.max(1.6, 0.16 * room)) * this.camera.zoom ** 0.35);
  }

  restore() {
    const { x, y, zoom, colour } = readAddress();
    if (Number(zoom) > 1) {
      this.camera.zoomAt(Number(zoom));
      this.camera.look(Number(x) || 0, Number(y) || 0);
    }
    if (colour === 'year') this.section.querySelector('#map-colour').value = this.colour = colour;
  }

  /** Gives every point its colour, and says what the colours mean. */
  async paint() {
    if (this.colour === 'year') this.months ??= await months();
    const { colours, legend } = this.colour === 'year' ? byYear(this.points, this.months, this.dark.matches) : byTopic(this.points, this.topics, this.dark.matches);
    this.painter.colour(colours);
    this.legend.replaceChildren(...legend.map(({ colour, label, href }) => element('li', {}, swatch(colour), href ? element('a', { href, textContent: label }) : label)));
    this.changed();
  }

  light(indices) {
    this.painter.light(indices);
    this.changed();
  }

  async search(question) {
    const { total, points } = await found(question);
    this.light(points);
    this.tell(points.length === 0 ? 'No paper is close to this: nothing is lit.'
      : points.length < total ? `The ${points.length} nearest of ${total.toLocaleString('en')} papers are lit.` : `${total} papers are lit.`);
  }

  listen() {
    const zoom = factor => () => this.zoom(factor);
    const does = {
      closer: zoom(ZoomStep),
      farther: zoom(1 / ZoomStep),
      whole: () => this.see(() => this.camera.whole()),
      view: () => this.select('What is in view', [...this.grid?.within(this.camera.box) ?? []]),
      lasso: () => this.toggleLasso(!this.gestures.lassoes),
      walk: (dx, dy) => this.walk(dx, dy),
      open: () => this.open(),
      release: () => this.release(),
    };
    for (const button of this.section.querySelectorAll('[data-does]')) button.addEventListener('click', does[button.dataset.does]);
    this.section.querySelector('#map-colour').addEventListener('change', event => {
      this.colour = event.target.value;
      this.paint();
    });
    listenToKeys(this.canvas, does);
    this.gestures = new Gestures(this.canvas, {
      move: (dx, dy) => this.see(() => this.camera.pan(dx, dy)),
      zoom: (factor, x, y) => this.zoom(factor, x, y),
      hover: (x, y) => this.hover(x, y),
      tap: (x, y) => this.choose(this.pointAt(x, y)),
      leave: () => this.card.pinned || this.card.show(-1),
      trace: path => this.lasso.setAttribute('points', path.map(at => `${at.x},${at.y}`).join(' ')),
      region: path => this.encircle(path),
    });
  }

  see(move) {
    move();
    this.changed();
  }

  zoom(factor, x, y) { this.see(() => this.camera.zoomAt(factor, x, y)); }

  pointAt(x, y) {
    const at = this.camera.toMap(x, y);
    return this.grid?.nearest(at.x, at.y, ReachPx / this.camera.scale) ?? -1;
  }

  async hover(x, y) {
    if (this.card.pinned) return;
    const point = this.pointAt(x, y);
    this.canvas.classList.toggle('over', point >= 0);
    await this.card.show(point);
    this.changed();
  }

  async choose(point) {
    this.current = point;
    const paper = await this.card.show(point, point >= 0);
    this.changed();
    if (paper) this.tell(`${paper.title}. ${byline(paper)}. Topic: ${paper.topic.label}.`);
  }

  /** Goes to the next paper in a direction; first of all to the one in the middle of what is seen. */
  async walk(dx, dy) {
    if (!this.grid) return;
    const { x, y } = this.camera;
    const next = this.current < 0 ? this.grid.nearest(x, y, 2) : this.grid.towards(this.current, dx, dy);
    if (next < 0) return this.tell('There is no paper farther in this direction.');
    this.camera.include(this.points.x(next), this.points.y(next));
    await this.choose(next);
  }

  open() {
    const link = this.card.box.querySelector('.map-title');
    if (this.current >= 0 && link && !this.card.box.hidden) location.assign(link.href);
  }

  release() {
    this.choose(-1);
    this.toggleLasso(false);
    this.lasso.setAttribute('points', '');
    this.panel.hidden = true;
    this.light([]);
    this.tell('');
  }

  toggleLasso(on) {
    this.gestures.lassoes = on;
    this.section.querySelector('[data-does=lasso]').setAttribute('aria-pressed', on);
    this.stage.classList.toggle('lassoes', on);
  }

  encircle(path) {
    const polygon = path.map(at => this.camera.toMap(at.x, at.y));
    const [xs, ys] = [polygon.map(at => at.x), polygon.map(at => at.y)];
    const box = { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) };
    this.toggleLasso(false);
    this.lasso.setAttribute('points', '');
    this.select('This region', [...this.grid?.within(box) ?? []].filter(i => isInside(polygon, this.points.x(i), this.points.y(i))));
  }

  async select(name, indices) {
    this.light(indices);
    this.tell(`${name}: ${indices.length.toLocaleString('en')} papers.`);
    await describe(this.panel, name, indices, this.points, this.topics);
    this.panel.querySelector('h2').scrollIntoView({ block: 'nearest' });
  }

  tell(text) { this.says.textContent = text; }
}

async function begin() {
  const section = document.getElementById('map');
  section.hidden = false;
  const says = section.querySelector('.map-says');
  says.textContent = 'The map is being read …';
  try {
    const topics = await readTopics();
    let view = null;
    await readPoints(points => {
      view ??= new MapView(section, points, topics);
      view.more();
    });
    view.complete();
    says.textContent = '';
    const question = new URLSearchParams(location.search).get('q')?.trim();
    if (question) await view.search(question);
    section.dataset.ready = '';
  } catch (trouble) {
    says.textContent = `The map could not be drawn. ${trouble.message}`;
  }
}

begin();
