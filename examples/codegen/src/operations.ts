import { graphql } from './gql/index.js';

export const SIGN_IN = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      accessToken
      viewer {
        user {
          name
        }
      }
    }
  }
`);

export const FIND_DEVICE = graphql(`
  query FindDevice($market: String!) {
    products(marketCode: $market, filter: { category: TABLET }, first: 20) {
      nodes {
        name
        variants {
          sku
          listing {
            orderable
          }
          availability {
            available
          }
        }
      }
    }
  }
`);

export const PRICE = graphql(`
  query Price($input: PriceAndAvailabilityInput!) {
    priceAndAvailability(input: $input) {
      lines {
        available
        price {
          unitPrice {
            amount
            currencyCode
          }
        }
      }
    }
  }
`);

export const ADDRESSES = graphql(`
  query Addresses {
    viewer {
      reseller {
        addresses {
          id
          countryCode
        }
      }
    }
  }
`);

export const PLACE_ORDER = graphql(`
  mutation PlaceOrder($input: OrderSubmitInput!) {
    orderSubmit(input: $input) {
      replayed
      order {
        number
        state
        total {
          amount
          currencyCode
        }
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);
