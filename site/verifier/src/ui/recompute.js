/** The lines that recompute one ticket by hand, with nothing but a shell and openssl (protocol, "Ticket"). Pure. */

/**
 * A ticket is the least of HMAC-SHA256(seed, "entity\n" id "\n" nonce "\n" j) for j = 0 … weight−1.
 * Ids and hex hold nothing that a shell would expand.
 * @param {{seed: string, entity: string, nonce: string, weight: number}} row
 * @returns {string}
 */
export function ticketCommand({ seed, entity, nonce, weight }) {
  const digest = `openssl dgst -sha256 -mac HMAC -macopt hexkey:${seed}`;
  const line = (j) => `printf 'entity\\n${entity}\\n${nonce}\\n${j}'`;
  if (weight === 1) return `${line('0')} | ${digest}`;
  return `for j in $(seq 0 ${weight - 1}); do ${line('%s')} "$j" | ${digest}; done | sed 's/.*= //' | sort | head -n 1`;
}
