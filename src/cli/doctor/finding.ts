/** One line of the doctor's report. */
export interface Finding {
  readonly holds: boolean;
  readonly text: string;
  /** Whether a deploy needs it. */
  readonly needed: boolean;
}

export const good = (text: string): Finding => ({ holds: true, text, needed: true });
export const bad = (text: string): Finding => ({ holds: false, text, needed: true });
export const wish = (text: string): Finding => ({ holds: false, text, needed: false });
