/**
 * What a machine says of a check: that it is passed, or what a person has to look at. A machine fails nobody: whatever
 * speaks against an applicant is for a person to weigh.
 */
export interface VettingFinding {
  passed: boolean;
  /** For the reviewers: why it is passed, or what to look at. */
  note: string;
}

export function passed(note: string): VettingFinding {
  return { passed: true, note };
}

export function undecided(note: string): VettingFinding {
  return { passed: false, note };
}
