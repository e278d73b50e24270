import { registerEnumType } from '@nestjs/graphql';
import { DocumentKind } from './document.rules.js';

registerEnumType(DocumentKind, {
  name: 'DocumentKind',
  description: 'What a document of an application is.',
  valuesMap: {
    TRADE_REGISTER: { description: 'An extract of the trade register or its like.' },
    TAX_CERTIFICATE: { description: 'A certificate of the tax office.' },
    IDENTITY: { description: "The applicant's passport or identity card." },
    AUTHORIZATION_LETTER: { description: 'That the applicant may act for the company.' },
    OTHER: { description: 'Anything else that helps.' },
  },
});
