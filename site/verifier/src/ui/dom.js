/** Elements from text, never from markup: nothing that a ledger holds can become HTML. */

/**
 * @param {string} tag @param {Record<string, any>} [properties] `class`, `data-…` and `aria-…` as attributes, functions as listeners
 * @param {...(Node | string | null)} children null: nothing
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
