import { Injectable } from '@nestjs/common';

/** A person of the demo channel. Everybody may know the password: it opens nothing but demo data. */
export interface DemoPerson {
  readonly role: string;
  readonly email: string;
  readonly password: string;
  /** The legal name of the reseller; null for the maker's own staff and for applicants. */
  readonly reseller: string | null;
  /** What there is to know of the person; null where role and reseller say it all. */
  readonly note: string | null;
}

/** Whom the explorer offers to sign in as: nobody, unless this server shows the demo channel. */
@Injectable()
export class DemoPeople {
  private offered: readonly DemoPerson[] = [];

  offer(people: readonly DemoPerson[]): void {
    this.offered = people;
  }

  list(): readonly DemoPerson[] {
    return this.offered;
  }
}
