// Colours that readers with any kind of colour vision can tell apart: those of Paul Tol's "muted" scheme, lightened where they would drown in the dark,
// and for years the ramp viridis, without the end that would drown in the page.

const Light = ['#332288', '#117733', '#cc6677', '#0a8f9e', '#882255', '#8a7d1d', '#aa4499', '#44aa99', '#4e79a7', '#6b4c2a'];
const Dark = ['#8f86f0', '#4fb36b', '#e8808f', '#5cc8e0', '#d56aa0', '#ddcc77', '#cf86c9', '#5fc4b2', '#88aed6', '#b89878'];
const Ramp = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#e5e419'];
const None = '#8a8f98';

/** The colours by topic: each area has its own, as long as there are enough, and all within it the same. */
export function byTopic(points, topics, dark) {
  const palette = dark ? Dark : Light;
  const areas = topics.filter(topic => topic.lineage.length === 1);
  const colourOf = new Map(topics.map(topic => [topic.id, palette[areas.indexOf(topic.lineage[0]) % palette.length]]));
  return {
    colours: filled(points.count, i => colourOf.get(points.topic(i)) ?? None),
    legend: areas.map(area => ({ colour: colourOf.get(area.id), label: area.label, href: `/topics/${area.id}` })),
  };
}

/** The colours by year, from the first to the last that half a percent of the papers are before or after: one old paper must not use up the ramp. */
export function byYear(points, months, dark) {
  const dated = months.filter(month => month > 0).sort();
  if (dated.length === 0) return { colours: filled(points.count, () => None), legend: [{ colour: None, label: 'no dates' }] };
  const [first, last] = [dated[Math.floor(dated.length * 0.005)], dated[Math.floor((dated.length - 1) * 0.995)]];
  // The newest papers stand out most: they are dark on a light page, and light on a dark one.
  const shade = month => {
    const share = Math.min(1, Math.max(0, (month - first) / Math.max(1, last - first)));
    return onRamp(dark ? 0.2 + 0.8 * share : 0.82 * (1 - share));
  };
  const shades = new Map();
  for (const month of new Set(months)) shades.set(month, month === 0 ? None : shade(month));
  const stops = [...new Set([0, 0.25, 0.5, 0.75, 1].map(share => Math.floor((first + share * (last - first)) / 12)))];
  return {
    colours: filled(points.count, i => shades.get(months[i])),
    legend: stops.map(year => ({ colour: shade(12 * year + 6), label: String(year) })),
  };
}

function filled(count, colourOf) {
  const colours = new Uint32Array(count);
  const known = new Map();
  for (let i = 0; i < count; i++) {
    const colour = colourOf(i);
    if (!known.has(colour)) known.set(colour, parse(colour).reduce((sum, part, place) => sum + part * 256 ** place, 255 * 256 ** 3));
    colours[i] = known.get(colour);
  }
  return new Uint8Array(colours.buffer);
}

function parse(colour) { return [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16)); }

function onRamp(share) {
  const place = share * (Ramp.length - 1);
  const [before, after] = [Math.floor(place), Math.ceil(place)].map(at => parse(Ramp[at]));
  return '#' + before.map((part, at) => Math.round(part + (after[at] - part) * (place % 1)).toString(16).padStart(2, '0')).join('');
}
