/** CloudEvents 1.0 as the house uses them: required attributes, our extensions, JSON data. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly datacontenttype?: string;
  /** Extension and other attributes; lower-case letters and digits only. */
  readonly extensions: Readonly<Record<string, string>>;
  /** The data as it travelled: JSON text for our own facts. */
  readonly data: string;
}

/** All that describes an event, in one object, whether the standard names it or not. */
export function descriptionOf({
  data: _data,
  extensions,
  ...attributes
}: CloudEvent): Readonly<Record<string, string>> {
  return { ...attributes, ...extensions };
}
