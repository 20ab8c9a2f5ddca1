/* Which enterprises a query means: a flat list, folded with NFKC, searched with indexOf. Pure but for `load`; nothing leaves the page. */

/** Full-width, capitals and spaces make no difference. */
export const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

/* Which letters a text has, one bit each: most names are put aside by it without a closer look. */
function lettersOf(text) {
  let found = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = (text.charCodeAt(at) | 32) - 97;
    if (letter >= 0 && letter < 26) found |= 1 << letter;
  }
  return text.includes("?") ? -1 : found;
}

/** The index made ready: `primary` is the initials by each character's usual reading, `readings` holds the others too. */
export function prepare({ areas, entities }) {
  return entities.map(([name, code, area, results, readings], index) => ({
    index, name, code, results, readings,
    areaCode: areas[area][0], area: areas[area][1],
    key: fold(name), codeKey: fold(code), primary: readings.replace(/[A-Z]/g, ""), letters: lettersOf(readings),
  }));
}

const indexes = new Map();

/** The prepared index, fetched once; a download that failed may be tried again. */
export function load(address) {
  if (!indexes.has(address)) {
    indexes.set(address, fetch(address).then((response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    }).then((raw) => {
      const entities = prepare(raw);
      find(entities, "yy"); // the first search compiles the program; no keystroke should wait for that
      return entities;
    }).catch((error) => { indexes.delete(address); throw error; }));
  }
  return indexes.get(address);
}

/* Each letter is some reading of one character (capitals are its further readings), or that of a character nobody knows. */
function byInitials(query) {
  if (!/^(?=.*[a-z])[a-z0-9]+$/.test(query)) return null;
  const one = (c) => (/[0-9]/.test(c) ? c : `(?:${c}[A-Z]*|[a-z][A-Z]*${c.toUpperCase()}[A-Z]*|\\?)`);
  return new RegExp([...query].map(one).join(""));
}

/** All that hold the folded query. Whole names and codes first, then names that begin so, initials that begin so, the rest. */
export function find(entities, query) {
  const ranks = [[], [], [], [], []];
  const pattern = byInitials(query);
  const letters = pattern === null ? 0 : lettersOf(query);
  for (const entity of entities) {
    const at = entity.key.indexOf(query);
    const initial = pattern === null ? -1 : entity.primary.indexOf(query);
    if (entity.key === query || entity.codeKey === query || (initial === 0 && entity.primary === query)) ranks[0].push(entity);
    else if (at === 0) ranks[1].push(entity);
    else if (at > 0 || entity.codeKey.includes(query)) ranks[2].push(entity);
    else if (initial >= 0) ranks[initial === 0 ? 2 : 3].push(entity);
    else if (pattern !== null && (entity.letters & letters) === letters && pattern.test(entity.readings)) ranks[4].push(entity);
  }
  return ranks.flat();
}
