// Makes elements. Texts are only ever set as texts, so that a title that is markup stays a title.

export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(child => child !== null));
  return made;
}

export function swatch(colour) {
  const space = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(space, 'svg');
  const dot = document.createElementNS(space, 'circle');
  for (const [name, value] of Object.entries({ viewBox: '0 0 10 10', class: 'swatch', 'aria-hidden': 'true' })) picture.setAttribute(name, value);
  for (const [name, value] of Object.entries({ cx: 5, cy: 5, r: 5, fill: colour })) dot.setAttribute(name, value);
  picture.append(dot);
  return picture;
}

export function paperPage(id) { return `/papers/${encodeURIComponent(id).replaceAll('%3A', ':')}`; }

/** Authors and year of a paper in one line. */
export function byline(paper) {
  const authors = paper.authors.length > 3 ? `${paper.authors.slice(0, 2).join(', ')} … ${paper.authors.length} authors` : paper.authors.join(', ');
  return [authors, paper.date?.slice(0, 4)].filter(Boolean).join(' · ');
}
