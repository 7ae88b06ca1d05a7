// What a region is: how many papers lie in it, of which topics, in which words, and which of them fit best.

import { byline, element, paperPage } from './dom.js';
import { papersAt } from './api.js';

const TopicsShown = 8;
const WordsShown = 10;
const PapersShown = 10;
const Examples = 5;

/** Fills a panel with what some points have in common. */
export async function describe(panel, name, indices, points, topics) {
  const known = new Map(topics.map(topic => [topic.id, topic]));
  const lowest = counted(indices.map(i => points.topic(i)));
  const best = [...indices].sort((a, b) => points.fit(b) - points.fit(a) || a - b);
  panel.replaceChildren(
    element('h2', { id: 'map-region', textContent: name }),
    element('p', { textContent: `${indices.length.toLocaleString('en')} ${indices.length === 1 ? 'paper' : 'papers'} of ${points.count.toLocaleString('en')}.` }));
  panel.hidden = false;
  if (indices.length === 0) return;
  panel.append(
    element('h3', { textContent: 'What it is about' }),
    element('p', { className: 'map-words', textContent: words(lowest, known).join(', ') }),
    topicList(lowest, known, indices.length),
    element('h3', { textContent: 'Papers that fit their topic best' }),
    await paperList(best),
    element('p', {}, element('a', { href: `/?${await likes(best)}`, textContent: 'Papers like these, as a list with filters' })));
}

function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The phrases of the topics, each worth the papers of its topic here, and less the later it comes among them. */
function words(lowest, known) {
  const worth = new Map();
  for (const [id, papers] of lowest)
    for (const [place, phrase] of (known.get(id)?.phrases ?? []).entries()) worth.set(phrase, (worth.get(phrase) ?? 0) + papers / (place + 1));
  return [...worth].sort((a, b) => b[1] - a[1]).slice(0, WordsShown).map(([phrase]) => phrase);
}

function topicList(lowest, known, total) {
  const counts = new Map();
  for (const [id, papers] of lowest) {
    const topic = known.get(id)?.lineage[1] ?? known.get(id);
    if (topic) counts.set(topic, (counts.get(topic) ?? 0) + papers);
  }
  const shown = [...counts].sort((a, b) => b[1] - a[1]).slice(0, TopicsShown);
  return element('ul', { className: 'short map-topics' }, ...shown.map(([topic, papers]) => element('li', {},
    element('a', { href: `/topics/${topic.id}`, textContent: topic.label }),
    ` ${papers.toLocaleString('en')} of its ${topic.papers.toLocaleString('en')}, ${Math.round(100 * papers / total)} % of the region`)));
}

async function paperList(best) {
  const list = element('ul', { className: 'short' });
  const more = element('button', { type: 'button', className: 'quiet-button', textContent: 'More papers' });
  let shown = 0;
  const add = async () => {
    const papers = await papersAt(best.slice(shown, shown += PapersShown));
    list.append(...papers.map(paper => element('li', {},
      element('a', { href: paperPage(paper.id), textContent: paper.title }), element('span', { className: 'quiet', textContent: ` ${byline(paper)}` }))));
    more.hidden = shown >= best.length;
  };
  more.addEventListener('click', add);
  await add();
  return element('div', {}, list, more);
}

async function likes(best) { return (await papersAt(best.slice(0, Examples))).map(paper => `like=${encodeURIComponent(paper.id)}`).join('&'); }
