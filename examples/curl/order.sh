#!/usr/bin/env bash
# Orders with curl alone. PORTAL_URL, PORTAL_EMAIL and PORTAL_PASSWORD say where and as whom; with
# PORTAL_API_KEY nobody signs in, and PORTAL_ADDRESS_ID names the address to ship to.
set -euo pipefail

url=${PORTAL_URL:-http://localhost:4000}/graphql
email=${PORTAL_EMAIL:-buyer@elbufer.example}
password=${PORTAL_PASSWORD:-demo-orders-twelve-laptops}
token=${PORTAL_API_KEY:-}
quantity=12

# Sends an operation, and sends it again when no answer comes. For an order that is safe, because it carries
# its idempotency key: however often it arrives, it is one order.
portal() {
  local headers=(-H 'Content-Type: application/json')
  [ -z "$token" ] || headers+=(-H "Authorization: Bearer $token")
  curl -sS --retry 5 --retry-delay 1 --retry-all-errors "${headers[@]}" --data-binary "$1" "$url"
}

# pick NAME ANSWER: the first text of that name.
pick() {
  grep -oE "\"$1\":\"([^\"\\\\]|\\\\.)*\"" <<<"$2" | sed -nE '1s/^"[^"]*":"(.*)"$/\1/p'
}

if [ -z "$token" ]; then
  answer=$(portal '{
    "query": "mutation ($input: SignInInput!) { signIn(input: $input) { accessToken viewer { user { name } } } }",
    "variables": { "input": { "email": "'"$email"'", "password": "'"$password"'" } }
  }')
  token=$(pick accessToken "$answer")
  echo "Signed in as $(pick name "$answer")"
fi

answer=$(portal '{
  "query": "{ products(marketCode: \"DE\", filter: { category: TABLET }, first: 1) { nodes { name variants { sku } } } }"
}')
sku=$(pick sku "$answer")
echo "Found $(pick name "$answer"): $sku"

answer=$(portal '{
  "query": "query ($input: PriceAndAvailabilityInput!) { priceAndAvailability(input: $input) { lines { available price { unitPrice { amount currencyCode } } } } }",
  "variables": { "input": { "marketCode": "DE", "lines": [{ "sku": "'"$sku"'", "quantity": '$quantity' }] } }
}')
amount=$(pick amount "$answer")
currency=$(pick currencyCode "$answer")
available=$(sed -E 's/.*"available":([0-9]+).*/\1/' <<<"$answer")
echo "$quantity for $amount $currency each, $available in stock"

# An API key does not read people and addresses, so its owner names one.
address=${PORTAL_ADDRESS_ID:-}
if [ -z "$address" ]; then
  answer=$(portal '{ "query": "{ viewer { reseller { addresses { countryCode id } } } }" }')
  address=$(sed -E 's/.*"countryCode":"DE","id":"([^"]*)".*/\1/' <<<"$answer")
fi

key=$(date +%s)-$RANDOM
submit() {
  portal '{
    "query": "mutation ($input: OrderSubmitInput!) { orderSubmit(input: $input) { replayed order { number state total { amount currencyCode } } userErrors { code message path } } }",
    "variables": { "input": {
      "idempotencyKey": "'"$key"'", "purchaseOrderNumber": "PO-'"$key"'", "marketCode": "DE",
      "shipToAddressId": "'"$address"'", "lines": ['"$1"']
    } }
  }'
}

# What is wrong with the input is in userErrors, all of it at once, and then nothing was stored.
answer=$(submit '{ "sku": "NO-SUCH-SKU", "quantity": 1 }')
echo "Refused: $(pick code "$answer"): $(pick message "$answer")"

line='{ "sku": "'$sku'", "quantity": '$quantity', "expectedUnitPrice": { "amount": "'$amount'", "currencyCode": "'$currency'" } }'
answer=$(submit "$line")
number=$(pick number "$answer") || { echo "Not placed: $answer" >&2; exit 1; }
echo "Order $number $(pick state "$answer") $(pick amount "$answer") $(pick currencyCode "$answer")"

answer=$(submit "$line")
echo "Sent again: $(pick number "$answer"), replayed: $(sed -E 's/.*"replayed":(true|false).*/\1/' <<<"$answer")"
