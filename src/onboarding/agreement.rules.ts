/** A version of the agreement of a region. */
export interface RegionVersion {
  regionCode: string;
  number: number;
}

/** A version that is asked for, and what shows that it, or a newer one, was accepted. */
export interface AskedVersion<Current extends RegionVersion, Accepted extends RegionVersion> {
  current: Current;
  acceptance: Accepted | null;
}

/** Per region what is asked for, and the newest acceptance that counts for it: of this version or of a newer one. */
export function askedVersions<Current extends RegionVersion, Accepted extends RegionVersion>(
  current: readonly Current[],
  accepted: readonly Accepted[],
): AskedVersion<Current, Accepted>[] {
  return current.map((version) => {
    const [newest = null] = accepted
      .filter(
        ({ regionCode, number }) => regionCode === version.regionCode && number >= version.number,
      )
      .sort((a, b) => b.number - a.number);
    return { current: version, acceptance: newest };
  });
}
