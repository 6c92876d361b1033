/** How many streams a process keeps open, in all and for one caller. */
export interface StreamPlaces {
  /** Undefined when there is no place left. */
  take(caller: string): { leave(): void } | undefined;
}

/** An open stream costs a socket and some tens of kB; a process has other work. */
const streamsMax = 1_000;
/** Tabs one person has open; one page must not take all places. */
const streamsPerCallerMax = 20;

export function streamPlaces(): StreamPlaces {
  const byCaller = new Map<string, number>();
  let taken = 0;
  return {
    take(caller) {
      const own = byCaller.get(caller) ?? 0;
      if (taken >= streamsMax || own >= streamsPerCallerMax) return undefined;
      byCaller.set(caller, own + 1);
      taken += 1;
      let left = false;
      return {
        leave() {
          if (left) return;
          left = true;
          taken -= 1;
          const others = (byCaller.get(caller) ?? 1) - 1;
          if (others === 0) byCaller.delete(caller);
          else byCaller.set(caller, others);
        },
      };
    },
  };
}
