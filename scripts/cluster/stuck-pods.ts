/** Pods that will not start by waiting: their image does not come, a Secret lacks a key, or they end at once. */
import { at, type Found, itemsAt } from '#shared/manifests/object.ts';

const reasons: Readonly<Record<string, (image: string, message: string) => string>> = {
  ImagePullBackOff: (image) =>
    `the cluster cannot pull ${image}; is it pushed, and may it be read?`,
  ErrImageNeverPull: (image) => `the node has no ${image}, and is not to pull it`,
  InvalidImageName: (image) => `${image} is no name of an image`,
  CreateContainerConfigError: (_, message) => message,
  CrashLoopBackOff: (image) => `${image} ends again and again`,
};

/** One line for each image that does not run, of those that are wanted. */
export function stuckIn(pods: readonly Found[], images: readonly string[]): readonly string[] {
  const wanted = new Set(images);
  const found = pods
    .filter(({ whole }) => at(whole, 'metadata', 'deletionTimestamp') === undefined)
    .flatMap(({ name, whole }) =>
      itemsAt(whole, 'status', 'containerStatuses').flatMap((status) => {
        const waiting = at(status, 'state', 'waiting');
        const say = reasons[String(at(waiting, 'reason'))];
        const image = imageOf(whole, String(at(status, 'name')));
        if (say === undefined || !wanted.has(image)) return [];
        return [`${say(image, String(at(waiting, 'message') ?? ''))} (pod ${name})`];
      }),
    );
  return found;
}

/** As it was asked for: the status names it as the node does. */
function imageOf(pod: Found['whole'], container: string): string {
  const found = itemsAt(pod, 'spec', 'containers').find((each) => at(each, 'name') === container);
  return String(at(found, 'image') ?? '');
}
