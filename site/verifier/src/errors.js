/**
 * What was published is not of the protocol's form, or does not hold. Every check turns this into `fail`, with the
 * message as its evidence; any other exception is a fault of this program and is not caught.
 */
export class FormError extends Error {
  /** @param {string} problem @param {string} [place] path, line or entry */
  constructor(problem, place = '') {
    super(place ? `${place}: ${problem}` : problem);
    this.name = 'FormError';
    this.problem = problem;
    this.place = place;
  }
}

/** The ledger itself could not be read (exit code 2 of the command). */
export class Unreachable extends Error {
  /** @param {string} path @param {string} [why] */
  constructor(path, why = '读不到') {
    super(`${path}: ${why}`);
    this.name = 'Unreachable';
    this.path = path;
  }
}
