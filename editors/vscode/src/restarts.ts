/** How often a server that ends by itself is started again: five times in three minutes, as editors do. */
const MOST = 5;
const WITHIN = 3 * 60 * 1000;

export interface Restarts {
  /** Whether it may be started again now, in milliseconds; counts as having been. */
  again(now: number): boolean;
  forget(): void;
}

export function restarts(): Restarts {
  let times: number[] = [];
  return {
    again: (now) => {
      times = times.filter((time) => now - time < WITHIN);
      times.push(now);
      return times.length < MOST;
    },
    forget: () => {
      times = [];
    },
  };
}
