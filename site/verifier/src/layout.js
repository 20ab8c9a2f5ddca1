/** Where every published file lies, relative to `ledger/` (protocol, "What is published"). */
export const LEDGER = 'ledger.jsonl';
export const CHECKPOINT = 'checkpoint';
export const CHECKPOINT_INDEX = 'checkpoints/index';
/** @param {number} size */
export const keptCheckpoint = (size) => `checkpoints/${size}`;
/** @param {string} digest */
export const file = (digest) => `files/${digest}`;
/** @param {string} root */
export const snapshot = (root) => `snapshots/${root}.jsonl`;

const versioned = (folder, draw, rank, entry) => `${folder}/${draw}/${rank}${entry === null ? '' : `@${entry}`}.json`;
/** @param {string} draw @param {number} rank @param {number | null} [entry] the `closed` or `void` that gave the row up */
export const opening = (draw, rank, entry = null) => versioned('openings', draw, rank, entry);
/** @param {string} draw @param {number} rank @param {number | null} [entry] the entry that committed to a superseded one */
export const result = (draw, rank, entry = null) => versioned('results', draw, rank, entry);
