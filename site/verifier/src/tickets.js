/** What a reader needs to recompute the tickets of opened rows by hand. */
import { ticketOf } from './draw.js';
import { FormError } from './errors.js';
import { snapshotAt } from './published.js';

/**
 * @typedef {object} OpenedTicket
 * @property {string} subject of its `draw.opening` check
 * @property {string} entity
 * @property {string} name by the snapshot; "" where that cannot be read
 * @property {number} weight
 * @property {string} nonce hex
 * @property {string} seed hex
 * @property {string} ticket hex
 */

/** @param {import('./checks/draw.js').DrawFacts[]} facts @param {import('./checks/report.js').Check[]} checks @returns {OpenedTicket[]} */
export function openedTickets(facts, checks) {
  const bySubject = new Map(facts.map((one) => [one.id, one]));
  return checks
    .filter((check) => check.name === 'draw.opening' && check.status === 'pass')
    .map(({ subject }) => opened(bySubject.get(subject.split('/')[0]), subject));
}

function opened(facts, subject) {
  const [rank, entry] = subject.split('/')[1].split('@');
  const { entity, nonce } = facts.view.documents.opening(facts.id, Number(rank), entry === undefined ? null : Number(entry));
  const { weight } = facts.pool.byId.get(entity);
  return { subject, entity, name: nameOf(facts, entity), weight, nonce, seed: facts.seed, ticket: ticketOf(facts.seed, entity, nonce, weight) };
}

function nameOf({ view, life }, entity) {
  try {
    const name = snapshotAt(view, life.body.snapshot).entities.get(entity)?.name;
    return typeof name === 'string' ? name : '';
  } catch (error) {
    if (error instanceof FormError) return '';
    throw error;
  }
}
