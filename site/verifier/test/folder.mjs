/** Published files of a folder, for the tests. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @param {string} folder the one that holds ledger.jsonl @returns {import('../src/shelf.js').FetchFile} */
export const fromFolder = (folder) => async (path) => {
  try {
    return new Uint8Array(await readFile(join(folder, path)));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
};
