/** Reads the texts of an environment; what is wrong with them is gathered, so that all of it is told at once. */

/** Gives the value of a text, or throws an `Unfit`. */
export type Read<T> = (text: string) => T;

/** Why a value cannot be taken, as the end of a sentence that begins with its name. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}

export interface Fields {
  /** `otherwise` is read when nothing is given; without it something must be. */
  field<T>(name: string, read: Read<T>, otherwise?: string): () => T;
  optional<T>(name: string, read: Read<T>): () => T | undefined;
  /** One for each field that cannot be read; while there are any no value can be had. */
  readonly faults: readonly string[];
}

export function fieldsOf(environment: Readonly<Record<string, string | undefined>>): Fields {
  const faults: string[] = [];

  function value<T>(name: string, read: () => T): () => T {
    try {
      const found = read();
      return () => found;
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      faults.push(`${name}: ${error.message}`);
      return () => {
        throw error;
      };
    }
  }

  return {
    faults,
    field: (name, read, otherwise) =>
      value(name, () => {
        const text = environment[name] ?? otherwise;
        if (text === undefined) throw new Unfit('is missing');
        return read(text);
      }),
    optional: (name, read) =>
      value(name, () => {
        const text = environment[name];
        return text === undefined ? undefined : read(text);
      }),
  };
}

export const anyText: Read<string> = (text) => text;

export function textOf(charactersMin: number): Read<string> {
  return (text) => {
    if (text.length >= charactersMin) return text;
    throw new Unfit(`has fewer than ${charactersMin} characters`);
  };
}

export function numberIn(min: number, max: number): Read<number> {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== '' && number >= min && number <= max) return number;
    throw new Unfit(`is not a number from ${min} to ${max}`);
  };
}

export function wholeIn(min: number, max: number): Read<number> {
  return (text) => {
    const number = numberIn(min, max)(text);
    if (Number.isInteger(number)) return number;
    throw new Unfit(`is not a whole number from ${min} to ${max}`);
  };
}

export const url: Read<string> = (text) => {
  if (URL.canParse(text)) return text;
  throw new Unfit('is not a URL');
};

export function oneOf<const T extends string>(values: readonly T[]): Read<T> {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new Unfit(`is not one of ${values.join(', ')}`);
  };
}
