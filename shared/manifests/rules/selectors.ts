/** Which pods a selector means, by their labels. */
import { at, isJson, itemsAt, type Json, membersAt } from '../object.ts';

/** Of an empty one none: who selects by labels means somebody. */
export function selects(matchLabels: Json, labels: Json): boolean {
  const entries = Object.entries(matchLabels);
  return entries.length > 0 && entries.every(([name, value]) => labels[name] === value);
}

/** A whole selector, as a NetworkPolicy has one: an empty one means every pod. */
export function chooses(selector: unknown, labels: Json): boolean {
  const wanted = Object.entries(membersAt(selector, 'matchLabels'));
  return (
    wanted.every(([name, value]) => labels[name] === value) &&
    itemsAt(selector, 'matchExpressions').every((each) => isMet(each, labels))
  );
}

/** Of the operators the one that is in use; of another one nobody knows what it means here. */
function isMet(expression: unknown, labels: Json): boolean {
  const label = labels[String(at(expression, 'key'))];
  return (
    isJson(expression) &&
    expression['operator'] === 'In' &&
    itemsAt(expression, 'values').includes(label)
  );
}
