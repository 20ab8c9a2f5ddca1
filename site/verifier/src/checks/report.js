/** What a verifier says: named checks with a subject, a status and evidence (protocol, "Verifying"). */
import { FormError } from '../errors.js';

/** @typedef {'pass' | 'fail' | 'pending' | 'unproven' | 'late'} Status */
/** @typedef {{name: string, subject: string, status: Status, evidence: string}} Check */
/** @typedef {[Status, string]} Verdict status and evidence */

/** The subject of checks on the ledger as a whole. */
export const LEDGER = 'ledger';

/** @param {string} name @param {string} subject @param {Status} status @param {string} evidence @returns {Check} */
export const check = (name, subject, status, evidence) => ({ name, subject, status, evidence });

/**
 * Run one check; an error in what was published is a failure of the check, with the error as its evidence.
 * @param {string} name @param {string} subject @param {() => Verdict} run @returns {Check}
 */
export function attempt(name, subject, run) {
  try {
    return check(name, subject, ...run());
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    return check(name, subject, 'fail', error.message);
  }
}
