/** Published files, fetched a few at a time before they are read: the checks themselves wait for nothing. */

/** How many files are on their way at once. */
const AT_ONCE = 6;

/** @typedef {(path: string) => Promise<Uint8Array | null>} FetchFile null: there is no such file; anything else rejects */

export class Shelf {
  /** @param {FetchFile} fetchFile */
  constructor(fetchFile) {
    this.fetchFile = fetchFile;
    /** @type {Map<string, Uint8Array | null>} */
    this.files = new Map();
  }

  /** Fetch what is not there yet. @param {Iterable<string>} paths @param {(done: number, total: number) => void} [progress] */
  async fetch(paths, progress = () => {}) {
    const wanted = [...new Set(paths)].filter((path) => !this.files.has(path));
    let [next, done] = [0, 0];
    const work = async () => {
      while (next < wanted.length) {
        const path = wanted[next];
        next += 1;
        this.files.set(path, await this.fetchFile(path));
        done += 1;
        progress(done, wanted.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  /** What was fetched; asking for anything else is a fault of this program. @param {string} path */
  read(path) {
    if (!this.files.has(path)) throw new Error(`${path} was not fetched`);
    return this.files.get(path);
  }
}
