import { ArgsType, Field, ID, registerEnumType } from '@nestjs/graphql';
import { PageArgs } from '../platform/graphql/index.js';

export const CatalogEntity = {
  PRODUCT: 'PRODUCT',
  VARIANT: 'VARIANT',
  SPEC_DEFINITION: 'SPEC_DEFINITION',
  LISTING: 'LISTING',
  CERTIFICATE: 'CERTIFICATE',
  TECHNOLOGY: 'TECHNOLOGY',
  PRICE_LIST: 'PRICE_LIST',
  MARKET: 'MARKET',
  REGION: 'REGION',
  TAX_RATE: 'TAX_RATE',
} as const;
export type CatalogEntity = keyof typeof CatalogEntity;

registerEnumType(CatalogEntity, {
  name: 'CatalogEntity',
  description: 'What of the catalog has a history.',
  valuesMap: {
    PRODUCT: { description: 'A product, with the changes of its variants and listings.' },
    VARIANT: { description: 'A variant, with its specs.' },
    SPEC_DEFINITION: { description: 'The definition of a spec.' },
    LISTING: { description: 'A variant offered in a market.' },
    CERTIFICATE: { description: 'A certificate of a product in a market.' },
    TECHNOLOGY: { description: 'A technology that devices carry.' },
    PRICE_LIST: { description: 'A price list, with its prices.' },
    MARKET: {
      description: 'A market, with its tax rates, its regions and what it asks to be certified.',
    },
    REGION: { description: 'A group of markets, such as EMEA.' },
    TAX_RATE: { description: 'A tax rate of a market.' },
  },
});

@ArgsType()
export class CatalogHistoryArgs extends PageArgs {
  @Field(() => CatalogEntity, { description: 'What kind of thing it is.' })
  entity: CatalogEntity;

  @Field(() => ID, { description: 'Its id. What has been deleted keeps its history.' })
  id: string;
}
