/** What comes after the waiting gets this many seconds more: with the clean-up it ends within 30. */
const GRACE_SECONDS = 15;

/** One limit for everything that the doctor does. */
export class Deadline {
  constructor(private readonly waitSeconds: number, private readonly now = () => performance.now(), private readonly started = now()) {}

  /** Seconds since the start. */
  public elapsed(): number {
    return (this.now() - this.started) / 1000;
  }

  /** Seconds left for something that may come yet, from 0 on. */
  public waiting(): number {
    return Math.max(0, this.waitSeconds - this.elapsed());
  }

  /** Seconds that one try may take: what it asks for, or what is left of the whole. */
  public limit(seconds: number): number {
    return Math.max(0.2, Math.min(seconds, this.waitSeconds + GRACE_SECONDS - this.elapsed()));
  }

  /** Whether there is no time left even for what comes after the waiting. */
  public isOver(): boolean {
    return this.elapsed() >= this.waitSeconds + GRACE_SECONDS;
  }
}
