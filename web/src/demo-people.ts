/** A person of the demo channel, whose password everybody may know. */
export interface DemoPerson {
  role: string;
  email: string;
  password: string;
  reseller: string | null;
  note: string | null;
}

/** The people that the server offers: none, unless it shows the demo channel. */
export async function fetchDemoPeople(): Promise<DemoPerson[]> {
  try {
    const response = await fetch('/explorer/demo-people.json', { credentials: 'omit' });
    if (!response.ok) return [];
    return ((await response.json()) as { people: DemoPerson[] }).people;
  } catch {
    return [];
  }
}
