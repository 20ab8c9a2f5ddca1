/**
 * Verifies the published files of folders with the page's own code and prints {"checks":[…]} for each, a line each, so that
 * other tests can compare it with `mingchou verify --json`:
 *
 *     node site/verifier/test/verify-folder.mjs FOLDER… --as-of DAY [--draw ID [--rank N] | --entity CODE]
 *
 * Exit codes as the command's: 0 nothing failed, 1 something failed, 2 there is no ledger.
 */
import { parseArgs } from 'node:util';
import { Unreachable } from '../src/errors.js';
import { parseSelection } from '../src/selection.js';
import { parseDay } from '../src/times.js';
import { verify } from '../src/verify.js';
import { fromFolder } from './folder.mjs';

const text = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'as-of': text, draw: text, rank: text, entity: text },
});
const { 'as-of': asOf, ...asked } = values;
if (positionals.length === 0 || asOf === undefined) {
  console.error('usage: node verify-folder.mjs FOLDER… --as-of DAY [--draw ID [--rank N] | --entity CODE]');
  process.exit(64);
}
try {
  process.exitCode = 0;
  for (const folder of positionals) {
    const { checks } = await verify({
      fetchFile: fromFolder(folder),
      asOf: parseDay(asOf),
      selection: parseSelection(new URLSearchParams(Object.entries(asked))),
    });
    console.log(JSON.stringify({ checks }));
    if (checks.some((check) => check.status === 'fail')) process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof Unreachable)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
