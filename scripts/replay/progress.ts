/** Shows how far a long run is: a bar for a person, a line now and then for a log. */
export interface Progress {
  advance(steps: number): void;
  end(): void;
}

export interface ProgressOptions {
  readonly title: string;
  readonly total: number;
  readonly terminal: boolean;
  readonly nowMs: () => number;
  write(text: string): void;
}

/** Faster than an eye follows, slow enough to cost nothing. */
const redrawMs = 100;
/** Lines of a log, where nothing can be drawn over. */
const linePercent = 10;
const width = 30;

export function progress({ title, total, terminal, nowMs, write }: ProgressOptions): Progress {
  const startMs = nowMs();
  let done = 0;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let shownPercent = 0;

  function draw(): void {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const percent = Math.floor(share * 100);
    const seconds = (nowMs() - startMs) / 1000;
    const rate = seconds > 0 ? Math.round(done / seconds) : 0;
    const figures = `${String(percent).padStart(3)} % ${done}/${total} ${rate}/s`;
    if (terminal) {
      const filled = Math.round(share * width);
      write(`\r${title} [${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${figures}  `);
    } else if (percent >= shownPercent + linePercent || (percent === 100 && shownPercent < 100)) {
      shownPercent = percent - (percent % linePercent);
      write(`${title} ${figures}\n`);
    }
  }

  return {
    advance(steps) {
      done += steps;
      if (terminal && nowMs() - drawnMs < redrawMs) return;
      drawnMs = nowMs();
      draw();
    },
    end() {
      draw();
      if (terminal) write('\n');
    },
  };
}
