// What the map asks of the public interface beside the points themselves.

const MaxAddress = 6000;
const MaxPapers = 100;
const MaxLit = 200;

const papers = new Map();

/** The papers of some points, by point. What was asked for once is not asked for again. */
export async function papersAt(points) {
  const missing = points.filter(point => !papers.has(point));
  for (let at = 0; at < missing.length; at += MaxPapers) {
    const answer = await ask('/v1/map/papers?' + missing.slice(at, at + MaxPapers).map(point => `point=${point}`).join('&'));
    for (const paper of answer.results) papers.set(paper.point, paper);
  }
  return points.map(point => papers.get(point)).filter(Boolean);
}

/** The month of each paper: 12 times the year plus 0 to 11, or 0 for none. */
export async function months() {
  const answer = await fetch('/v1/map/months');
  if (!answer.ok) throw new Error(`The months were answered with ${answer.status}.`);
  return new Uint16Array(await answer.arrayBuffer());
}

/** The topics of every level, each with its lineage: those that it is within, the area first, and itself. */
export async function topics() {
  const all = [];
  const walk = (list, above) => {
    for (const topic of list) {
      topic.lineage = [...above, topic];
      all.push(topic);
      walk(topic.children ?? [], topic.lineage);
    }
  };
  walk((await ask('/v1/topics')).results, []);
  return all;
}

/** The points of the papers that a question finds, best first, and how many it finds in all. */
export async function found(question) {
  const ids = [];
  let total = 0;
  for (let cursor = ''; ids.length < MaxLit;) {
    const answer = await ask(`/v1/search?q=${encodeURIComponent(question)}&select=id&limit=${MaxPapers}${cursor}`);
    ids.push(...answer.results.map(paper => paper.id));
    total = answer.meta.total;
    if (!answer.meta.next_cursor) break;
    cursor = `&cursor=${encodeURIComponent(answer.meta.next_cursor)}`;
  }
  return { total, points: (await pointsOf(ids)).map(paper => paper.point) };
}

// An address has an end, and ids may be long.
async function pointsOf(ids) {
  const list = [];
  for (let at = 0; at < ids.length;) {
    let query = '';
    for (let taken = 0; at < ids.length && taken < MaxPapers && query.length < MaxAddress; taken++, at++)
      query += `${query ? '&' : ''}id=${encodeURIComponent(ids[at])}`;
    list.push(...(await ask(`/v1/map/papers?${query}`)).results);
  }
  for (const paper of list) papers.set(paper.point, paper);
  return list;
}

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail ?? `${address} was answered with ${answer.status}.`);
  return said;
}
