/** Ages of guests, what children of an age pay, and which guests a plan is for. */
import * as z from 'zod';
import { AmountMinor } from '#schema/values.ts';

/** Years; who is older than any bracket is an adult. */
export const ageMax = 120;
export const Age = z.int().min(0).max(ageMax);
const ageBracketsMax = 10;

/** A child from `ageFrom` to `ageTo`, both within, adds this to a night. */
export const AgeBracket = z
  .strictObject({ ageFrom: Age, ageTo: Age, amountMinor: AmountMinor.min(0) })
  .refine(({ ageFrom, ageTo }) => ageFrom <= ageTo, {
    path: ['ageTo'],
    error: 'is below ageFrom',
  });
export type AgeBracket = z.infer<typeof AgeBracket>;

export const AgeBrackets = z
  .array(AgeBracket)
  .max(ageBracketsMax)
  .refine(areApart, 'two brackets hold the same age');

function areApart(brackets: readonly AgeBracket[]): boolean {
  return brackets.every(({ ageFrom, ageTo }, at) =>
    brackets.slice(at + 1).every((other) => other.ageTo < ageFrom || ageTo < other.ageFrom),
  );
}

/** As many adults, or children, as may ask for one room. */
export const personsMax = 20;
const heads = () => z.int().min(0).max(personsMax);

/** Who a plan is for: a family, two adults, a single traveller; what is left out is not asked. Children's ages are years, both within. */
export const PlanGuests = z
  .strictObject({
    adultsMin: heads().exactOptional(),
    adultsMax: heads().min(1).exactOptional(),
    childrenMin: heads().exactOptional(),
    childrenMax: heads().exactOptional(),
    childAgeFrom: Age.exactOptional(),
    childAgeTo: Age.exactOptional(),
  })
  .superRefine((guests, { addIssue }) => {
    for (const [least, most] of [
      ['adultsMin', 'adultsMax'],
      ['childrenMin', 'childrenMax'],
      ['childAgeFrom', 'childAgeTo'],
    ] as const) {
      const [low, high] = [guests[least], guests[most]];
      if (low !== undefined && high !== undefined && low > high)
        addIssue({ code: 'custom', path: [most], message: `is below ${least}` });
    }
  });
export type PlanGuests = z.infer<typeof PlanGuests>;

/** Children who sleep free, and pay for nothing that is charged by person. */
export const FreeChildren = z.strictObject({
  /** Years, within. */
  ageTo: Age,
  /** So many of that age have to come; absent: one. */
  childrenMin: heads().min(1).exactOptional(),
  /** So many of them are free, the youngest first. */
  free: heads().min(1),
});
export type FreeChildren = z.infer<typeof FreeChildren>;
