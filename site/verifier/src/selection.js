/** What a reader asked for: everything, one draw, one of its ranks, or one enterprise with all its opened ranks. */

/** @typedef {{draw: string | null, rank: number | null, entity: string | null}} Selection */

/** @type {Selection} */
export const EVERYTHING = { draw: null, rank: null, entity: null };

/** @param {Selection} selection */
export const isWhole = ({ draw, entity }) => draw === null && entity === null;

/** From `?draw=ID`, `?draw=ID&rank=N`, `?entity=CODE`. @param {URLSearchParams} query @returns {Selection} */
export function parseSelection(query) {
  const entity = query.get('entity') || null;
  const draw = entity === null ? query.get('draw') || null : null;
  const rank = query.get('rank') ?? '';
  return { draw, rank: draw !== null && /^(0|[1-9][0-9]{0,8})$/.test(rank) ? Number(rank) : null, entity };
}

/** The draws to look at, before it is known which hold the enterprise. @param {import('./life.js').Life} view @param {Selection} selection */
export function selectedDraws(view, { draw }) {
  return [...view.draws.values()].filter((life) => draw === null || life.id === draw);
}

/**
 * The ranks of a draw to look at, lowest first.
 * @param {import('./life.js').Life} view @param {import('./life.js').DrawLife} life @param {Selection} selection
 */
export function selectedRanks(view, life, { rank: number, entity }) {
  const ranks = [...life.ranks.values()].sort((a, b) => a.rank - b.rank);
  if (entity !== null) return ranks.filter((rank) => everOpened(view, life, rank).includes(entity));
  return ranks.filter((rank) => number === null || rank.rank === number);
}

/** The entities of a rank's openings: of each row given up, and of the row in force. */
function everOpened(view, life, rank) {
  const rows = rank.givenUp.map((entry) => entry.index);
  if (rank.status === 'disclosed' || rank.status === 'withheld') rows.push(null);
  return rows.map((row) => view.documents.openingOrNull(life.id, rank.rank, row)?.entity);
}

/**
 * The published documents and snapshots that the draws looked at rest on; all of them when everything is.
 * @param {import('./life.js').Life} view @param {Selection} selection @param {import('./life.js').DrawLife[]} lives
 */
export function selectedDocuments(view, selection, lives) {
  if (isWhole(selection)) return { published: view.published, snapshots: view.snapshots };
  const named = new Set(lives.flatMap(({ body }) => [body.plan, body.snapshot]));
  for (const { revealed } of lives) {
    if (revealed !== null) named.add(view.snapshots.filter((entry) => entry.index < revealed.index).at(-1)?.index);
  }
  const position = new Map(view.entries.map((entry, i) => [entry, i]));
  const isNamed = (entry) => named.has(position.get(entry)) || named.has(entry.index);
  return {
    published: view.published.filter((entry) => entry.body.kind === 'calendar' || isNamed(entry)),
    snapshots: view.snapshots.filter(isNamed),
  };
}
