/** What every API token begins with, in a file of its own: a start loads no cryptography to know it. No JWT begins so: theirs is the base64url of `{"`. */
export const apiTokenPrefix = 'serai_';
